import assert from "node:assert/strict";
import { test } from "node:test";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { testStack } from "./test-stack.ts";

const ARN = "arn:aws:lambda:eu-west-1:000000000000:function:chat";

test("a version is published when what it holds changes, and not for what it does not hold", async (t) => {
  const published: { code: string; stage: string; tags: Record<string, string> } = {
    code: "export const handler = () => 1;",
    stage: "one",
    tags: {},
  };
  const known: string[] = [];
  const program = async () => {
    const chat = new aws.lambda.Function("chat", {
      name: "chat",
      role: "arn:aws:iam::000000000000:role/chat",
      runtime: "nodejs24.x",
      handler: "index.handler",
      code: new pulumi.asset.AssetArchive({
        "index.mjs": new pulumi.asset.StringAsset(published.code),
      }),
      environment: { variables: { STAGE: published.stage } },
      publish: true,
      tags: published.tags,
    });
    const alias = new aws.lambda.Alias("live", {
      name: "live",
      functionName: chat.name,
      functionVersion: chat.version,
    });
    // The engine runs these for known values only.
    chat.version.apply((version) => known.push(version));
    return { arn: alias.arn, version: alias.functionVersion, qualified: chat.qualifiedArn };
  };
  const stack = await testStack(t, { program });
  const deployed = async () => {
    const { outputs } = await stack.up();
    return [outputs.arn?.value, outputs.version?.value, outputs.qualified?.value];
  };
  assert.deepEqual(await deployed(), [`${ARN}:live`, "1", `${ARN}:1`]);
  published.stage = "two";
  assert.deepEqual(await deployed(), [`${ARN}:live`, "2", `${ARN}:2`]);
  published.tags = { Team: "realtime" };
  assert.deepEqual(await deployed(), [`${ARN}:live`, "2", `${ARN}:2`]);
  published.code = "export const handler = () => 2;";
  known.length = 0;
  await stack.preview();
  assert.deepEqual(known, []);
  assert.deepEqual(await deployed(), [`${ARN}:live`, "3", `${ARN}:3`]);
});
