import { shown } from "./json-values.ts";

/** Why a schema cannot be compiled: where, what stands there, what may, and how to mend it. */
export interface SchemaFault {
  /** JSON pointer into the schema (RFC 6901), "" for the schema as a whole. */
  readonly pointer: string;
  /** What is wrong, with what was got and what is allowed. */
  readonly problem: string;
  /** What to write instead. */
  readonly fix: string;
}

/** What is wrong at a place that the caller knows. */
export type KeywordProblem = Omit<SchemaFault, "pointer">;

/** The problem of a value that is not what it must be. */
export function mustBe(allowed: string, got: unknown, fix = `write ${allowed}`): KeywordProblem {
  return { problem: `must be ${allowed}, got ${shown(got)}`, fix };
}

/** Faults as lines of an error, each below the name of its schema; long lists are cut. */
export function faultLines(faults: readonly SchemaFault[], where: string): string[] {
  const most = 20;
  const lines = faults
    .slice(0, most)
    .map(
      ({ pointer, problem, fix }) =>
        `${where}: ${pointer === "" ? "the schema" : `schema ${pointer}`} ${problem}. Fix: ${fix}.`,
    );
  const more = faults.length - most;
  return more > 0 ? [...lines, `${where}: the schema has ${more} more faults.`] : lines;
}
