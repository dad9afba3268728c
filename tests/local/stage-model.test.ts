import assert from "node:assert/strict";
import { test } from "node:test";
import { ResourceRegistry } from "../../local/provider/resource-registry.ts";
import { eventApisOf } from "../../local/stage-model.ts";
import { stageSupport } from "../../local/unsupported.ts";

const API_ARN = "arn:aws:appsync:eu-west-1:000000000000:apis/api1";
const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:000000000000:function:chat";

const ROLE_ARN = "arn:aws:iam::000000000000:role/invoke";

type Inputs = Record<string, unknown>;

/** A registry with one resource for each `[type, name, inputs, outputs]`. */
function registryOf(
  ...resources: [type: string, name: string, inputs: Inputs, outputs?: Inputs][]
) {
  const registry = new ResourceRegistry();
  for (const [type, name, inputs, outputs = {}] of resources) {
    const urn = `urn:pulumi:local::test::${type}::${name}`;
    registry.put({ urn, type, id: name, inputs, outputs: { ...inputs, ...outputs } });
  }
  return registry;
}

function api(eventConfig: Inputs = {}): [string, string, Inputs, Inputs] {
  const providers = [{ authType: "API_KEY" }];
  const inputs = { name: "events", eventConfig: { authProviders: providers, ...eventConfig } };
  return ["aws:appsync/api:Api", "api", inputs, { apiId: "api1", apiArn: API_ARN }];
}

function namespace(inputs: Inputs): [string, string, Inputs] {
  const type = "aws:appsync/channelNamespace:ChannelNamespace";
  return [type, "chat", { apiId: "api1", name: "chat", ...inputs }];
}

function handler(invokeType: string, dataSourceName = "source") {
  return { behavior: "DIRECT", integration: { dataSourceName, lambdaConfig: { invokeType } } };
}

const DATA_SOURCE: [string, string, Inputs] = [
  "aws:appsync/dataSource:DataSource",
  "source",
  {
    apiId: "api1",
    name: "source",
    type: "AWS_LAMBDA",
    serviceRoleArn: ROLE_ARN,
    lambdaConfig: { functionArn: FUNCTION_ARN },
  },
];

const INVOKE = {
  Statement: { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: FUNCTION_ARN },
};

function role(policy: Inputs): [string, string, Inputs, Inputs] {
  const Principal = { Service: "appsync.amazonaws.com" };
  const inputs = {
    name: "invoke",
    assumeRolePolicy: { Statement: { Effect: "Allow", Principal, Action: "sts:AssumeRole" } },
    inlinePolicies: [{ policy }],
  };
  return ["aws:iam/role:Role", "invoke", inputs, { arn: ROLE_ARN }];
}

test("a namespace's handlers lead through its data source to the function", () => {
  const handlerConfigs = { onPublish: handler("EVENT"), onSubscribe: handler("REQUEST_RESPONSE") };
  const resources = [api(), role(INVOKE), DATA_SOURCE, namespace({ handlerConfigs })] as const;
  const apis = eventApisOf(registryOf(...resources));
  assert.deepEqual(apis.get("api1")?.namespaces.get("chat"), {
    name: "chat",
    onPublish: { functionArn: FUNCTION_ARN, invokeType: "EVENT" },
    onSubscribe: { functionArn: FUNCTION_ARN, invokeType: "REQUEST_RESPONSE" },
  });
});

test("a handler whose data source is missing names no function instead of being left out", () => {
  const handlerConfigs = { onPublish: handler("REQUEST_RESPONSE", "gone") };
  const apis = eventApisOf(registryOf(api(), DATA_SOURCE, namespace({ handlerConfigs })));
  assert.equal(apis.get("api1")?.namespaces.get("chat")?.onPublish?.functionArn, "");
});

test("a handler that AppSync may not invoke says so, a role of another stack is not judged", () => {
  const handlerConfigs = { onPublish: handler("REQUEST_RESPONSE") };
  const resources = [api(), DATA_SOURCE, namespace({ handlerConfigs })] as const;
  const handlerOf = (registry: ResourceRegistry) =>
    eventApisOf(registry).get("api1")?.namespaces.get("chat")?.onPublish;
  assert.match(
    handlerOf(registryOf(...resources, role({ Statement: [] })))?.notPermitted ?? "",
    /the role of the data source source \(arn:.*role\/invoke\) must .* on arn:.*:function:chat$/,
  );
  const elsewhere = registryOf(...resources);
  assert.equal(handlerOf(elsewhere)?.notPermitted, undefined);
  assert.deepEqual(stageSupport(elsewhere).unsupported, [
    `aws:appsync/dataSource:DataSource source: whether ${ROLE_ARN}, which is not in this stack, ` +
      "may invoke the function",
  ]);
});

