import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeployedFunction } from "../local/functions/deployed-function.ts";
import { type LambdaTools, lambdaTools } from "../tests/lambda/lambda-tools.ts";
import { startLambda } from "../tests/lambda/start-lambda.ts";
import {
  type BenchFunction,
  ownFunctions,
  peerFunctions,
  YARDSTICK,
} from "./handlers/functions.ts";
import type { Figure, Section } from "./section.ts";

const STARTS = 7;
const INVOCATIONS = 100;

const SURROUNDINGS = { region: "eu-west-1", endpoints: {} };

/** Milliseconds of a function's first invocation, start included, and of a later one. */
interface Times {
  readonly start: number[];
  readonly warm: number[];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const EMPTY: BenchFunction = {
  name: "a function that does nothing",
  code: "export const handler = async () => null;",
  environment: {},
  event: {},
  bounded: false,
};

async function deployed(
  { name, code, environment }: BenchFunction,
  folder: string,
): Promise<DeployedFunction> {
  const codeFolder = join(folder, name.replaceAll(/\W+/g, "-"));
  await mkdir(codeFolder, { recursive: true });
  await writeFile(join(codeFolder, "index.mjs"), code);
  return {
    functionArn: "arn:aws:lambda:eu-west-1:000000000000:function:bench",
    functionName: "bench",
    codeFolder,
    handler: "index.handler",
    environment,
    memorySize: 256,
    timeoutSeconds: 10,
    logGroup: "/aws/lambda/bench",
  };
}

async function timed(invoke: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await invoke();
  return performance.now() - begin;
}

/** One start, and some invocations after it. */
async function measure(
  tools: LambdaTools,
  fn: DeployedFunction,
  event: unknown,
  times: Times,
): Promise<void> {
  const platform = await startLambda(tools, fn, SURROUNDINGS);
  try {
    const text = JSON.stringify(event);
    times.start.push(await timed(() => platform.invoke(text)));
    for (let count = 0; count < INVOCATIONS / STARTS; count += 1) {
      times.warm.push(await timed(() => platform.invoke(text)));
    }
  } finally {
    await platform.close();
  }
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function figuresOf(part: string, medians: ReadonlyMap<string, number>): Figure[] {
  const peer = medians.get(YARDSTICK) ?? Number.NaN;
  return [...medians].map(([name, value]) => ({
    name: `${part}: ${name}`,
    value: milliseconds(value),
    ...(name.startsWith("handlers/") && { target: `${milliseconds(peer)} of ${YARDSTICK}` }),
  }));
}

/** Start and duration of every namespace's function under AWS's client, beside plain handlers. */
export async function run(): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), "bench-lambda-"));
  try {
    const tools = await lambdaTools();
    const functions = [...(await ownFunctions()), ...(await peerFunctions()), EMPTY];
    const times = new Map(
      functions.map(({ name }): [string, Times] => [name, { start: [], warm: [] }]),
    );
    for (let turn = 0; turn < STARTS; turn += 1) {
      for (const fn of functions) {
        const to = times.get(fn.name);
        if (to) {
          await measure(tools, await deployed(fn, folder), fn.event, to);
        }
      }
    }
    const medians = (part: keyof Times) =>
      new Map([...times].map(([name, values]) => [name, median(values[part])]));
    return {
      title: "Functions under AWS's Lambda runtime client: start and duration",
      figures: [
        ...figuresOf("start and first invocation", medians("start")),
        ...figuresOf("later invocation", medians("warm")),
      ],
      notes: [
        tools.description,
        `Medians of ${STARTS} starts and ${INVOCATIONS} later invocations, functions taking turns`,
        "The emulator's own time is in every figure: compare with the function that does nothing",
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
