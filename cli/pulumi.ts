import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolvePulumiCommand } from "../engine/pulumi-command.ts";

// `npm run pulumi -- <arguments>`: npm has put the project's own Node on PATH, where the CLI's language
// host looks for it.
try {
  const { command } = await resolvePulumiCommand((line) => console.error(line));
  const child = spawn(command, process.argv.slice(2), { stdio: "inherit" });
  // The terminal sends its signals to the CLI as well, which ends in good order and then this does.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => undefined);
  }
  const [code] = await once(child, "close");
  process.exitCode = code ?? 1;
} catch (error) {
  console.error(`npm run pulumi: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
