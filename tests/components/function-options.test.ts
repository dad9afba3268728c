import assert from "node:assert/strict";
import { test } from "node:test";
import { ComponentError } from "../../components/component-error.ts";
import type { EventHandlerArgs } from "../../components/event-handler.ts";
import { ACCOUNT, mockAws, only, record, statementsOf } from "./recorded-resources.ts";
import { bundleOf, eventHandler } from "./stage-parts.ts";

mockAws();

const FUNCTION = "aws:lambda/function:Function";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:lost`;
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:lost`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/abc`;
const LAYER = "arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension-Arm64:20";

async function chatWith(args: Partial<EventHandlerArgs>) {
  const { resources } = await record((options) => eventHandler("chat", args, options));
  const { inputs } = only(resources, FUNCTION);
  const { environment } = inputs as { environment: { variables: Record<string, string> } };
  const statements = statementsOf(only(resources, POLICY).inputs.policy).slice(2);
  return { inputs, variables: environment.variables, statements };
}

function refusalsOf(args: Partial<EventHandlerArgs>): string[] {
  try {
    eventHandler("refused", args);
  } catch (error) {
    assert.ok(error instanceof ComponentError);
    return error.refusals.map(({ property, got }) => `${property}: ${got}`);
  }
  return [];
}

test("a function in a VPC has the network permissions that Lambda needs, and its code has not", async () => {
  const vpc = { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: ["sg-1"] };
  const { inputs, statements } = await chatWith({ vpc });
  assert.deepEqual(inputs.vpcConfig, vpc);
  const [allow, deny, ...others] = statements;
  assert.deepEqual(allow?.Action, [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
  ]);
  assert.deepEqual([deny?.Effect, deny?.Action], ["Deny", allow?.Action]);
  assert.deepEqual(deny?.Condition, {
    ArnEquals: {
      "lambda:SourceFunctionArn": `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:appsync-events-test-chat`,
    },
  });
  assert.deepEqual(others, []);
});

test("a function outside a VPC has no network permission", async () => {
  const { inputs, statements } = await chatWith({});
  assert.equal("vpcConfig" in inputs, false);
  assert.deepEqual(statements, []);
});

test("layers and temporary storage are the function's", async () => {
  const { inputs } = await chatWith({ layers: [LAYER], ephemeralStorageMegabytes: 1024 });
  assert.deepEqual(inputs.layers, [LAYER]);
  assert.deepEqual(inputs.ephemeralStorage, { size: 1024 });
});

test("a dead-letter target may be sent to, by the action of its service", async () => {
  for (const [target, action] of [
    [QUEUE, "sqs:SendMessage"],
    [TOPIC, "sns:Publish"],
  ] as const) {
    const { inputs, statements } = await chatWith({ deadLetterTargetArn: target });
    assert.deepEqual(inputs.deadLetterConfig, { targetArn: target });
    assert.deepEqual(statements, [{ Effect: "Allow", Action: action, Resource: target }]);
  }
});

test("each secret may be read and decrypted, and the function learns where it is and no value", async () => {
  const bundle = { ...bundleOf("chat"), secrets: ["SIGNING_KEY", "DATABASE"] };
  const { variables, statements } = await chatWith({
    bundle,
    secrets: {
      SIGNING_KEY: { parameter: "/chat/signing-key", kmsKeyArn: KEY },
      DATABASE: { secret: "chat/database" },
    },
  });
  assert.deepEqual(JSON.parse(variables.SECRET_REFERENCES ?? ""), {
    SIGNING_KEY: { parameter: "/chat/signing-key" },
    DATABASE: { secret: "chat/database" },
  });
  assert.deepEqual(statements, [
    {
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/chat/signing-key`,
    },
    {
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: KEY,
      Condition: { StringEquals: { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" } },
    },
    {
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:chat/database-??????`,
    },
  ]);
});

test("a secret without a place, one that nobody declares, and one in two places are refused by name", () => {
  const bundle = { ...bundleOf("refused"), secrets: ["SIGNING_KEY", "DATABASE"] };
  const both = { parameter: "/a", secret: "a" };
  assert.deepEqual(refusalsOf({ bundle, secrets: { DATABASE: both, OTHER: { secret: "b" } } }), [
    "secrets.SIGNING_KEY: nothing",
    "secrets.OTHER: a secret that the namespace does not declare",
    "secrets.DATABASE: parameter and secret",
  ]);
});

test("variables that Lambda or the program sets are refused, and endpoints of the SDK are not", () => {
  const environment = {
    AWS_REGION: "a",
    STAGE: "b",
    SECRET_REFERENCES: "{}",
    "no-name": "c",
    AWS_ENDPOINT_URL_DYNAMODB: "http://localhost:1",
  };
  assert.deepEqual(refusalsOf({ environment }), [
    "environment.AWS_REGION: a variable that Lambda sets",
    "environment.STAGE: a variable that the program sets",
    "environment.SECRET_REFERENCES: a variable that the program sets",
    "environment.no-name: a name that Lambda refuses",
  ]);
});

test("storage, subnets, groups and layers beyond Lambda's quotas are refused", () => {
  const vpc = { subnetIds: [], securityGroupIds: Array(6).fill("sg-1") };
  const layers = Array(6).fill(LAYER);
  assert.deepEqual(refusalsOf({ ephemeralStorageMegabytes: 511, vpc, layers }), [
    "ephemeralStorageMegabytes: 511",
    "vpc.subnetIds.length: 0",
    "vpc.securityGroupIds.length: 6",
    "layers.length: 6",
  ]);
});
