import * as Format from "typebox/format";
import { Build } from "typebox/schema";
import { HandlerBundleError } from "./handler-bundle-error.ts";
import { compilePattern } from "./schemas/patterns.ts";
import { SchemaPlaces } from "./schemas/schema-places.ts";

/** A JSON Schema as TypeBox builds it; `true` and `false` are schemas too. */
export type JsonSchema = Readonly<Record<string, unknown>> | boolean;

/** Names of `typebox/format`'s exports by the check that they are. */
const formatExports = new Map<unknown, string>(
  Object.entries(Format)
    .filter(([name]) => /^Is[A-Z]/.test(name))
    .map(([name, check]) => [check, name]),
);

function externalSource(value: unknown, where: string): string {
  if (value instanceof RegExp) {
    return `new RegExp(${JSON.stringify(value.source)}, ${JSON.stringify(value.flags)})`;
  }
  const format = formatExports.get(value);
  if (format) {
    return `Format.${format}`;
  }
  const json = typeof value === "function" ? undefined : JSON.stringify(value);
  if (json === undefined) {
    throw new HandlerBundleError(
      `${where}: the schema has a format of your own, a function, which cannot be compiled into the ` +
        "bundle. Use keywords of JSON Schema, or test the event in `publish` and return reject().",
    );
  }
  return json;
}

/**
 * TypeBox compiles patterns with the flag `u`. Those that are legal without only are given to it as
 * RegExp objects, which it takes as they are.
 */
function withPatternObjects(schema: JsonSchema): JsonSchema {
  const copy = structuredClone(schema);
  for (const { schema: one } of new SchemaPlaces(copy).byPointer.values()) {
    const pattern = typeof one === "object" && one !== null && "pattern" in one && one.pattern;
    if (typeof pattern !== "string") {
      continue;
    }
    const compiled = compilePattern(pattern);
    if (typeof compiled === "object" && compiled.flags === "") {
      Object.assign(one as object, { pattern: new RegExp(pattern) });
    }
  }
  return copy;
}

/**
 * Compiles a schema to the source of a check, an expression of type `(value: unknown) => boolean`.
 * The source uses the names `Guard`, `Hashing`, `Format` and `CheckContext`, which
 * `checkImports` imports. `where` names the schema in errors.
 *
 * @throws HandlerBundleError for a format that TypeBox does not bring along.
 */
export function checkSource(schema: JsonSchema, where: string): string {
  const build = Build({}, withPatternObjects(schema));
  const externals = build.External().variables.map((value) => externalSource(value, where));
  const context = build.UseUnevaluated() ? "const context = new CheckContext({}, {});" : "";
  return [
    "(() => {",
    externals.length > 0 ? `const External = [${externals.join(", ")}];` : "",
    build.Functions().join(";\n"),
    `; return (value) => { ${context} return ${build.Entry()}; };`,
    "})()",
  ].join("\n");
}

const IMPORTS: readonly (readonly [name: string, statement: string])[] = [
  ["Guard", 'import * as Guard from "typebox/guard";'],
  ["Hashing", 'import { Hashing } from "typebox/system";'],
  ["Format", 'import * as Format from "typebox/format";'],
  ["CheckContext", 'import { CheckContext } from "typebox/schema";'],
];

/** The import statements that sources of `checkSource` need. */
export function checkImports(source: string): string {
  return IMPORTS.filter(([name]) => source.includes(name))
    .map(([, statement]) => statement)
    .join("\n");
}
