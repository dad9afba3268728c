import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleHandler } from "../bundle/handler-bundle.ts";
import { benchEnvironment } from "./handlers/environment.ts";
import { bundlePeer, peers } from "./handlers/peers.ts";
import type { Figure, Section } from "./section.ts";

const imports = 15;
const maxBytes = 72 * 1024;
const maxImportShare = 0.4;

const ours = "handlers/default, with cost metering";
const yardstick = "Powertools + TypeBox";

const execute = promisify(execFile);

/** Milliseconds that importing a module takes in a fresh process. */
const importMilliseconds = async (
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<number> => {
  const url = JSON.stringify(pathToFileURL(file).href);
  const script = `const start = performance.now(); await import(${url}); console.log(performance.now() - start);`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", script], {
    env: { ...process.env, ...environment },
  });
  return Number(stdout.trim().split("\n").at(-1));
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Medians by name; the modules take turns, so that a busy machine slows all of them alike. */
const importMedians = async (
  files: ReadonlyMap<string, string>,
  environment: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, number>> => {
  const times = new Map([...files.keys()].map((name): [string, number[]] => [name, []]));
  for (let turn = 0; turn < imports; turn += 1) {
    for (const [name, file] of files) {
      times.get(name)?.push(await importMilliseconds(file, environment));
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
};

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

const figuresOf = (
  sizes: ReadonlyMap<string, number>,
  medians: ReadonlyMap<string, number>,
): Figure[] => {
  const size = sizes.get(ours) ?? Number.NaN;
  const time = medians.get(ours) ?? Number.NaN;
  const limit = (medians.get(yardstick) ?? Number.NaN) * maxImportShare;
  return [
    {
      name: `size: ${ours}`,
      value: kilobytes(size),
      target: `< ${kilobytes(maxBytes)}`,
      met: size < maxBytes,
    },
    ...[...sizes]
      .filter(([name]) => name !== ours)
      .map(([name, bytes]) => ({ name: `size: ${name}`, value: kilobytes(bytes) })),
    {
      name: `import: ${ours}`,
      value: `${time.toFixed(1)} ms`,
      target: `<= ${limit.toFixed(1)} ms, ${maxImportShare} of ${yardstick}`,
      met: time <= limit,
    },
    ...[...medians]
      .filter(([name]) => name !== ours)
      .map(([name, milliseconds]) => ({
        name: `import: ${name}`,
        value: `${milliseconds.toFixed(1)} ms`,
      })),
  ];
};

/** Sizes and import times of a namespace's bundle beside those of functions as they are written today. */
export const run = async (): Promise<Section> => {
  const folder = await mkdtemp(join(tmpdir(), "bench-bundle-"));
  try {
    const bundle = await bundleHandler(
      fileURLToPath(new URL("../handlers/default", import.meta.url)),
    );
    const codes = new Map([[ours, bundle.code]]);
    for (const [name, source] of Object.entries(peers)) codes.set(name, await bundlePeer(source));
    const files = new Map<string, string>();
    for (const [name, code] of codes) {
      const file = join(folder, `${files.size}.mjs`);
      await writeFile(file, code);
      files.set(name, file);
    }
    const sizes = new Map([...codes].map(([name, code]) => [name, Buffer.byteLength(code)]));
    const medians = await importMedians(files, benchEnvironment(bundle));
    return {
      title: "A namespace's bundle: minified size and import time",
      figures: figuresOf(sizes, medians),
      notes: [`Median of ${imports} imports, each in a process of its own, bundles taking turns`],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
};
