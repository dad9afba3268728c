/** Runs on a thread of a function's process and ends the process when the platform is gone. */
import { Socket } from "node:net";
import { PLATFORM_FD } from "./runtime-pipes.ts";

// The platform never writes to this pipe; the system closes it with the platform's process.
new Socket({ fd: PLATFORM_FD, readable: true, writable: false })
  .on("error", endProcess)
  .on("close", endProcess)
  .resume();

function endProcess(): void {
  process.kill(process.pid, "SIGKILL");
}
