import { enableCompileCache } from "node:module";
import { resolve } from "node:path";
import { readableFault } from "./start/file-fault.ts";
import { START_USAGE, startOptions } from "./start/start-options.ts";
import { UsageError } from "./usage-error.ts";

/** Exit status of a command that was called with arguments that make no sense. */
const USAGE_STATUS = 2;

try {
  const options = startOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(START_USAGE);
  } else {
    // The Pulumi SDKs are the greater part of a start; compiled once, they load in half the time.
    enableCompileCache(resolve(options.folder, "compile-cache"));
    // Loaded late, so that help and wrong arguments are answered at once.
    await (await import("./start/run-stage.ts")).runStage(options);
  }
} catch (error) {
  process.stderr.write(`${readableFault(error)}\n`);
  if (error instanceof UsageError) {
    process.stderr.write(`\n${START_USAGE}`);
  }
  process.exitCode = error instanceof UsageError ? USAGE_STATUS : 1;
}
