/** A value at a path that is not the same in two structures. */
export interface LeafDifference {
  /** Dotted path, as `eventConfig.logConfig.logLevel`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The values that differ between two structures of plain JSON; what only one has is undefined in the other. */
export function leafDifferences(before: unknown, after: unknown, path = ""): LeafDifference[] {
  if (isContainer(before) && isContainer(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      leafDifferences(before[key], after[key], path === "" ? key : `${path}.${key}`),
    );
  }
  const same = JSON.stringify(before) === JSON.stringify(after);
  return same ? [] : [{ path, before, after }];
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
