import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import program from "../../index.ts";
import { readStageFile } from "../../settings/stage-file.ts";
import { recorder, testStack } from "./test-stack.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** What every stage must have, whatever else it has. */
const ALWAYS = [
  "aws:appsync/api:Api",
  "aws:appsync/channelNamespace:ChannelNamespace",
  "aws:appsync/dataSource:DataSource",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:iam/role:Role",
  "aws:lambda/function:Function",
  "aws:sns/topic:Topic",
  "aws:wafv2/webAcl:WebAcl",
  "aws:wafv2/webAclAssociation:WebAclAssociation",
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
];

for (const stage of ["dev", "prod", "local"]) {
  test(`stage ${stage} is previewed without a warning, deployed, and then unchanged`, async (t) => {
    const { config } = readStageFile(ROOT, stage);
    const stack = await testStack(t, { stage, program, config });

    const previewed = recorder();
    const { changeSummary } = await stack.preview({ onEvent: previewed.onEvent });
    assert.deepEqual(Object.keys(changeSummary), ["create"]);
    assert.deepEqual(previewed.warnings, []);
    const types = new Set(previewed.steps.map(({ type }) => type));
    assert.deepEqual(
      ALWAYS.filter((type) => !types.has(type)),
      [],
    );

    const first = await stack.up();
    assert.deepEqual(first.summary.resourceChanges, { create: changeSummary.create });
    assert.match(first.outputs.apiId?.value, /^[a-z0-9]{26}$/);
    const { apiKeys } = first.outputs;
    assert.ok(apiKeys?.value.length === 0 || apiKeys?.secret);

    const second = await stack.up();
    assert.deepEqual(second.summary.resourceChanges, { same: changeSummary.create });
  });
}

test("every resource of the program has a component of the program as its parent", async (t) => {
  const { config } = readStageFile(ROOT, "prod");
  const stack = await testStack(t, { stage: "prod", program, config });
  const { steps, onEvent } = recorder();
  await stack.preview({ onEvent });
  const outside = steps.filter(
    ({ type, parent }) =>
      type.startsWith("aws:") && !/appsync-events:components:\w+::/.test(parent),
  );
  assert.deepEqual(outside, []);
  assert.ok(steps.length > ALWAYS.length);
});

test("a stage in a region that nothing is known of is warned of at preview, and deployed all the same", async (t) => {
  const { config } = readStageFile(ROOT, "prod");
  const elsewhere = { ...config, "aws:region": "mx-central-1" };
  const stack = await testStack(t, { stage: "prod", program, config: elsewhere });
  const { warnings, onEvent } = recorder();
  await stack.preview({ onEvent });
  const said = warnings.join("\n");
  assert.match(said, /aws:region: got mx-central-1, where AWS AppSync is not listed/);
  assert.match(said, /No cost metric: price of Event APIs: got region "mx-central-1"/);
  assert.match(said, /No dollars on the dashboard and no alarms on spending/);

  const { outputs, summary } = await stack.up();
  assert.equal(summary.result, "succeeded");
  assert.match(outputs.apiId?.value, /^[a-z0-9]{26}$/);
});
