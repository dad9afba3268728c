import assert from "node:assert/strict";
import { test } from "node:test";
import { parseStageSettings, StageSettingsError } from "../../settings/stage-settings.ts";

function faultsOf(functions: object, chat: object = {}): string[] {
  const config = {
    "appsync-events:functions": JSON.stringify(functions),
    "appsync-events:namespaces": JSON.stringify({ chat: { function: chat } }),
  };
  try {
    parseStageSettings("test", config, new Date("2026-11-25"), ["chat"]);
  } catch (error) {
    assert.ok(error instanceof StageSettingsError);
    return error.faults.map(({ path, got }) => `${path}: ${got}`);
  }
  return [];
}

const LAYER = "arn:aws:lambda:eu-west-1:111122223333:layer:fonts:3";

test("functions take variables, a VPC, layers, storage, a dead-letter target and places of secrets", () => {
  const shared = {
    environment: { TENANT: "acme" },
    vpc: { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
    layers: [LAYER],
    ephemeralStorageMegabytes: 1024,
    deadLetterTargetArn: "arn:aws:sqs:eu-west-1:111122223333:lost",
  };
  const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/abc";
  const secrets = { KEY: { parameter: "/chat/key", kmsKeyArn }, DATABASE: { secret: "chat/db" } };
  assert.deepEqual(faultsOf(shared, { ...shared, secrets }), []);
});

test("reserved and impossible names of variables are refused, for all functions and for one", () => {
  assert.deepEqual(
    faultsOf({ environment: { STAGE: "x", "a-b": "y" } }, { environment: { AWS_REGION: "z" } }),
    [
      "functions.environment.STAGE: a variable that the program sets",
      "functions.environment.a-b: a name that Lambda refuses",
      "namespaces.chat.function.environment.AWS_REGION: a variable that Lambda sets",
    ],
  );
});

test("variables of more bytes than Lambda takes are refused, those for all functions included", () => {
  const shared = { environment: { A1: "x".repeat(3_000) } };
  assert.deepEqual(faultsOf(shared, { environment: { B2: "é".repeat(1_000) } }), [
    "namespaces.chat.function.environment: variables of 5004 bytes",
  ]);
});

test("each secret has exactly one place, and is the namespace's own", () => {
  const secrets = { NONE: {}, BOTH: { parameter: "/a", secret: "b" } };
  assert.deepEqual(faultsOf({}, { secrets }), [
    "namespaces.chat.function.secrets.NONE: neither parameter nor secret",
    "namespaces.chat.function.secrets.BOTH: parameter and secret",
  ]);
  assert.equal(faultsOf({ secrets: { KEY: { secret: "a" } } }).length, 1);
});

test("what is not a subnet, security group, layer version or dead-letter target is refused", () => {
  const wrong = {
    vpc: { subnetIds: [], securityGroupIds: ["subnet-0123456789abcdef0"] },
    layers: [LAYER.slice(0, -2)],
    deadLetterTargetArn: "arn:aws:sqs:eu-west-1:111122223333:lost.fifo",
    ephemeralStorageMegabytes: 100,
  };
  assert.equal(faultsOf(wrong).length, 5);
});
