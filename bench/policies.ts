import { spawn } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { PolicyResource } from "@pulumi/policy";
import { StackFacts } from "../policies/facts/stack-facts.ts";
import { settingsOf } from "../policies/rule-settings.ts";
import { rules } from "../policies/rules.ts";
import { attestedCode } from "../tests/policies/stacks/attested-code.ts";
import {
  Applied,
  Archive,
  type Blueprint,
  type Declared,
  isPlain,
  Joined,
  type Properties,
  Ref,
  type Value,
} from "../tests/policies/stacks/blueprint.ts";
import { compliant } from "../tests/policies/stacks/compliant.ts";
import { policyResources } from "../tests/policies/stacks/policy-resources.ts";
import type { Figure, Section } from "./section.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const require = createRequire(import.meta.url);
const packFolder = fileURLToPath(new URL("../policies", import.meta.url));
const ROUNDS = 5;

/** Policy pack: how long it takes to start, and how long all rules take over a large stack. */
export async function run(): Promise<Section> {
  const small = programOf(500);
  const large = programOf(5_000);
  const sizes = [small, large].map((program) => Object.keys(program).length.toLocaleString("en"));
  return {
    title: "Policy pack",
    figures: [
      ...(await start()),
      ...(await allRules("500 namespaces", small, 100)),
      ...(await allRules("5,000 namespaces", large, 1_200)),
    ],
    notes: [
      `${rules.length} rules, median of ${ROUNDS} rounds; every namespace has a function of its own and`,
      `shares its API with one other: ${sizes.join(" and ")} resources. At preview what AWS`,
      "computes is unknown.",
    ],
  };
}

/** A compliant program with that many namespaces, two to an API, each with its own function. */
function programOf(namespaces: number): Blueprint {
  const perApi = Object.entries(compliant).filter(([name]) => SHARED.has(name));
  const perNamespace = Object.entries(compliant).filter(([name]) => !SHARED.has(name));
  const program: Record<string, Declared> = {};
  for (let at = 0; at < namespaces; at += 1) {
    const api = Math.floor(at / 2);
    const rename = (name: string) => (SHARED.has(name) ? `${name}-api${api}` : `${name}-${at}`);
    for (const [name, declared] of at % 2 === 0 ? [...perApi, ...perNamespace] : perNamespace) {
      program[rename(name)] = { ...declared, properties: renamed(declared.properties, rename) };
    }
  }
  return program;
}

const SHARED = new Set([
  "log-role",
  "log-policy",
  "api",
  "api-logs",
  "acl",
  "association",
  "acl-logs",
  "acl-logging",
]);

function renamed(properties: Properties, rename: (name: string) => string): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, renamedValue(value, rename, key)]),
  );
}

function renamedValue(value: Value, rename: (name: string) => string, key: string): Value {
  if (value instanceof Ref) {
    return new Ref(rename(value.resource), value.output);
  }
  if (value instanceof Joined) {
    return new Joined(
      value.parts.map((part) =>
        part instanceof Ref ? new Ref(rename(part.resource), part.output) : part,
      ),
    );
  }
  if (value instanceof Applied) {
    return new Applied(renamedValue(value.value, rename, key), value.json);
  }
  if (Array.isArray(value)) {
    const list: readonly Value[] = value;
    return list.map((item) => renamedValue(item, rename, key));
  }
  // Each function is attested for its own namespace.
  if (value instanceof Archive) {
    return attestedCode([`orders${rename("function")}`]);
  }
  if (isPlain(value)) {
    const inner = Object.entries(value).map(([name, one]) => {
      return [name, renamedValue(one, rename, `${key}.${name}`)] as const;
    });
    return Object.fromEntries(inner);
  }
  // Resources are looked up by their own names, which must differ between namespaces.
  return key === "name" && typeof value === "string" ? `${value}${rename("function")}` : value;
}

async function allRules(title: string, program: Blueprint, bound: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const phase of ["preview", "update"] as const) {
    // Facts are kept beside the resources they speak about: each round gets resources of its own.
    const taken = await median(ROUNDS, () => policyResources(program, phase), judgeOnce);
    figures.push(figure(`all rules, ${title}, ${phase}`, taken, bound));
  }
  return figures;
}

async function judgeOnce(resources: PolicyResource[]): Promise<void> {
  const facts = new StackFacts(resources);
  for (const { check, settings } of rules) {
    const context = { facts, stage: "prod", now: new Date(), settings: settingsOf(settings) };
    const found = (await check(context)).filter((one) => !one.note);
    const [first] = found;
    if (first !== undefined) {
      throw new Error(`${first.resource.name}: ${first.found}`);
    }
  }
}

async function median<Input>(
  times: number,
  prepare: () => Input,
  measured: (input: Input) => Promise<void>,
): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const input = prepare();
    // What preparing left behind is not to be collected while the rules run.
    collectGarbage();
    const before = performance.now();
    await measured(input);
    taken.push(performance.now() - before);
  }
  return taken.sort((one, other) => one - other)[Math.floor(times / 2)] ?? Number.NaN;
}

function figure(name: string, milliseconds: number, bound: number): Figure {
  return {
    name,
    value: `${milliseconds.toFixed(0)} ms`,
    target: `< ${bound.toLocaleString("en")} ms`,
    met: milliseconds < bound,
  };
}

/** From starting the process to the port it prints, as the engine waits for it. */
async function start(): Promise<Figure[]> {
  const empty = await emptyPack();
  try {
    const floor = await fastestStart(empty);
    const ours = await fastestStart(packFolder);
    return [
      figure("start of the pack, fastest of 5", ours, 1_000),
      { name: "start of a pack without any rule", value: `${floor.toFixed(0)} ms` },
    ];
  } finally {
    await rm(empty, { recursive: true });
  }
}

/** What the policy SDK needs by itself: no pack can start faster. */
async function emptyPack(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "empty-pack-"));
  const manifest = { name: "empty", version: "1.0.0", type: "module", main: "index.js" };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  const code =
    'import { PolicyPack } from "@pulumi/policy"; new PolicyPack("empty", { policies: [] });';
  await writeFile(join(folder, "index.js"), code);
  await symlink(join(packFolder, "../node_modules"), join(folder, "node_modules"));
  return folder;
}

async function fastestStart(folder: string): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    fastest = Math.min(fastest, await startOnce(folder));
  }
  return fastest;
}

function startOnce(folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const before = performance.now();
    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    // The engine's address is only contacted for logs, of which there are none.
    const pack = spawn(process.execPath, [runner, "127.0.0.1:1", "."], { cwd: folder });
    let errors = "";
    pack.stderr.on("data", (text) => {
      errors += String(text);
    });
    pack.stdout.once("data", () => {
      resolve(performance.now() - before);
      pack.kill();
    });
    pack.once("exit", () => reject(new Error(`the policy pack did not start: ${errors}`)));
  });
}
