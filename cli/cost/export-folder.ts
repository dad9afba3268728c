import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { CostError } from "../../cost/cost-error.ts";
import type { ExportStore } from "../../cost-export/export-days.ts";

/** Writes objects as files below a folder, whole or not at all. Throws CostError that names the file. */
export function folderStore(folder: string): ExportStore {
  return {
    async put(key, content) {
      const file = join(folder, key);
      try {
        await mkdir(dirname(file), { recursive: true });
        await writeFileAtomic(file, typeof content === "string" ? content : Buffer.from(content));
      } catch (error) {
        const reason = error instanceof Error && "code" in error ? error.code : error;
        throw new CostError(
          `cannot write ${file} (${reason}). Fix: free space, or name another folder with --folder`,
        );
      }
    },
  };
}
