import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";

const MAXIMUM_SEED = 2 ** 31 - 1;

/** Thrown for arguments that make no sense; the message says which and what is allowed. */
export class UsageError extends Error {}

/** Paths of a certificate and its private key, both PEM. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/** What `npm start` was asked for. */
export interface StartOptions {
  readonly port: number;
  readonly folder: string;
  /** Files of a certificate and its private key; undefined serves http and ws. */
  readonly tls: TlsFiles | undefined;
  /** Seed of the order inside a batch; undefined keeps the order of the publisher. */
  readonly shuffleSeed: number | undefined;
  readonly help: boolean;
}

/** What `npm start -- --help` prints. */
export const START_USAGE = `Deploys the stage "local" and serves it on this machine.

Usage: npm start [-- --port <port>] [--folder <folder>] [--shuffle [--seed <number>]]
                    [--tls-certificate <file> --tls-key <file>]

  --port <port>      TCP port, 1 to 65535 (default 4000)
  --folder <folder>  where state, logs, metrics and tables are kept (default .local)
  --tls-certificate <file>, --tls-key <file>
                     serves https and wss with this certificate and private key (PEM), which
                     AWS's Kotlin and Swift libraries insist on
  --shuffle          deliver the events of one publish in no order, as AWS may
  --seed <number>    repeats the orders of an earlier --shuffle, which printed it
  --help             prints this
`;

/** Reads the arguments of `npm start`. Throws UsageError. */
export function startOptions(args: readonly string[]): StartOptions {
  const { values } = parsed(args);
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port < 1 || port > 65_535)
    throw new UsageError(`--port: got "${values.port}", allowed: a port from 1 to 65535`);
  const { folder, help } = values;
  const tls = tlsFiles(values["tls-certificate"], values["tls-key"]);
  return { port, folder, help, tls, shuffleSeed: shuffleSeed(values.shuffle, values.seed) };
}

function tlsFiles(certificate: string | undefined, key: string | undefined): TlsFiles | undefined {
  if (certificate !== undefined && key !== undefined) return { certificate, key };
  if (certificate === undefined && key === undefined) return undefined;
  throw new UsageError("--tls-certificate and --tls-key: got one, allowed: both or neither");
}

/** Seeds are whole numbers of 31 bits, short enough to be typed again. */
function shuffleSeed(shuffle: boolean, seed: string | undefined): number | undefined {
  if (!shuffle) {
    if (seed === undefined) return undefined;
    throw new UsageError("--seed: allowed together with --shuffle only");
  }
  if (seed === undefined) return randomInt(MAXIMUM_SEED + 1);
  const number = Number(seed);
  if (!/^\d+$/.test(seed) || number > MAXIMUM_SEED)
    throw new UsageError(
      `--seed: got "${seed}", allowed: a whole number from 0 to ${MAXIMUM_SEED}`,
    );
  return number;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "4000" },
        folder: { type: "string", default: ".local" },
        "tls-certificate": { type: "string" },
        "tls-key": { type: "string" },
        shuffle: { type: "boolean", default: false },
        seed: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
