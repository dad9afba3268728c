import assert from "node:assert/strict";
import { test } from "node:test";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ComponentError } from "../../components/component-error.ts";
import { EventApi } from "../../components/event-api.ts";
import type { EventApiArgs } from "../../components/event-api-args.ts";
import {
  ACCOUNT,
  API_ARN,
  API_ID,
  childrenOf,
  mockAws,
  only,
  record,
  settled,
  statementsOf,
} from "./recorded-resources.ts";
import { lambdaAuthorizer } from "./stage-parts.ts";

mockAws();

const today = new Date("2026-03-10T15:00:00Z");
const API = "aws:appsync/api:Api";

function refusalsOf(args: EventApiArgs): unknown {
  try {
    new EventApi("refused", { today, ...args });
  } catch (error) {
    assert.ok(error instanceof ComponentError);
    assert.ok(pulumi.RunError.isInstance(error), "Pulumi would show the stack");
    for (const { property, got, allowed } of error.refusals) {
      assert.ok(
        error.message.includes(`EventApi "refused": ${property}: got ${got}, allowed: ${allowed}`),
      );
    }
    return error.refusals.map(({ property, got }) => `${property}: ${got}`);
  }
  return [];
}

test("an API without arguments takes IAM signatures only, and logs errors for 30 days", async () => {
  const { resources, built } = await record((options) => new EventApi("events", {}, options));
  const { eventConfig, name } = only(resources, API).inputs;
  assert.equal(name, "appsync-events-test");
  assert.deepEqual(eventConfig, {
    authProviders: [{ authType: "AWS_IAM" }],
    connectionAuthModes: [{ authType: "AWS_IAM" }],
    defaultPublishAuthModes: [{ authType: "AWS_IAM" }],
    defaultSubscribeAuthModes: [{ authType: "AWS_IAM" }],
    logConfig: { logLevel: "ERROR", cloudwatchLogsRoleArn: await settled(built.logRole.arn) },
  });
  const logGroup = only(resources, "aws:cloudwatch/logGroup:LogGroup").inputs;
  assert.equal(logGroup.name, `/aws/appsync/apis/${API_ID}`);
  assert.equal(logGroup.retentionInDays, 30);
  assert.deepEqual(await settled(built.apiKeys), []);
});

test("every resource of an API is a child of its component", async () => {
  const { resources, built } = await record(
    (options) =>
      new EventApi(
        "events",
        {
          today,
          authorization: {
            connect: ["API_KEY"],
            publish: ["API_KEY"],
            subscribe: ["API_KEY"],
            apiKeys: { firstDay: "2026-01-01", everyDays: 30 },
          },
          domain: {
            name: "events.example.com",
            certificateArn: `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/1`,
          },
        },
        options,
      ),
  );
  assert.deepEqual(childrenOf(resources, built), [
    "Api events",
    "ApiKey events-2026-01-31",
    "ApiKey events-2026-03-02",
    "DomainName events",
    "DomainNameApiAssociation events",
    "LogGroup events-log",
    "Role events-log",
    "RolePolicy events-log",
  ]);
  assert.equal(resources.length, 9);
});

