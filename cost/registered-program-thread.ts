import { parentPort, workerData } from "node:worker_threads";
import { registerProgram } from "./registered-program.ts";

parentPort?.postMessage(await registerProgram(workerData));
// Pulumi's runtime and what the program opened may hold handles that nobody closes.
process.exit();
