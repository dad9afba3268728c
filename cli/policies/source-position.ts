/** Where a program declares something. */
export interface SourcePosition {
  /** Path below the repository's folder, with forward slashes. */
  readonly file: string;
  /** From 1, as are columns. */
  readonly line: number;
  readonly column?: number;
}

/**
 * Whether a file of the repository can be where a program declares something: what runs programs, and the
 * pack that judges them, are on the stack of every call as well.
 *
 * @param file Path below the repository's folder, with forward slashes.
 */
export function isOfProgram(file: string): boolean {
  const folders = file.split("/");
  return !folders.includes("node_modules") && !["cli", "policies"].includes(folders[0] ?? "");
}

/** `components/web-acl.ts:12`, as terminals and editors link it. */
export function displayPosition({ file, line }: SourcePosition): string {
  return `${file}:${line}`;
}