test("an authorizer that AppSync may not invoke says so", () => {
  const authProviders = [
    { authType: "AWS_LAMBDA", lambdaAuthorizerConfig: { authorizerUri: FUNCTION_ARN } },
  ];
  const fn = ["aws:lambda/function:Function", "chat", { name: "chat" }] as const;
  const apis = eventApisOf(registryOf(api({ authProviders }), [...fn]));
  assert.match(apis.get("api1")?.lambdaAuthorizer?.notPermitted ?? "", /Fix: an aws.lambda.Perm/);
});

test("resources of another API are not taken", () => {
  const other = namespace({ apiId: "api2" });
  const key = { apiId: "api2" };
  const registry = registryOf(api(), other, ["aws:appsync/apiKey:ApiKey", "k", key, { key: "x" }]);
  assert.equal(eventApisOf(registry).get("api1")?.namespaces.size, 0);
  assert.deepEqual(eventApisOf(registry).get("api1")?.apiKeys, []);
});

test("keys carry their expiry in epoch seconds", () => {
  const outputs = { apiKeyId: "da2-a", key: "da2-a", expires: "2026-12-01T10:00:00Z" };
  const registry = registryOf(api(), [
    "aws:appsync/apiKey:ApiKey",
    "k",
    { apiId: "api1" },
    outputs,
  ]);
  assert.deepEqual(eventApisOf(registry).get("api1")?.apiKeys, [
    { apiKeyId: "da2-a", key: "da2-a", expires: Date.UTC(2026, 11, 1, 10) / 1000 },
  ]);
});

test("a Lambda authorizer keeps results for five minutes unless told otherwise", () => {
  const provider = (config: Inputs) => ({
    authProviders: [
      {
        authType: "AWS_LAMBDA",
        lambdaAuthorizerConfig: { authorizerUri: FUNCTION_ARN, ...config },
      },
    ],
  });
  const ttl = (config: Inputs) =>
    eventApisOf(registryOf(api(provider(config)))).get("api1")?.lambdaAuthorizer?.resultTtlSeconds;
  assert.equal(ttl({}), 300);
  assert.equal(ttl({ authorizerResultTtlInSeconds: 0 }), 0);
});

const WEB_ACL_ARN = "arn:aws:wafv2:eu-west-1:000000000000:regional/webacl/guard/1";

function webAcl(rules: Inputs[]): [string, string, Inputs, Inputs] {
  const inputs = { name: "guard", defaultAction: { allow: {} }, rules };
  return ["aws:wafv2/webAcl:WebAcl", "guard", inputs, { arn: WEB_ACL_ARN }];
}

const RATE = {
  name: "rate",
  action: { block: {} },
  statement: { rateBasedStatement: { limit: 100, aggregateKeyType: "IP" } },
};
const ASSOCIATION: [string, string, Inputs] = [
  "aws:wafv2/webAclAssociation:WebAclAssociation",
  "association",
  { resourceArn: API_ARN, webAclArn: WEB_ACL_ARN },
];

test("user pools and OpenID Connect providers are known by their issuers", () => {
  const authProviders = [
    { authType: "API_KEY" },
    {
      authType: "AMAZON_COGNITO_USER_POOLS",
      cognitoConfig: {
        userPoolId: "us-east-1_Pool",
        awsRegion: "us-east-1",
        appIdClientRegex: "a",
      },
    },
    { authType: "AMAZON_COGNITO_USER_POOLS", cognitoConfig: { userPoolId: "eu-west-1_Pool" } },
    {
      authType: "AMAZON_COGNITO_USER_POOLS",
      cognitoConfig: { userPoolId: "cn-north-1_Pool", awsRegion: "cn-north-1" },
    },
    {
      authType: "OPENID_CONNECT",
      openidConnectConfig: { issuer: "https://a.example", clientId: "b", iatTtl: 1, authTtl: 2 },
    },
    { authType: "OPENID_CONNECT", openidConnectConfig: { issuer: "https://b.example" } },
  ];
  const apis = eventApisOf(registryOf(api({ authProviders })));
  const pool = { authType: "AMAZON_COGNITO_USER_POOLS" };
  const provider = { authType: "OPENID_CONNECT" };
  const domain = "amazonaws.com";
  assert.deepEqual(apis.get("api1")?.tokenProviders, [
    {
      ...pool,
      issuer: `https://cognito-idp.us-east-1.${domain}/us-east-1_Pool`,
      clientIdExpression: "a",
    },
    { ...pool, issuer: `https://cognito-idp.eu-west-1.${domain}/eu-west-1_Pool` },
    { ...pool, issuer: `https://cognito-idp.cn-north-1.${domain}.cn/cn-north-1_Pool` },
    {
      ...provider,
      issuer: "https://a.example",
      clientIdExpression: "b",
      issuedAtTtlMs: 1,
      authenticationTtlMs: 2,
    },
    { ...provider, issuer: "https://b.example" },
  ]);
});

