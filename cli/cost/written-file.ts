import { writeFile } from "node:fs/promises";
import { CostError } from "../../cost/cost-error.ts";

/** Writes a file and returns the line that says so. Throws CostError when it cannot be written. */
export async function writtenFile(file: string, content: string): Promise<string> {
  try {
    await writeFile(file, content);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new CostError(`cannot write ${file} (${reason}); name a file in a folder that exists`);
  }
  return `Written: ${file}`;
}
