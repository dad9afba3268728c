import assert from "node:assert/strict";
import { test } from "node:test";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { EventBus } from "../../components/event-bus.ts";
import { Table, type TableArgs } from "../../components/table.ts";
import { ACCOUNT, mockAws, only, record, statementsOf } from "./recorded-resources.ts";
import { eventHandler, lambdaAuthorizer } from "./stage-parts.ts";

mockAws();

const TABLE = "aws:dynamodb/table:Table";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const ARN = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/appsync-events-test-rooms`;

function rooms(options: pulumi.ComponentResourceOptions, more: Partial<TableArgs> = {}): Table {
  return new Table("rooms", { partitionKey: { name: "room" }, ...more }, options);
}

test("a table survives mistakes: recovery to any second, and protection from deletion", async () => {
  const { resources } = await record((options) => rooms(options));
  const { inputs } = only(resources, TABLE);
  assert.equal(inputs.billingMode, "PAY_PER_REQUEST");
  assert.deepEqual(inputs.pointInTimeRecovery, { enabled: true });
  assert.equal(inputs.deletionProtectionEnabled, true);
  assert.deepEqual(inputs.attributes, [{ name: "room", type: "S" }]);
  assert.equal("ttl" in inputs || "streamEnabled" in inputs || "rangeKey" in inputs, false);
});

test("a table has the keys, indexes, expiry and stream that it is given", async () => {
  const { resources } = await record((options) =>
    rooms(options, {
      sortKey: { name: "at", type: "N" },
      globalSecondaryIndexes: [
        { name: "by-time", partitionKey: { name: "at", type: "N" }, projection: "KEYS_ONLY" },
      ],
      timeToLiveAttribute: "expiresAt",
      stream: "NEW_IMAGE",
      pointInTimeRecovery: false,
      deletionProtection: false,
    }),
  );
  const { inputs } = only(resources, TABLE);
  assert.deepEqual(inputs.attributes, [
    { name: "room", type: "S" },
    { name: "at", type: "N" },
  ]);
  assert.equal(inputs.rangeKey, "at");
  assert.deepEqual(inputs.globalSecondaryIndexes, [
    { name: "by-time", hashKey: "at", projectionType: "KEYS_ONLY" },
  ]);
  assert.deepEqual(inputs.ttl, { attributeName: "expiresAt", enabled: true });
  assert.deepEqual([inputs.streamEnabled, inputs.streamViewType], [true, "NEW_IMAGE"]);
  assert.deepEqual(inputs.pointInTimeRecovery, { enabled: false });
  assert.equal(inputs.deletionProtectionEnabled, false);
});

test("grants let a handler, an authorizer or any role do what they say on that table alone", async () => {
  const { resources } = await record((options) => {
    const table = rooms(options);
    table.grantReadWrite(eventHandler("chat", {}, options));
    table.grantRead(lambdaAuthorizer(options));
    const role = new aws.iam.Role("reports", { assumeRolePolicy: "{}" });
    table.grantWrite({ name: "reports", role });
    table.grantActions({ name: "counter", role }, "UpdateItem");
    return table;
  });
  const granted = (name: string) =>
    statementsOf(only(resources, POLICY, name).inputs.policy).map(({ Action, Resource }) => [
      [Action].flat().map((action) => action.replace(/^dynamodb:/, "")),
      Resource,
    ]);
  const read = ["BatchGetItem", "ConditionCheckItem", "GetItem", "Query", "Scan"];
  const write = ["BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem"];
  assert.deepEqual(granted("rooms-table-read-write-chat"), [[[...read, ...write], ARN]]);
  assert.deepEqual(granted("rooms-table-read-authorizer"), [[read, ARN]]);
  assert.deepEqual(granted("rooms-table-write-reports"), [[write, ARN]]);
  assert.deepEqual(granted("rooms-table-actions-counter"), [[["UpdateItem"], ARN]]);
  assert.equal(only(resources, POLICY, "rooms-table-read-write-chat").inputs.role, "chat-id");
});

test("a grant on a table with indexes covers these", async () => {
  const { resources } = await record((options) => {
    const index = { name: "by-time", partitionKey: { name: "at" } };
    const table = rooms(options, { globalSecondaryIndexes: [index] });
    table.grantRead(eventHandler("chat", {}, options));
    return table;
  });
  const [statement] = statementsOf(only(resources, POLICY, "rooms-table-read-chat").inputs.policy);
  assert.deepEqual(statement?.Resource, [ARN, `${ARN}/index/*`]);
});

test("an event bus grants putting events on it", async () => {
  const { resources } = await record((options) => {
    const bus = new EventBus("rooms", {}, options);
    bus.grantPut(eventHandler("chat", {}, options));
    return bus;
  });
  assert.deepEqual(statementsOf(only(resources, POLICY, "rooms-bus-put-chat").inputs.policy), [
    {
      Effect: "Allow",
      Action: "events:PutEvents",
      Resource: `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/appsync-events-test-rooms`,
    },
  ]);
});
