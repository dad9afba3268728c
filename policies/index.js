import { existsSync } from "node:fs";

// The checkout runs the sources. The packed form has none: Node strips no types in node_modules.
const source = new URL("./pack.ts", import.meta.url);
void import(existsSync(source) ? source.href : new URL("./dist/pack.js", import.meta.url).href);
