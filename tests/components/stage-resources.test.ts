import assert from "node:assert/strict";
import { test } from "node:test";
import { AlarmTopic } from "../../components/alarm-topic.ts";
import { ComponentError } from "../../components/component-error.ts";
import { LambdaAuthorizer } from "../../components/lambda-authorizer.ts";
import { stageTags } from "../../components/stage-tags.ts";
import { ACCOUNT, childrenOf, mockAws, only, record, statementsOf } from "./recorded-resources.ts";
import { lambdaAuthorizer } from "./stage-parts.ts";

mockAws();

test("alarms and budgets of this account, and nobody in plain text, publish to the alarm topic", async () => {
  const { built, resources } = await record(
    (options) => new AlarmTopic("alarms", { email: "on-call@example.com" }, options),
  );
  assert.deepEqual(childrenOf(resources, built), [
    "Topic alarms",
    "TopicPolicy alarms",
    "TopicSubscription alarms",
  ]);
  const [allow, budgets, deny] = statementsOf(
    only(resources, "aws:sns/topicPolicy:TopicPolicy").inputs.policy,
  );
  assert.deepEqual(allow?.Principal, { Service: "cloudwatch.amazonaws.com" });
  assert.equal(allow?.Condition?.StringEquals?.["aws:SourceAccount"], ACCOUNT);
  assert.deepEqual(budgets?.Principal, { Service: "budgets.amazonaws.com" });
  assert.equal(budgets?.Condition?.StringEquals?.["aws:SourceAccount"], ACCOUNT);
  assert.equal(deny?.Effect, "Deny");
  assert.deepEqual(deny?.Condition, { Bool: { "aws:SecureTransport": "false" } });
  const { inputs } = only(resources, "aws:sns/topicSubscription:TopicSubscription");
  assert.equal(inputs.endpoint, "on-call@example.com");
});

test("an alarm topic without an address has no subscription", async () => {
  const { built, resources } = await record((options) => new AlarmTopic("alarms", {}, options));
  assert.deepEqual(childrenOf(resources, built), ["Topic alarms", "TopicPolicy alarms"]);
});

test("an authorizer gets issuer, audience and keys, and no more permissions than logs and traces", async () => {
  const { built, resources } = await record((options) => lambdaAuthorizer(options));
  const { inputs } = only(resources, "aws:lambda/function:Function");
  assert.deepEqual(inputs.environment, {
    variables: {
      STAGE: "test",
      POWERTOOLS_SERVICE_NAME: "appsync-events-authorizer",
      POWERTOOLS_LOG_LEVEL: "INFO",
      TOKEN_ISSUER: "https://login.example.com",
      TOKEN_AUDIENCE: "events",
      TOKEN_JWKS_URL: "https://login.example.com/keys",
    },
  });
  assert.equal(
    statementsOf(only(resources, "aws:iam/rolePolicy:RolePolicy").inputs.policy).length,
    2,
  );
  assert.equal(childrenOf(resources, built).length, 8);
});

test("an authorizer that AppSync would not wait for, or without keys, is refused", () => {
  const bundle = { code: "", codeSha256: "" };
  const tokens = { issuer: "https://login.example.com", audience: "events" };
  assert.throws(
    () => new LambdaAuthorizer("authorizer", { bundle, ...tokens, timeoutSeconds: 11 }),
    (error) => {
      assert.ok(error instanceof ComponentError);
      assert.deepEqual(
        error.refusals.map(({ property, got }) => `${property}: ${got}`),
        ["timeoutSeconds: 11", "jwks: neither jwks nor jwksUrl"],
      );
      return true;
    },
  );
});

test("cost-allocation tags name stage and service, whatever else is set", () => {
  assert.deepEqual(stageTags({ CostCenter: "realtime" }), {
    CostCenter: "realtime",
    Service: "appsync-events",
    Stage: "test",
  });
});
