import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { UsageError } from "../usage-error.ts";
import { isStatePart, STATE_PARTS, type StatePart } from "./state-parts.ts";

const MAXIMUM_SEED = 2 ** 31 - 1;

/** Paths of a certificate and its private key, both PEM. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/** What `npm start` was asked for. */
export interface StartOptions {
  readonly port: number;
  /** Address to listen on. */
  readonly host: string;
  readonly folder: string;
  /** Bytes that each log and metrics file may take. */
  readonly maximumFileBytes: number;
  /** Parts of the state that are put aside before the start. */
  readonly reset: readonly StatePart[];
  /** A folder with what a deployment removed, to be put back. */
  readonly restore?: string;
  /** Files of a certificate and its private key; undefined serves http and ws. */
  readonly tls: TlsFiles | undefined;
  /** Seed of the order inside a batch; undefined keeps the order of the publisher. */
  readonly shuffleSeed: number | undefined;
  /** Whether clients' tests can order faults. */
  readonly faults: boolean;
  readonly help: boolean;
}

const MEGABYTE = 1024 * 1024;

/** What `npm start -- --help` prints. */
export const START_USAGE = `Deploys the stage "local" and serves it on this machine.

Usage: npm start [-- --port <port>] [--folder <folder>] [--shuffle [--seed <number>]]
                    [--tls-certificate <file> --tls-key <file>]

  --port <port>            TCP port, 1 to 65535 (default 4000)
  --host <address>         address to listen on (default 127.0.0.1, this machine alone)
  --folder <folder>        where state, logs, metrics and tables are kept (default .local)
  --log-megabytes <size>   size that each log and metrics file may take, 1 to 100000 (default 64)
  --reset <part>           puts a part of the state aside and makes it anew; once for each:
                           ${Object.keys(STATE_PARTS).join(", ")}
  --restore <folder>       puts back the items of tables that a deployment removed
  --tls-certificate <file>, --tls-key <file>
                           serves https and wss with this certificate and private key (PEM), which
                           AWS's Kotlin and Swift libraries insist on
  --shuffle                deliver the events of one publish in no order, as AWS may
  --seed <number>          repeats the orders of an earlier --shuffle, which printed it
  --faults                 lets tests of clients order faults: cut, delay, throttle and others, at
                           the address that is printed
  --help                   prints this
`;

/** Reads the arguments of `npm start`. Throws UsageError. */
export function startOptions(args: readonly string[]): StartOptions {
  const { values } = parsed(args);
  return {
    port: wholeNumber("--port", values.port, "a port", 65_535),
    host: hostOf(values.host),
    folder: values.folder,
    maximumFileBytes:
      wholeNumber("--log-megabytes", values["log-megabytes"], "a size", 100_000) * MEGABYTE,
    reset: values.reset.map(partOf),
    ...(values.restore === undefined ? {} : { restore: values.restore }),
    tls: tlsFiles(values["tls-certificate"], values["tls-key"]),
    shuffleSeed: shuffleSeed(values.shuffle, values.seed),
    faults: values.faults,
    help: values.help,
  };
}

function tlsFiles(certificate: string | undefined, key: string | undefined): TlsFiles | undefined {
  if (certificate !== undefined && key !== undefined) {
    return { certificate, key };
  }
  if (certificate === undefined && key === undefined) {
    return undefined;
  }
  throw new UsageError("--tls-certificate and --tls-key: got one, allowed: both or neither");
}

/** Seeds are whole numbers of 31 bits, short enough to be typed again. */
function shuffleSeed(shuffle: boolean, seed: string | undefined): number | undefined {
  if (!shuffle) {
    if (seed === undefined) {
      return undefined;
    }
    throw new UsageError("--seed: allowed together with --shuffle only");
  }
  if (seed === undefined) {
    return randomInt(MAXIMUM_SEED + 1);
  }
  const number = Number(seed);
  if (!/^\d+$/.test(seed) || number > MAXIMUM_SEED) {
    throw new UsageError(
      `--seed: got "${seed}", allowed: a whole number from 0 to ${MAXIMUM_SEED}`,
    );
  }
  return number;
}

function wholeNumber(option: string, text: string, what: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) {
    throw new UsageError(`${option}: got "${text}", allowed: ${what} from 1 to ${most}`);
  }
  return value;
}

function hostOf(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (/^[A-Za-z0-9.:%-]+$/.test(bare)) {
    return bare;
  }
  throw new UsageError(`--host: got "${host}", allowed: an address or name of this machine`);
}

function partOf(name: string): StatePart {
  if (isStatePart(name)) {
    return name;
  }
  const allowed = Object.keys(STATE_PARTS).join(", ");
  throw new UsageError(`--reset: got "${name}", allowed: ${allowed}`);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "4000" },
        host: { type: "string", default: "127.0.0.1" },
        folder: { type: "string", default: ".local" },
        "log-megabytes": { type: "string", default: "64" },
        reset: { type: "string", multiple: true, default: [] },
        restore: { type: "string" },
        "tls-certificate": { type: "string" },
        "tls-key": { type: "string" },
        shuffle: { type: "boolean", default: false },
        seed: { type: "string" },
        faults: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
