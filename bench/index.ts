import { spawnSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Section, Size } from "./section.ts";

/** A benchmark topic: one file of this folder. */
interface Topic {
  readonly run: (size: Size) => Promise<Section>;
}

const folder = new URL(".", import.meta.url);
const HELPERS = new Set(["index.ts", "section.ts"]);

async function topics(): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith(".ts") && !HELPERS.has(file))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

function isTopic(module: unknown): module is Topic {
  return (
    typeof module === "object" &&
    module !== null &&
    "run" in module &&
    typeof module.run === "function"
  );
}

function print(section: Section): void {
  const width = (pick: (figure: Section["figures"][number]) => string) =>
    Math.max(0, ...section.figures.map((figure) => pick(figure).length));
  const names = width((figure) => figure.name);
  const values = width((figure) => figure.value);
  console.log(`\n${section.title}`);
  for (const figure of section.figures) {
    const bound = figure.target === undefined ? "" : `  ${figure.target}`;
    const verdict = figure.met === undefined ? "" : figure.met ? "  met" : "  MISSED";
    const row = `  ${figure.name.padEnd(names)}  ${figure.value.padStart(values)}`;
    console.log(`${row}${bound}${verdict}`);
  }
  for (const note of section.notes ?? []) {
    console.log(`  ${note}`);
  }
}

const known = await topics();

const USAGE = `Usage: npm run bench [-- <topic> ...] [--sockets <n>] [--seconds <n>] [--requests <n>] [--kills <n>]

Topics, all of them when none is named: ${known.join(", ")}.
Full runs of those that load or attack the embedded stage:
  npm run bench -- soak --sockets 2000 --seconds 900
  npm run bench -- hostile --requests 5000
  npm run bench -- kill --kills 40
`;

const { positionals, values } = argumentsGiven();
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const size: Size = Object.fromEntries(
  Object.entries({ ...values, help: undefined })
    .filter((entry): entry is [string, string] => typeof entry[1] === "string")
    .map(([name, text]) => [name, wholeNumber(name, text)]),
);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  refuse(`no topic ${unknown.join(", ")}`);
}

function argumentsGiven() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        sockets: { type: "string" },
        seconds: { type: "string" },
        requests: { type: "string" },
        kills: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) {
    return Number(text);
  }
  return refuse(`--${name} must be a whole number from 1, got "${text}"`);
}

function refuse(fault: string): never {
  console.error(`npm run bench: ${fault}.\n\n${USAGE}`);
  process.exit(2);
}

/** Each topic has a process of its own: nothing that one sets or warms up reaches the next. */
function runApart(names: readonly string[]): boolean {
  const script = fileURLToPath(import.meta.url);
  const sizes = Object.entries(size).map(([option, number]) => `--${option}=${number}`);
  const runs = names.map((name) =>
    spawnSync(process.execPath, [script, name, ...sizes], { stdio: "inherit" }),
  );
  return runs.every(({ status }) => status === 0);
}

async function runHere(name: string): Promise<boolean> {
  const module: unknown = await import(new URL(`${name}.ts`, folder).href);
  if (!isTopic(module)) {
    throw new TypeError(`bench/${name}.ts exports no run()`);
  }
  const section = await module.run(size);
  print(section);
  return section.figures.every((figure) => figure.met !== false);
}

const [only, ...others] = positionals.length > 0 ? positionals : known;
if (only !== undefined) {
  const met = others.length === 0 ? await runHere(only) : runApart([only, ...others]);
  if (!met) {
    process.exitCode = 1;
  }
}
