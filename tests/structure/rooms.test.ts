import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOMS, TOP } from "../../rooms.ts";
import { ROOT, sourceFiles } from "./source-files.ts";

const contributing = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");

/** Folders without code that other rooms could import. */
const WITHOUT_CODE = ["docs", "examples"];

test("every folder with code is a room whose imports are checked", () => {
  const folders = sourceFiles(/^[^/]+\/.*\.ts$/).map(({ path }) => path.split("/")[0] ?? "");
  const rooms = [...Object.keys(ROOMS), ...TOP, ...WITHOUT_CODE];
  assert.deepEqual([...new Set(folders)].filter((folder) => !rooms.includes(folder)).sort(), []);
});

test("the picture in CONTRIBUTING.md shows the arrows that are checked", () => {
  const picture = /```mermaid\n([\s\S]*?)```/.exec(contributing)?.[1] ?? "";
  const drawn = [...picture.matchAll(/^ {2}([\w-]+) --> ([\w-]+)$/gm)].map(
    ([, from, to]) => `${from} --> ${to}`,
  );
  const checked = Object.entries(ROOMS).flatMap(([from, allowed]) =>
    allowed.map((to) => `${from} --> ${to}`),
  );
  assert.deepEqual(drawn.sort(), checked.sort());
});

test("the table in CONTRIBUTING.md has a row for every room", () => {
  const rows = [...contributing.matchAll(/^\| `([\w-]+)\/`/gm)].map(([, room]) => room);
  assert.deepEqual(rows.sort(), Object.keys(ROOMS).sort());
});
