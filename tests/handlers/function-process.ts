import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleOnce } from "./deployed-namespace.ts";

/** A line that a function wrote. */
// biome-ignore lint/suspicious/noExplicitAny: whatever JSON a function writes
export type OutputLine = Record<string, any>;

/** What a function's process did. */
export interface FunctionRun {
  /** Lines of standard output and error, parsed. */
  readonly lines: readonly OutputLine[];
  /** Answers of the invocations, in the order of the events. */
  readonly answers: readonly unknown[];
  readonly exitCode: number;
}

/** How a function is run. */
export interface FunctionRunOptions {
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether all events are handed over at once. @default one after another */
  readonly concurrent?: boolean;
  /** Time that each invocation has. @default 3000 */
  readonly remainingMilliseconds?: number;
}

const ANSWERS_MARK = "answers:";

/**
 * Runs a namespace's bundle in a process of its own and reads what it writes, as CloudWatch would
 * receive it. The process ends as Node ends it: by itself, or by an unhandled rejection.
 */
export async function runFunction(
  folder: string,
  events: readonly unknown[],
  { variables = {}, concurrent = false, remainingMilliseconds = 3000 }: FunctionRunOptions = {},
): Promise<FunctionRun> {
  const bundle = await bundleOnce(folder);
  const directory = await mkdtemp(join(tmpdir(), "function-"));
  try {
    const file = join(directory, "index.mjs");
    await writeFile(file, bundle.code);
    const script = `
      const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)});
      const answers = [];
      const invoke = async (event, index) => {
        const context = {
          awsRequestId: "request-" + index,
          functionName: "f",
          getRemainingTimeInMillis: () => ${remainingMilliseconds},
        };
        answers[index] = await handler(event, context);
      };
      const events = ${JSON.stringify(events)};
      if (${concurrent}) await Promise.all(events.map(invoke));
      else for (const [index, event] of events.entries()) await invoke(event, index);
      console.log(${JSON.stringify(ANSWERS_MARK)} + JSON.stringify(answers));`;
    const environment = {
      PATH: process.env.PATH,
      STAGE: "test",
      EVENT_API_ID: "api-1",
      CHANNEL_NAMESPACE: bundle.namespace,
      AWS_REGION: "eu-west-1",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      POWERTOOLS_SERVICE_NAME: `appsync-events-${bundle.namespace}`,
      POWERTOOLS_METRICS_NAMESPACE: "AppSyncEvents",
      POWERTOOLS_LOG_LEVEL: "INFO",
      METRICS_FLUSH: "invocation",
      ...variables,
    };
    const { output, exitCode } = await run(script, environment);
    const written = output.split("\n");
    const answers = written.find((line) => line.startsWith(ANSWERS_MARK));
    return {
      lines: written.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line)),
      answers: answers ? JSON.parse(answers.slice(ANSWERS_MARK.length)) : [],
      exitCode,
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function run(
  script: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  return new Promise((resolve) => {
    const options = { env, timeout: 20_000, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(
      process.execPath,
      ["--input-type=module", "--eval", script],
      options,
      (_error, stdout, stderr) =>
        resolve({ output: `${stdout}${stderr}`, exitCode: child.exitCode ?? 1 }),
    );
  });
}
