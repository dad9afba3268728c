import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";

/** Milliseconds that an engine has to end in good order. */
const GRACE_MS = 2_000;

const running = new Set<ChildProcess>();

// The Automation API keeps the processes it starts to itself; Node.js announces every one
// (diagnostics_channel, channel "child_process").
subscribe("child_process", (message) => {
  const { process: child } = message as { process: ChildProcess };
  running.add(child);
  child.once("exit", () => running.delete(child));
});

/**
 * Ends the engines that were started from a command and that an abort signal did not end: one that
 * cannot write its state waits for ever.
 *
 * @param command Path of the Pulumi CLI.
 */
export async function endEngines(command: string): Promise<void> {
  const engines = [...running].filter(({ spawnfile }) => spawnfile === command);
  const ended = engines.map(
    (engine) => new Promise<void>((resolve) => engine.once("exit", () => resolve())),
  );
  // The engine takes the first interrupt as a wish and the second as an order (Pulumi CLI).
  for (const engine of engines) {
    engine.kill("SIGINT");
  }
  const timer = setTimeout(() => {
    for (const engine of engines) {
      engine.kill("SIGKILL");
    }
  }, GRACE_MS);
  await Promise.all(ended);
  clearTimeout(timer);
}
