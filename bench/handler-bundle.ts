import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import {
  type BenchFunction,
  ownFunctions,
  peerFunctions,
  YARDSTICK,
} from "./handlers/functions.ts";
import type { Figure, Section } from "./section.ts";

const IMPORTS = 15;
const MAX_BYTES = 72 * 1024;
const MAX_IMPORT_SHARE = 0.4;

const execute = promisify(execFile);

/** Milliseconds that importing a module takes in a fresh process. */
async function importMilliseconds(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const url = JSON.stringify(pathToFileURL(file).href);
  const script = `const start = performance.now(); await import(${url}); console.log(performance.now() - start);`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", script], {
    env: { ...process.env, ...environment },
  });
  return Number(stdout.trim().split("\n").at(-1));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** A function whose bundle lies in a file. */
interface Written {
  readonly fn: BenchFunction;
  readonly file: string;
}

/** Medians by name; the modules take turns, so that a busy machine slows all of them alike. */
async function importMedians(written: readonly Written[]): Promise<ReadonlyMap<string, number>> {
  const times = new Map(written.map(({ fn }): [string, number[]] => [fn.name, []]));
  for (let turn = 0; turn < IMPORTS; turn += 1) {
    for (const { fn, file } of written) {
      times.get(fn.name)?.push(await importMilliseconds(file, fn.environment));
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

function sizeFigure({ name, code, bounded }: BenchFunction): Figure {
  const size = Buffer.byteLength(code);
  return {
    name: `size: ${name}`,
    value: kilobytes(size),
    ...(bounded && { target: `< ${kilobytes(MAX_BYTES)}`, met: size < MAX_BYTES }),
  };
}

function importFigure(
  { name, bounded }: BenchFunction,
  medians: ReadonlyMap<string, number>,
): Figure {
  const time = medians.get(name) ?? Number.NaN;
  const limit = (medians.get(YARDSTICK) ?? Number.NaN) * MAX_IMPORT_SHARE;
  return {
    name: `import: ${name}`,
    value: `${time.toFixed(1)} ms`,
    ...(bounded && {
      target: `<= ${limit.toFixed(1)} ms, ${MAX_IMPORT_SHARE} of ${YARDSTICK}`,
      met: time <= limit,
    }),
  };
}

/** Sizes and import times of every function's bundle beside those of functions as they are written today. */
export async function run(): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), "bench-bundle-"));
  try {
    const functions = [...(await ownFunctions()), ...(await peerFunctions())];
    const written = await Promise.all(
      functions.map(async (fn, index): Promise<Written> => {
        const file = join(folder, `${index}.mjs`);
        await writeFile(file, fn.code);
        return { fn, file };
      }),
    );
    const medians = await importMedians(written);
    return {
      title: "Bundles of every namespace and of the authorizer: minified size and import time",
      figures: [...functions.map(sizeFigure), ...functions.map((fn) => importFigure(fn, medians))],
      notes: [
        `Median of ${IMPORTS} imports, each in a process of its own, bundles taking turns`,
        "Bounds hold for functions without an AWS SDK",
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