test("only a web ACL that is associated with the API guards it", () => {
  assert.equal(eventApisOf(registryOf(api(), webAcl([RATE]))).get("api1")?.webAcl, undefined);
  const other = ["aws:wafv2/webAcl:WebAcl", "other", { name: "other" }, { arn: "other" }] as const;
  const apis = eventApisOf(registryOf(api(), [...other], webAcl([RATE]), ASSOCIATION));
  const guard = apis.get("api1")?.webAcl;
  assert.equal(guard?.arn, WEB_ACL_ARN);
  assert.deepEqual(
    guard?.rules.map(({ name, type, action }) => [name, type, action?.kind]),
    [["rate", "RATE_BASED", "BLOCK"]],
  );
});

test("rules that only AWS can evaluate are named, and not evaluated as something else", () => {
  const managed = { managedRuleGroupStatement: { vendorName: "AWS", name: "Group" } };
  const scoped = { rateBasedStatement: { limit: 1, scopeDownStatement: managed } };
  const known = { ipSetReferenceStatement: { arn: "set" } };
  const elsewhere = { ipSetReferenceStatement: { arn: "elsewhere" } };
  const rules = [
    RATE,
    { name: "scoped", statement: scoped },
    { name: "managed", statement: managed },
    { name: "known", statement: known },
    { name: "elsewhere", statement: elsewhere },
  ];
  const set = ["aws:wafv2/ipSet:IpSet", "set", { addresses: [] }, { arn: "set" }] as const;
  const registry = registryOf(api(), webAcl(rules), ASSOCIATION, [...set]);
  assert.deepEqual(stageSupport(registry).unsupported, [
    "aws:wafv2/webAcl:WebAcl guard: rule scoped: the managed rule group AWS Group",
    "aws:wafv2/webAcl:WebAcl guard: rule managed: the managed rule group AWS Group",
    "aws:wafv2/webAcl:WebAcl guard: rule elsewhere: the IP set elsewhere is not in this stack",
  ]);
});

test("rules, groups and logging that are resources of their own belong to their web ACL", () => {
  const webAclArn = WEB_ACL_ARN;
  const group = "aws:wafv2/ruleGroup:RuleGroup";
  const registry = registryOf(
    api(),
    webAcl([RATE]),
    ASSOCIATION,
    [group, "g", { name: "g", rules: [{ name: "inner", statement: {} }] }, { arn: "group" }],
    ["aws:wafv2/webAclRule:WebAclRule", "own", { ...RATE, name: "own", priority: 9, webAclArn }],
    [
      "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation",
      "association",
      { ruleName: "named", priority: 5, webAclArn, ruleGroupReference: { arn: "group" } },
    ],
    [
      "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
      "log",
      {
        resourceArn: webAclArn,
        logDestinationConfigs: ["arn:aws:logs:a:1:log-group:aws-waf-logs-x"],
      },
    ],
  );
  const guard = eventApisOf(registry).get("api1")?.webAcl;
  assert.deepEqual(
    guard?.rules.map(({ name }) => name),
    ["rate", "named", "own"],
  );
  assert.equal(guard?.rules[1]?.group?.rules[0]?.name, "inner");
  assert.deepEqual(guard?.logging?.destinations, ["aws-waf-logs-x"]);
});

test("a type, a property and a behaviour without effect here are each told", () => {
  const registry = registryOf(
    api({ authProviders: [{ authType: "OPENID_CONNECT" }] }),
    namespace({ codeHandlers: "x", handlerConfigs: { onPublish: { behavior: "CODE" } } }),
    ["aws:kinesis/stream:Stream", "stream", {}],
    ["aws:lambda/function:Function", "fn", { name: "fn", layers: ["l"], role: "r" }],
    ["aws:sns/topic:Topic", "topic", { name: "topic" }],
  );
  const { unsupported, stored } = stageSupport(registry);
  assert.deepEqual(unsupported, [
    "aws:appsync/channelNamespace:ChannelNamespace chat: property codeHandlers",
    "aws:appsync/channelNamespace:ChannelNamespace chat: onPublish with behavior CODE (APPSYNC_JS)",
    "aws:kinesis/stream:Stream stream: a type that the embedded stage does not know",
    "aws:lambda/function:Function fn: property layers",
  ]);
  assert.deepEqual([...stored], [["aws:sns/topic:Topic", 1]]);
});
