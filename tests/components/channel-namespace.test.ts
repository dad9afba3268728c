import assert from "node:assert/strict";
import { test } from "node:test";
import * as aws from "@pulumi/aws";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ChannelNamespace, type ChannelNamespaceArgs } from "../../components/channel-namespace.ts";
import { ComponentError } from "../../components/component-error.ts";
import {
  ACCOUNT,
  API_ARN,
  childrenOf,
  mockAws,
  only,
  record,
  settled,
  statementsOf,
} from "./recorded-resources.ts";
import { eventApi, eventHandler } from "./stage-parts.ts";

mockAws();

const NAMESPACE = "aws:appsync/channelNamespace:ChannelNamespace";
const SOURCE = "aws:appsync/dataSource:DataSource";
const POLICY = "aws:iam/rolePolicy:RolePolicy";

function namespace(
  name: string,
  args: Partial<ChannelNamespaceArgs> = {},
  options?: ComponentResourceOptions,
): ChannelNamespace {
  const api = args.eventApi ?? eventApi();
  const handler = args.handler ?? eventHandler(name, { eventApi: api });
  return new ChannelNamespace(name, { ...args, eventApi: api, handler }, options);
}

function refusalsOf(build: () => unknown): string[] {
  try {
    build();
  } catch (error) {
    assert.ok(error instanceof ComponentError);
    return error.refusals.map(({ property, got, allowed }) => `${property}: ${got}; ${allowed}`);
  }
  return [];
}

test("a namespace is a data source, a role with one permission, and the namespace itself", async () => {
  const { resources, built } = await record((options) => namespace("chat", {}, options));
  assert.deepEqual(childrenOf(resources, built), [
    "ChannelNamespace chat",
    "DataSource chat",
    "Role chat-invoke",
    "RolePolicy chat-invoke",
  ]);
});

test("AppSync waits for the function on publish and on subscribe", async () => {
  const { resources } = await record((options) => namespace("chat-room", {}, options));
  const side = {
    behavior: "DIRECT",
    integration: {
      dataSourceName: "chat_room",
      lambdaConfig: { invokeType: "REQUEST_RESPONSE" },
    },
  };
  const { inputs } = only(resources, NAMESPACE);
  assert.equal(inputs.name, "chat-room");
  assert.deepEqual(inputs.handlerConfigs, { onPublish: side, onSubscribe: side });
  assert.equal("publishAuthModes" in inputs, false);
});

test("AppSync invokes the alias, so that it never meets code with another deployment's configuration", async () => {
  const { resources } = await record((options) => namespace("chat", {}, options));
  const alias = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:appsync-events-test-chat:live`;
  assert.deepEqual(only(resources, SOURCE).inputs.lambdaConfig, { functionArn: alias });
});

test("data sources get names that AppSync accepts for every namespace it accepts", async () => {
  for (const [name, source] of [
    ["chat", "chat"],
    ["a-b-c", "a_b_c"],
    ["7up", "_7up"],
  ] as const) {
    const { resources } = await record((options) => namespace(name, {}, options));
    assert.equal(only(resources, SOURCE).inputs.name, source);
    assert.match(source, /^[_A-Za-z][_0-9A-Za-z]*$/);
  }
});

test("the namespace's role invokes one alias of one function, and only APIs of this account and region can take it on", async () => {
  const api = eventApi();
  const handler = eventHandler("chat", { eventApi: api });
  const { resources } = await record((options) =>
    namespace("chat", { eventApi: api, handler }, options),
  );
  assert.deepEqual(statementsOf(only(resources, POLICY).inputs.policy), [
    {
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${await settled(handler.functionName)}:live`,
    },
  ]);
  const [trust] = statementsOf(only(resources, "aws:iam/role:Role").inputs.assumeRolePolicy);
  assert.deepEqual(trust?.Condition, {
    StringEquals: { "aws:SourceAccount": ACCOUNT },
    ArnLike: { "aws:SourceArn": `arn:aws:appsync:eu-west-1:${ACCOUNT}:apis/*` },
  });
});

test("grants name the namespace and one action each", async () => {
  const { resources } = await record((options) => {
    const chat = namespace("chat", {}, options);
    const role = new aws.iam.Role("server", { assumeRolePolicy: "{}" });
    chat.grantPublish("server", role);
    chat.grantSubscribe("server", role);
  });
  const Resource = `${API_ARN}/channelNamespace/chat`;
  assert.deepEqual(statementsOf(only(resources, POLICY, "chat-publish-server").inputs.policy), [
    { Effect: "Allow", Action: "appsync:EventPublish", Resource },
  ]);
  assert.deepEqual(statementsOf(only(resources, POLICY, "chat-subscribe-server").inputs.policy), [
    { Effect: "Allow", Action: "appsync:EventSubscribe", Resource },
  ]);
});

test("modes of a namespace replace the API's, as long as the API has their providers", async () => {
  const { resources } = await record((options) =>
    namespace("chat", { publishAuthModes: ["AWS_IAM"] }, options),
  );
  assert.deepEqual(only(resources, NAMESPACE).inputs.publishAuthModes, [{ authType: "AWS_IAM" }]);
  assert.deepEqual(
    refusalsOf(() => namespace("chat", { publishAuthModes: ["API_KEY"], subscribeAuthModes: [] })),
    ["publishAuthModes: API_KEY; AWS_IAM", "subscribeAuthModes: an empty list; AWS_IAM"],
  );
});

test("names and handlers that cannot work are refused", () => {
  const handler = eventHandler("orders");
  assert.deepEqual(
    refusalsOf(() => new ChannelNamespace("-my_chat", { eventApi: eventApi(), handler })),
    [
      "name: -my_chat; 1 to 50 letters, digits and hyphens, no hyphen at the ends",
      "handler: the handler of namespace orders; the handler of namespace -my_chat",
    ],
  );
});
