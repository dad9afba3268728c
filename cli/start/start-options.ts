import { parseArgs } from "node:util";

/** Thrown for arguments that make no sense; the message says which and what is allowed. */
export class UsageError extends Error {}

/** What `npm start` was asked for. */
export interface StartOptions {
  readonly port: number;
  readonly folder: string;
  readonly help: boolean;
}

/** What `npm start -- --help` prints. */
export const START_USAGE = `Deploys the stage "local" and serves it on this machine.

Usage: npm start [-- --port <port>] [-- --folder <folder>]

  --port <port>      TCP port, 1 to 65535 (default 4000)
  --folder <folder>  where state, logs, metrics and tables are kept (default .local)
  --help             prints this
`;

/** Reads the arguments of `npm start`. Throws UsageError. */
export function startOptions(args: readonly string[]): StartOptions {
  const { values } = parsed(args);
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port < 1 || port > 65_535)
    throw new UsageError(`--port: got "${values.port}", allowed: a port from 1 to 65535`);
  return { port, folder: values.folder, help: values.help };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "4000" },
        folder: { type: "string", default: ".local" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
