import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { LocalFunctions } from "../../local/functions/local-functions.ts";
import { NamespaceCodeUpdate } from "../../local/namespace-code.ts";
import { FunctionCodeStore } from "../../local/provider/function-code.ts";
import { Provider } from "../../local/provider/provider.ts";
import { ResourceRegistry } from "../../local/provider/resource-registry.ts";
import type { StageServices } from "../../local/provider/stage-services.ts";
import { StageEffects } from "../../local/stage-effects.ts";
import { type Properties, textArchive } from "../../shared/properties.ts";

const REGION = "us-east-1";
const ALIAS = `arn:aws:lambda:${REGION}:000000000000:function:chat:live`;
const FUNCTION_URN = "urn:pulumi:local::project::aws:lambda/function:Function::chat";
const ALIAS_URN = "urn:pulumi:local::project::aws:lambda/alias:Alias::chat";

const folder = mkdtempSync(join(tmpdir(), "namespace-code-"));
const functions = new LocalFunctions({ folder, region: REGION, endpoints: {} });
const code = new FunctionCodeStore(join(folder, "functions"));
const registry = new ResourceRegistry();
// Functions and aliases use no other service.
const effects = new StageEffects({ functions, code } as unknown as StageServices);
const provider = new Provider(registry, effects);
const update = new NamespaceCodeUpdate(registry, effects, REGION);

/** A package whose handler answers with its build, its process and a file beside it. */
function files(build: string) {
  const code = `
    import { readFileSync } from "node:fs";
    const schemas = readFileSync(new URL("schemas.json", import.meta.url), "utf8");
    export const handler = async (_, { functionVersion: version }) =>
      ({ build: "${build}", schemas, version, pid: process.pid });`;
  return { "index.mjs": code, "schemas.json": `{"build":"${build}"}` };
}

/** The archive as the engine hands it over: with a hash, and its files in an order of its own. */
function archive(build: string): Properties {
  const reversed = Object.fromEntries(Object.entries(files(build)).toReversed());
  return { ...textArchive(reversed), hash: build };
}

function inputs(build: string): Properties {
  return {
    name: "chat",
    code: archive(build),
    handler: "index.handler",
    runtime: "nodejs24.x",
    publish: true,
    timeout: 5,
    environment: { variables: { CHANNEL_NAMESPACE: "chat" } },
  };
}

async function answer() {
  const { value } = await functions.invoke(ALIAS, {}, "REQUEST_RESPONSE");
  return value as { build: string; schemas: string; version: string; pid: number };
}

/** What the engine does after an edit: the function, then the alias. */
async function engineUpdates(build: string): Promise<void> {
  const [fn] = registry.ofType("aws:lambda/function:Function");
  const [alias] = registry.ofType("aws:lambda/alias:Alias");
  assert.ok(fn !== undefined && alias !== undefined);
  const outputs = await provider.update({
    urn: FUNCTION_URN,
    id: fn.id,
    inputs: inputs(build),
    oldInputs: fn.inputs,
    oldOutputs: fn.outputs,
    preview: false,
  });
  await provider.update({
    urn: ALIAS_URN,
    id: alias.id,
    inputs: { ...alias.inputs, functionVersion: outputs.version },
    oldInputs: alias.inputs,
    oldOutputs: alias.outputs,
    preview: false,
  });
}

before(async () => {
  const fn = { urn: FUNCTION_URN, inputs: inputs("first"), preview: false };
  const { outputs } = await provider.create(fn);
  const alias = { name: "live", functionName: "chat", functionVersion: outputs.version };
  await provider.create({ urn: ALIAS_URN, inputs: alias, preview: false });
});
after(async () => {
  await functions.close();
  rmSync(folder, { recursive: true });
});

describe("edited code", () => {
  test("answers by the alias with its whole package, before the engine's update", async () => {
    assert.equal((await answer()).build, "first");
    assert.equal(await update.serve({ namespace: "chat", files: files("second") }), true);
    const { build, schemas, version } = await answer();
    assert.deepEqual([build, schemas, version], ["second", '{"build":"second"}', "2"]);
  });

  test("is the version that the engine then finds, in the process that serves already", async () => {
    const { pid } = await answer();
    await engineUpdates("second");
    const after = await answer();
    assert.deepEqual([after.build, after.version, after.pid], ["second", "2", pid]);
  });

  test("that does not load leaves the code before it in service", async () => {
    const broken = { ...files("third"), "index.mjs": "throw new Error('never loads');" };
    await assert.rejects(update.serve({ namespace: "chat", files: broken }), /never loads/);
    assert.equal((await answer()).build, "second");
  });

  test("is taken back when the engine refuses it, and can be followed by other code", async () => {
    await update.serve({ namespace: "chat", files: files("fourth") });
    assert.equal((await answer()).build, "fourth");
    await update.undo("chat");
    assert.deepEqual([(await answer()).build, (await answer()).version], ["second", "2"]);
    await update.serve({ namespace: "chat", files: files("fifth") });
    assert.equal((await answer()).build, "fifth");
  });

  test("that is deployed already, or belongs to no function, changes nothing", async () => {
    await update.undo("chat");
    const deployed = files("second");
    assert.equal(await update.serve({ namespace: "chat", files: deployed }), false);
    assert.equal(await update.serve({ namespace: "unknown", files: deployed }), false);
  });
});

describe("a version that was published in an earlier run", () => {
  test("is served when an alias leads to it, with code and variables of its own", async (t) => {
    const later = new LocalFunctions({ folder, region: REGION, endpoints: {} });
    t.after(() => later.close());
    const services = { functions: later, code } as unknown as StageServices;
    const laterEffects = new StageEffects(services);
    const [alias] = registry.ofType("aws:lambda/alias:Alias");
    assert.ok(alias !== undefined);
    const routingConfig = { additionalVersionWeights: { "2": 1 } };
    const routed = { ...alias, inputs: { ...alias.inputs, functionVersion: "1", routingConfig } };
    const builds: string[] = [];
    for (const each of [{ ...routed, inputs: { ...routed.inputs, routingConfig: {} } }, routed]) {
      await laterEffects.deploy(each);
      const { value } = await later.invoke(ALIAS, {}, "REQUEST_RESPONSE");
      builds.push((value as { build: string }).build);
    }
    assert.deepEqual(builds, ["first", "second"]);
  });

  test("is forgotten with its function", async () => {
    const [fn] = registry.ofType("aws:lambda/function:Function");
    assert.ok(fn !== undefined);
    assert.notEqual(await code.version("chat", "1"), undefined);
    await effects.remove(fn);
    assert.equal(await code.version("chat", "1"), undefined);
  });
});
