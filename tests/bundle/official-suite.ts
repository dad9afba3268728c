import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SchemaDialect } from "../../runtime/json-schema.ts";

/** A group of the official JSON Schema test suite: a schema with values and their verdicts. */
export interface SuiteGroup {
  readonly file: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>> | boolean;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

/** Dialects whose required cases lie in `official-suite/`. */
export const SUITE_DIALECTS = [
  "draft-04",
  "draft-06",
  "draft-07",
  "2019-09",
  "2020-12",
] as const satisfies readonly SchemaDialect[];

/**
 * Reads the required cases of a dialect. They are those of github.com/json-schema-org/JSON-Schema-Test-Suite
 * as the Python package jsonschema 4.26.0 carries them: one file a dialect, one group a line. No
 * package on npm has them.
 */
export async function readOfficialSuite(
  dialect: (typeof SUITE_DIALECTS)[number],
): Promise<SuiteGroup[]> {
  const path = join(import.meta.dirname, "official-suite", `${dialect}.json`);
  const files: Record<string, Omit<SuiteGroup, "file">[]> = JSON.parse(
    await readFile(path, "utf8"),
  );
  return Object.entries(files).flatMap(([file, groups]) =>
    groups.map((group) => ({ ...group, file })),
  );
}
