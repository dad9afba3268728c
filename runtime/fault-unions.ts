import type { FaultNode, FaultUnion } from "./fault-node.ts";
import { branchSearch, type Fault, isDone, report, reportAt, type Search } from "./fault-search.ts";

/** Notes the faults of a value that a node looks at. */
export type Inspect = (search: Search, node: FaultNode, value: unknown) => void;

/** Longest value that a branch is named by. */
const MAX_NAME_LENGTH = 64;

/** What a branch of a union lacks. */
interface Attempt {
  readonly faults: readonly Fault[];
  readonly name: string;
  /** Whether the value has the branch's type at all. */
  readonly typed: boolean;
}

function attempt(
  search: Search,
  { branches, names }: FaultUnion,
  index: number,
  value: unknown,
  inspect: Inspect,
): Attempt {
  const inner = branchSearch(search);
  const node = branches[index];
  if (node) {
    inspect(inner, node, value);
  }
  if (inner.cut) {
    search.cut = true;
  }
  return {
    faults: inner.faults,
    name: names[index] ?? "",
    typed: node !== undefined && isTyped(node, value),
  };
}

function isTyped({ type, tests }: FaultNode, value: unknown): boolean {
  if (type !== undefined) {
    return typeof value === type;
  }
  const first = tests?.[0];
  return !first?.ofType || first.holds(value);
}

/** Notes what a branch lacks, with the branch's name unless no other could be meant. */
function reportBranch(search: Search, { faults, name }: Attempt, named: boolean): void {
  for (const { pointer, reason } of faults) {
    if (search.faults.length >= search.limit) {
      return;
    }
    search.faults.push({ pointer, reason: named && name ? `${reason} (${name})` : reason });
  }
}

function depth(faults: readonly Fault[]): number {
  return Math.max(...faults.map(({ pointer }) => pointer.split("/").length));
}

function isNearer(a: Attempt, b: Attempt): boolean {
  return a.faults.length === b.faults.length
    ? depth(a.faults) > depth(b.faults)
    : a.faults.length < b.faults.length;
}

function inspectDiscriminated(
  search: Search,
  union: FaultUnion,
  { key, branchOf }: NonNullable<FaultUnion["discriminator"]>,
  value: Readonly<Record<string, unknown>>,
  inspect: Inspect,
): void {
  const index = branchOf.get(value[key]);
  if (index !== undefined) {
    // The value is one of the schema's and was sent, so that repeating it tells nothing new.
    const name = `${key} ${JSON.stringify(value[key]).slice(0, MAX_NAME_LENGTH)}`;
    reportBranch(search, { ...attempt(search, union, index, value, inspect), name }, true);
  } else {
    reportAt(
      search,
      key,
      Object.hasOwn(value, key) ? "must be one of the allowed values" : "is required",
    );
  }
}

/**
 * Notes why a value matches no branch of a union: the faults of the branch that its discriminator
 * names, or else of the branch that comes nearest.
 */
export function inspectUnion(
  search: Search,
  union: FaultUnion,
  value: unknown,
  inspect: Inspect,
): void {
  const { branches, exactlyOne, discriminator } = union;
  if (discriminator && typeof value === "object" && value !== null && !Array.isArray(value)) {
    inspectDiscriminated(search, union, discriminator, value as Record<string, unknown>, inspect);
    return;
  }
  const attempts: Attempt[] = [];
  let matching = 0;
  for (let index = 0; index < branches.length && !isDone(search); index += 1) {
    const one = attempt(search, union, index, value, inspect);
    if (search.cut) {
      return;
    }
    if (one.faults.length > 0) {
      attempts.push(one);
    } else {
      matching += 1;
    }
    if (matching === 1 && !exactlyOne) {
      return;
    }
  }
  if (matching === 1 || search.cut) {
    return;
  }
  if (matching > 1) {
    report(search, "must match exactly one of the allowed forms");
    return;
  }
  const typed = attempts.filter((one) => one.typed);
  const nearest = typed.reduce<Attempt | undefined>(
    (best, one) => (best && !isNearer(one, best) ? best : one),
    undefined,
  );
  if (nearest) {
    reportBranch(search, nearest, typed.length > 1);
  } else {
    report(search, "must match one of the allowed forms");
  }
}