test("AppSync may write the log groups of Event APIs, and only for this account", async () => {
  const { resources } = await record((options) => new EventApi("events", {}, options));
  const groups = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/aws/appsync/apis/*`;
  const [statement, ...others] = statementsOf(
    only(resources, "aws:iam/rolePolicy:RolePolicy").inputs.policy,
  );
  assert.deepEqual(others, []);
  assert.deepEqual(statement?.Resource, [groups, `${groups}:*`]);
  assert.deepEqual(statement?.Action, [
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ]);
  const [trust] = statementsOf(only(resources, "aws:iam/role:Role").inputs.assumeRolePolicy);
  assert.deepEqual(trust?.Principal, { Service: "appsync.amazonaws.com" });
  assert.deepEqual(trust?.Condition, { StringEquals: { "aws:SourceAccount": ACCOUNT } });
});

test("two API keys exist, their values are a secret, and the days they have left are not", async () => {
  const { resources, built } = await record(
    (options) =>
      new EventApi(
        "events",
        {
          today,
          authorization: {
            connect: ["API_KEY"],
            publish: ["API_KEY"],
            subscribe: ["API_KEY"],
            apiKeys: { firstDay: "2026-01-01", everyDays: 30 },
          },
        },
        options,
      ),
  );
  const newest = only(resources, "aws:appsync/apiKey:ApiKey", "events-2026-03-02");
  assert.equal(newest.inputs.expires, "2026-05-03T00:00:00Z");
  assert.deepEqual((newest.options as pulumi.CustomResourceOptions).additionalSecretOutputs, [
    "key",
  ]);
  assert.deepEqual(built.apiKeyDaysLeft, [54, 24]);
  assert.deepEqual(await settled(built.apiKeys), [
    "da2-events-2026-03-02",
    "da2-events-2026-01-31",
  ]);
  assert.equal(await pulumi.isSecret(built.apiKeys), true);
});

test("each of the five modes comes with its provider in AWS's terms", async () => {
  const all = [
    "API_KEY",
    "AWS_IAM",
    "AMAZON_COGNITO_USER_POOLS",
    "OPENID_CONNECT",
    "AWS_LAMBDA",
  ] as const;
  const { resources, built } = await record((options) => {
    const authorizer = lambdaAuthorizer(options);
    const authorization = {
      connect: all,
      publish: all,
      subscribe: all,
      apiKeys: { firstDay: "2026-01-01", everyDays: 30 },
      lambdaAuthorizer: { authorizer, resultTtlSeconds: 60, identityValidationExpression: "^t" },
      cognito: { userPoolId: "eu-west-1_abc", appIdClientRegex: "web" },
      openIdConnect: {
        issuer: "https://login.example.com",
        clientId: "web",
        issuedAtTtlMilliseconds: 1,
        authenticationTtlMilliseconds: 2,
      },
    };
    new EventApi("events", { today, authorization }, options);
    return authorizer;
  });
  const config = only(resources, API).inputs.eventConfig as { authProviders: unknown };
  assert.deepEqual(config.authProviders, [
    { authType: "API_KEY" },
    { authType: "AWS_IAM" },
    {
      authType: "AMAZON_COGNITO_USER_POOLS",
      cognitoConfig: {
        userPoolId: "eu-west-1_abc",
        appIdClientRegex: "web",
        awsRegion: "eu-west-1",
      },
    },
    {
      authType: "OPENID_CONNECT",
      openidConnectConfig: {
        issuer: "https://login.example.com",
        clientId: "web",
        iatTtl: 1,
        authTtl: 2,
      },
    },
    {
      authType: "AWS_LAMBDA",
      lambdaAuthorizerConfig: {
        authorizerUri: await settled(built.aliasArn),
        authorizerResultTtlInSeconds: 60,
        identityValidationExpression: "^t",
      },
    },
  ]);
  const permission = only(resources, "aws:lambda/permission:Permission");
  assert.equal(permission.parent, built);
  assert.equal(permission.inputs.principal, "appsync.amazonaws.com");
  assert.equal(permission.inputs.sourceArn, API_ARN);
  assert.equal(permission.inputs.qualifier, "live");
});

test("a role that is granted connect may connect to this API and do nothing else", async () => {
  const { resources } = await record((options) => {
    const api = new EventApi("events", {}, options);
    api.grantConnect("web", new aws.iam.Role("web", { assumeRolePolicy: "{}" }));
  });
  const { inputs } = only(resources, "aws:iam/rolePolicy:RolePolicy", "events-connect-web");
  assert.equal(inputs.role, "web-id");
  assert.deepEqual(statementsOf(inputs.policy), [
    { Effect: "Allow", Action: "appsync:EventConnect", Resource: [API_ARN, `${API_ARN}/*`] },
  ]);
});

test("combinations that cannot work are refused all at once, by property", () => {
  assert.deepEqual(
    refusalsOf({
      name: "no/slash",
      authorization: {
        connect: ["API_KEY", "API_KEY"],
        publish: [],
        subscribe: ["AWS_LAMBDA", "OPENID_CONNECT"],
        cognito: { userPoolId: "pool" },
      },
      logging: { retentionDays: 8 },
      domain: {
        name: "events.example.com",
        certificateArn: `arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/1`,
      },
    }),
    [
      "name: no/slash",
      "authorization.connect: API_KEY twice",
      "authorization.publish: an empty list",
      "authorization.apiKeys: nothing",
      "authorization.openIdConnect: nothing",
      "authorization.lambdaAuthorizer: nothing",
      "authorization.cognito.userPoolId: pool",
      "logging.retentionDays: 8",
      `domain.certificateArn: arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/1`,
    ],
  );
});

test("a key schedule that would leave the API without a valid key is refused", () => {
  const modes = { connect: ["API_KEY"], publish: ["API_KEY"], subscribe: ["API_KEY"] } as const;
  const refused = (firstDay: string, everyDays: number) =>
    refusalsOf({ authorization: { ...modes, apiKeys: { firstDay, everyDays } } });
  assert.deepEqual(refused("2026-03-11", 30), ["authorization.apiKeys.firstDay: 2026-03-11"]);
  assert.deepEqual(refused("2026-01-01", 182), ["authorization.apiKeys.everyDays: 182"]);
  assert.deepEqual(refused("2026-02-30", 30), ["authorization.apiKeys.firstDay: 2026-02-30"]);
});
