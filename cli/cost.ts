import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PRICE_LIST_URL } from "../cost/prices/price-list-service.ts";
import { adviseCommand } from "./cost/advise-command.ts";
import { exportCommand } from "./cost/export-command.ts";
import { forecastCommand } from "./cost/forecast-command.ts";
import { pricesCommand } from "./cost/prices/prices-command.ts";
import { reportCommand } from "./cost/report-command.ts";
import { UsageError } from "./usage-error.ts";

const USAGE = `npm run cost -- forecast --stage <stage> [--json | --markdown] [--against <git ref>]
npm run cost -- advise --stage <stage> [--month <YYYY-MM> [--metrics <folder>]] [--json | --markdown]
npm run cost -- report --stage <stage> --month <YYYY-MM> [--csv <file>] [--html <file>] [--json]
                       [--metrics <folder>] [--cost-explorer]
npm run cost -- grafana --stage <stage> [--output <file>]
npm run cost -- prices [--region <region>]...
npm run cost -- prices --update [--region <region>]... [--file <offer file or folder>]... [--url <mirror>]
npm run cost -- export --stage <stage> --day <YYYY-MM-DD> | --month <YYYY-MM>
                       [--metrics <folder>] [--folder <folder>]`;

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs the command line and returns what it prints. Throws errors with messages for people. */
export async function run(args: readonly string[], now: Date): Promise<string> {
  const [command, ...rest] = args;
  if (command === "forecast") {
    return forecastCommand({ root, ...forecastOptions(rest), now });
  }
  if (command === "advise") {
    return adviseCommand({ root, ...adviseOptions(rest), now });
  }
  if (command === "report") {
    return reportCommand({ root, ...reportOptions(rest), now });
  }
  if (command === "grafana") {
    return grafana(grafanaOptions(rest), now);
  }
  if (command === "prices") {
    return pricesCommand({ root, ...pricesOptions(rest), now });
  }
  if (command === "export") {
    return exportCommand({ root, ...exportOptions(rest), now });
  }
  throw new UsageError(
    `got "${command ?? "nothing"}", allowed are forecast, advise, report, grafana, prices and export\n${USAGE}`,
  );
}

async function grafana(options: ReturnType<typeof grafanaOptions>, now: Date): Promise<string> {
  // Grafana's SDK takes longer to load than the other commands take to run.
  const { grafanaCommand } = await import("./cost/grafana-command.ts");
  return grafanaCommand({ root, ...options, now });
}

function forecastOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      stage: { type: "string" },
      against: { type: "string" },
      json: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
    },
  });
  const { against } = values;
  return { stage: required("stage", values.stage), against, format: formatOf(values) };
}

function adviseOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      stage: { type: "string" },
      month: { type: "string" },
      metrics: { type: "string" },
      json: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
    },
  });
  const { month, metrics } = values;
  if (metrics !== undefined && month === undefined) {
    throw new UsageError("--metrics: needs --month, whose metrics the folder holds");
  }
  return { stage: required("stage", values.stage), month, metrics, format: formatOf(values) };
}

function formatOf({
  json,
  markdown,
}: {
  readonly json: boolean;
  readonly markdown: boolean;
}): "text" | "json" | "markdown" {
  if (json && markdown) {
    throw new UsageError("--json and --markdown: choose one");
  }
  return json ? "json" : markdown ? "markdown" : "text";
}

function reportOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      stage: { type: "string" },
      month: { type: "string" },
      csv: { type: "string" },
      html: { type: "string" },
      metrics: { type: "string" },
      json: { type: "boolean", default: false },
      "cost-explorer": { type: "boolean", default: false },
    },
  });
  const { csv, html, metrics, json, "cost-explorer": costExplorer } = values;
  const month = required("month", values.month);
  return { stage: required("stage", values.stage), month, csv, html, metrics, json, costExplorer };
}

function pricesOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      update: { type: "boolean", default: false },
      file: { type: "string", multiple: true, default: [] },
      region: { type: "string", multiple: true, default: [] },
      url: { type: "string", default: PRICE_LIST_URL },
    },
  });
  const { update, file: files, region: regions, url } = values;
  if (!/^https?:\/\/\S+$/.test(url)) {
    throw new UsageError(`--url: got ${url}, allowed is an address`);
  }
  const retryMilliseconds = 1_000;
  return { update, files, regions, url: url.replace(/\/+$/, ""), retryMilliseconds };
}

function exportOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      stage: { type: "string" },
      day: { type: "string" },
      month: { type: "string" },
      metrics: { type: "string" },
      folder: { type: "string" },
    },
  });
  const { day, month, metrics, folder } = values;
  if ((day === undefined) === (month === undefined)) {
    throw new UsageError(`--day or --month: give one of them\n${USAGE}`);
  }
  return { stage: required("stage", values.stage), day, month, metrics, folder };
}

function grafanaOptions(args: string[]) {
  const options = { stage: { type: "string" }, output: { type: "string" } } as const;
  const { stage, output } = parseArgs({ args, options }).values;
  return { stage: required("stage", stage), output };
}

function required(name: string, value: string | undefined): string {
  if (value === undefined) {
    throw new UsageError(`--${name} is missing\n${USAGE}`);
  }
  return value;
}

if (import.meta.main) {
  try {
    console.log(await run(process.argv.slice(2), new Date()));
  } catch (error) {
    console.error(`npm run cost: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
