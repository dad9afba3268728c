/** A fault of an event: where (JSON pointer, RFC 6901) and what the schema wants there. */
export interface Fault {
  readonly pointer: string;
  readonly reason: string;
}

/** Faults given for one event at most: enough to mend it, and few enough to keep a refusal cheap. */
export const MAX_FAULTS = 3;
/** Faults counted of one branch of a union at most, to see which branch comes nearest. */
const MAX_BRANCH_FAULTS = 8;
/** Nodes looked at for one event at most, so that no event makes its refusal expensive. */
const MAX_NODES = 2000;
const MAX_DEPTH = 32;

/** A key, a place in a list, or undefined for a key that is not repeated to the publisher. */
export type Segment = string | number | undefined;

/** One look at a value: what was found, and how much further it may go. */
export interface Search {
  readonly faults: Fault[];
  readonly limit: number;
  /** Where the value that is looked at stands. */
  readonly path: Segment[];
  /** Shared with the searches inside this one. */
  readonly budget: { nodes: number };
  /** Whether something was left out, so that finding no fault does not prove that there is none. */
  cut: boolean;
}

/** A search of an event. */
export function newSearch(): Search {
  return {
    faults: [],
    limit: MAX_FAULTS,
    path: [],
    budget: { nodes: MAX_NODES },
    cut: false,
  };
}

/** A search of one branch, from where another search stands, that tells nothing by itself. */
export function branchSearch({ path, budget }: Search): Search {
  return {
    faults: [],
    limit: MAX_BRANCH_FAULTS,
    path,
    budget,
    cut: false,
  };
}

/** Whether a search has found enough or may go no further. */
export function isDone(search: Search): boolean {
  if (search.budget.nodes <= 0) {
    search.cut = true;
  }
  return search.faults.length >= search.limit || search.cut;
}

/** Whether a search may go into the value that it stands at. */
export function mayEnter(search: Search): boolean {
  if (search.path.length >= MAX_DEPTH) {
    search.cut = true;
  }
  return !search.cut;
}

/** A JSON pointer (RFC 6901) that ends above the first key that is not repeated. */
function pointerOf(path: readonly Segment[]): string {
  let pointer = "";
  for (const segment of path) {
    if (segment === undefined) {
      break;
    }
    const text = String(segment);
    // Hardly any key has to be escaped, and escaping is the slowest part of telling a fault.
    pointer += `/${/[~/]/.test(text) ? text.replaceAll("~", "~0").replaceAll("/", "~1") : text}`;
  }
  return pointer;
}

/** Notes a fault of the value that the search stands at. */
export function report(search: Search, reason: string): void {
  if (search.faults.length >= search.limit) {
    return;
  }
  search.faults.push({ pointer: pointerOf(search.path), reason });
}

/** Notes a fault of a member of that value. */
export function reportAt(search: Search, segment: Segment, reason: string): void {
  search.path.push(segment);
  report(search, reason);
  search.path.pop();
}
