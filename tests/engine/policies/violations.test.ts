import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { rules } from "../../../policies/rules.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, openEngine } from "./engine-run.ts";
import { violatingSettings } from "./rule-programs.ts";
import { violationPrograms } from "./violation-programs.ts";

// Updated by `node --test --test-update-snapshots tests/engine/policies/violations.test.ts`; read what
// has changed as somebody would who has never seen the pack.
const folder = fileURLToPath(new URL("violations/", import.meta.url));

/** Policies that judge settings, and what they say about those of this test. */
const OF_SETTINGS: Readonly<Record<string, { readonly policy: string; readonly said: RegExp }>> = {
  "traffic-above-a-quota": { policy: "traffic-within-quotas", said: /eventsPerPublish/ },
  "forecast-above-the-budget": { policy: "cost-within-budget", said: /budget/ },
  "exemption-without-a-reason": { policy: "exemptions", said: /reason/ },
  "exemption-that-expired": { policy: "namespace-waf", said: /expired on/ },
  "guard-elsewhere-that-fits-everything": { policy: "elsewhere", said: /matches/ },
  "setting-that-no-rule-reads": { policy: "cost-allocation-tags", said: /"requierd"/ },
};

const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const EXEMPTION = {
  rule: "namespace-waf",
  resource: "api-without-web-acl-api",
  type: "aws:appsync/api:Api",
  finding: "the API is not associated with a web ACL",
  owner: "realtime-team",
};

const config = {
  ...violatingSettings,
  "appsync-events:namespaces": (violatingSettings["appsync-events:namespaces"] ?? "").replaceAll(
    '"busy"',
    '"orders"',
  ),
  "policies:exemptions": JSON.stringify([
    { ...EXEMPTION, reason: " ", expires: soon },
    { ...EXEMPTION, reason: "The firewall is being replaced", expires: "2024-01-31" },
  ]),
  "policies:elsewhere": JSON.stringify([
    {
      kind: "webAcl",
      matches: "*",
      owner: "security-team",
      reason: "The security account owns it",
      reviewBy: soon,
    },
  ]),
};

describe("the violations that the engine prints", () => {
  let engine: EngineRun;
  let blocks: readonly string[] = [];

  before(async () => {
    engine = await openEngine({
      config,
      packConfig: { "cost-allocation-tags": { requierd: ["Team"] } },
    });
    const { output } = await engine.preview(async () => {
      for (const [name, { program }] of Object.entries(violationPrograms)) {
        register(program, `${name}-`);
      }
    });
    blocks = blocksIn(output);
  });
  after(async () => {
    await engine?.close();
  });

  for (const [name, { policy, resource }] of Object.entries(violationPrograms)) {
    test(`say what is wrong, why, and how to fix it: ${name}`, (context) => {
      const heading = new RegExp(
        `^- \\[mandatory\\].* ${policy}  \\(\\S+ ${name}-${resource}\\)\n`,
      );
      const [block = "", ...others] = blocks.filter((each) => heading.test(each));
      assert.deepEqual(others, []);
      for (const line of [/^ {2}\w+ ".+": /m, /^ {2}Why: /m, /^ {2}Fix: /m, /^ {2}More: /m]) {
        assert.match(block, line);
      }
      assert.match(block, /\n {2}With @pulumi\/aws:\n {4}/);
      assert.match(block, /\n {2}With the components:\n {4}/);
      context.assert.fileSnapshot(block, `${folder}${name}.txt`, { serializers: [String] });
    });
  }

  for (const [name, { policy, said }] of Object.entries(OF_SETTINGS)) {
    test(`say what is wrong with settings, and how to fix it: ${name}`, (context) => {
      const own = blocks.filter(
        (each) => each.includes(` ${policy}  `) || each.includes(` ${policy}\n`),
      );
      const [block = ""] = own.filter((each) => said.test(each));
      assert.match(block, /\n {2}Why: /);
      assert.match(block, /\n {2}Fix: /);
      context.assert.fileSnapshot(withoutPrices(block), `${folder}${name}.txt`, {
        serializers: [String],
      });
    });
  }

  test("are kept for every rule", () => {
    const kept = new Set(
      [...Object.values(violationPrograms), ...Object.values(OF_SETTINGS)].map(
        (each) => each.policy,
      ),
    );
    assert.deepEqual(
      rules.map(({ name }) => name).filter((name) => !kept.has(name)),
      [],
    );
  });
});

/** Prices change with the day; that a forecast is shown in dollars and percent does not. */
function withoutPrices(block: string): string {
  return block.replace(/\$[\d,]+\.\d+/g, "$0.00").replace(/[\d.]+ %/g, "0 %");
}

/** Takes the engine's list of violations apart, without the margin of the list. */
function blocksIn(output: string): readonly string[] {
  const [, list = ""] = output.split(/^Policies:\n/m);
  return list
    .split(/^ {8}(?=- \[)/m)
    .slice(1)
    .map((block) => `${block.replace(/^ {8}/gm, "").split(/\n(?=\S)/, 1)[0] ?? ""}`.trimEnd())
    .map((block) => `${block}\n`);
}
