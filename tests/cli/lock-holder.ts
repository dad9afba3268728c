/** Takes and gives up locks of folders as its parent process says. */
import { lockStage, type StageLock } from "../../cli/start/stage-lock.ts";

interface Request {
  readonly action: "lock" | "release";
  readonly folder: string;
}

const locks = new Map<string, StageLock>();

process.on("message", async ({ action, folder }: Request) => {
  try {
    if (action === "lock") {
      locks.set(folder, await lockStage(folder));
    } else {
      await locks.get(folder)?.release();
    }
    process.send?.({ folder, message: "" });
  } catch (error) {
    process.send?.({ folder, message: error instanceof Error ? error.message : String(error) });
  }
});
process.on("disconnect", () => process.exit(0));
