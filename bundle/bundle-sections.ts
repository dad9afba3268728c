/** What one source file contributes to a bundle. */
export interface BundleSection {
  /** The file as esbuild names it, relative to the project, or `<namespace>:<path>`. */
  readonly path: string;
  readonly text: string;
}

const pathLine = /^ *\/\/ (.+)$/;

/**
 * Splits a bundle that is not minified into the parts that its source files contribute: esbuild puts
 * a comment with the file's path before each. What comes before the first has the path "".
 *
 * @param paths The files that the bundle is made from; any other comment is left alone.
 */
export const bundleSections = (code: string, paths: ReadonlySet<string>): BundleSection[] => {
  const sections: { path: string; lines: string[] }[] = [{ path: "", lines: [] }];
  for (const line of code.split("\n")) {
    const path = pathLine.exec(line)?.[1];
    if (path !== undefined && paths.has(path)) sections.push({ path, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ path, lines }) => ({ path, text: lines.join("\n") }));
};
