import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveProvider } from "../local/provider/provider-server.ts";
import type { ExportedResource } from "./preview/raw-program.ts";
import type { Figure, Section } from "./section.ts";

const STAGE = "dev";
const ROUNDS = 5;
const MOST_TIMES = 1.25;
const MOST_TIMES_WITH_PACK = 1.6;

const script = join(import.meta.dirname, "preview/preview-once.ts");
const builds = join(import.meta.dirname, "../node_modules/.cache/appsync-events/builds");

/** A way to preview: arguments of the script, and what is removed before each run. */
interface Variant {
  readonly name: string;
  readonly args: readonly string[];
  readonly cold?: boolean;
  /** Most times what the raw program takes. */
  readonly bound?: number;
}

/**
 * Previews stage `dev` beside a raw `@pulumi/aws` program with the same resources, inputs and
 * references. Each run is a process of its own on the real engine; rounds alternate, so that a busy
 * moment of the machine meets all alike.
 */
export async function run(): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), "bench-preview-"));
  const provider = await serveProvider();
  const common = ["--stage", STAGE, "--provider", String(provider.port)];
  const exported = join(folder, "resources.json");
  try {
    await preview([...common, "--export", exported]);
    const variants: readonly Variant[] = [
      { name: "raw program", args: [...common, "--raw", exported] },
      { name: "this program", args: common, bound: MOST_TIMES },
      {
        name: "this program with the pack",
        args: [...common, "--pack"],
        bound: MOST_TIMES_WITH_PACK,
      },
      { name: "this program, nothing built yet", args: common, cold: true },
    ];
    const times = variants.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [at, { args, cold }] of variants.entries()) {
        if (cold) {
          await rm(builds, { recursive: true, force: true });
        }
        times[at]?.push(await preview(args));
      }
    }
    const medians = times.map(median);
    const resources: ExportedResource[] = JSON.parse(await readFile(exported, "utf8"));
    const custom = resources.filter(({ type }) => type.startsWith("aws:")).length;
    return {
      title: "Preview",
      figures: variants.map((variant, at) => figure(variant, medians[at] ?? 0, medians[0] ?? 0)),
      notes: [
        `Stage ${STAGE}, ${custom} resources of @pulumi/aws, ${resources.length} with components; median of`,
        `${ROUNDS} processes each, in turns, the provider attached. The raw program has the same`,
        "resources, inputs and references.",
      ],
    };
  } finally {
    await provider.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function figure({ name, bound }: Variant, taken: number, raw: number): Figure {
  const times = taken / raw;
  return {
    name,
    value: `${(taken / 1000).toFixed(2)} s, ${times.toFixed(2)} times`,
    ...(bound === undefined ? {} : { target: `<= ${bound} times`, met: times <= bound }),
  };
}

/** Milliseconds that one preview takes, from the start of its process to its end. */
async function preview(args: readonly string[]): Promise<number> {
  const before = performance.now();
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (text) => {
    errors += String(text);
  });
  const [code] = await once(child, "close");
  if (code !== 0) {
    throw new Error(`the preview failed: ${errors}`);
  }
  return performance.now() - before;
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;
}
