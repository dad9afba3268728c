import { type Blueprint, type Properties, ref, without } from "./blueprint.ts";
import { compliant, declare, iamModes, side } from "./compliant.ts";

const refusing = `import { util } from "@aws-appsync/utils";
export function onSubscribe(ctx) {
  console.log("refused", ctx);
  util.unauthorized();
}`;

const namespace = (properties: Properties): Blueprint => ({
  ...compliant,
  namespace: declare("aws:appsync/channelNamespace:ChannelNamespace", {
    apiId: ref("api", "apiId"),
    name: "orders",
    tags: { Service: "appsync-events", Stage: "prod" },
    ...properties,
  }),
});

const unhandled = (properties: Properties): Blueprint =>
  ["source", "function-policy", "function", "function-role", "function-logs"].reduce<Blueprint>(
    without,
    namespace(properties),
  );

const receiving = {
  ...side,
  integration: { dataSourceName: ref("source", "name"), lambdaConfig: { invokeType: "EVENT" } },
};

/** Programs of each shape, and what breaks each of its conditions. */
export const outbound = {
  passing: {
    "a handler on subscribe": namespace({
      publishAuthModes: iamModes,
      handlerConfigs: { onSubscribe: side },
    }),
    "the API's modes, which are IAM on both sides": unhandled({}),
    "an authorizer on subscribe": unhandled({
      publishAuthModes: iamModes,
      subscribeAuthModes: [{ authType: "AWS_LAMBDA" }],
    }),
  },
  breaking: [
    [
      "others publish",
      unhandled({ publishAuthModes: [...iamModes, { authType: "AMAZON_COGNITO_USER_POOLS" }] }),
      /others than AWS_IAM may publish/,
    ],
    [
      "who publishes is unknown",
      unhandled({ publishAuthModes: ref("acl", "arn") }),
      /publishAuthModes is not known until/,
    ],
    [
      "there is an onPublish",
      namespace({ handlerConfigs: { onPublish: receiving, onSubscribe: side } }),
      /it has handlerConfigs\.onPublish/,
    ],
    [
      "its code has an onPublish",
      unhandled({ codeHandlers: "export function onPublish(ctx) { return ctx.events; }" }),
      /codeHandlers may hold an onPublish/,
    ],
    [
      "anyone who has signed in may subscribe",
      unhandled({ subscribeAuthModes: [{ authType: "AMAZON_COGNITO_USER_POOLS" }] }),
      /subscribeAuthModes holds others than AWS_IAM and AWS_LAMBDA/,
    ],
    [
      "its handler on subscribe is not waited for",
      namespace({ handlerConfigs: { onSubscribe: receiving } }),
      /onSubscribe\.integration\.lambdaConfig\.invokeType is EVENT/,
    ],
  ] as const satisfies readonly (readonly [string, Blueprint, RegExp])[],
};

const inboundWith = (codeHandlers: string, onSubscribe: Properties = {}): Blueprint =>
  namespace({ codeHandlers, handlerConfigs: { onPublish: receiving, ...onSubscribe } });

const code = (body: string): string => `import { util } from "@aws-appsync/utils";\n${body}`;

export const inbound = {
  passing: {
    "code that refuses": inboundWith(refusing),
    "behavior CODE spelled out": inboundWith(refusing, { onSubscribe: { behavior: "CODE" } }),
    "an arrow function": inboundWith(code("export const onSubscribe = () => util.unauthorized();")),
    "an error, exported under its name": inboundWith(
      code('function deny() { return util.error("no"); }\nexport { deny as onSubscribe };'),
    ),
  },
  breaking: [
    [
      "there is no onPublish",
      unhandled({ codeHandlers: refusing }),
      /handlerConfigs\.onPublish is missing/,
    ],
    [
      "code receives its events",
      namespace({
        codeHandlers: refusing,
        handlerConfigs: { onPublish: { ...receiving, behavior: "CODE" } },
      }),
      /onPublish\.behavior is not DIRECT/,
    ],
    [
      "its events go to nobody",
      namespace({
        codeHandlers: refusing,
        handlerConfigs: {
          onPublish: { behavior: "DIRECT", integration: { dataSourceName: "nobody" } },
        },
      }),
      /leads to no data source with a Lambda function/,
    ],
    [
      "nothing refuses a subscribe",
      namespace({ handlerConfigs: { onPublish: receiving } }),
      /codeHandlers is not set/,
    ],
    [
      "a function answers the subscribe",
      inboundWith(refusing, { onSubscribe: side }),
      /onSubscribe\.behavior is not CODE/,
    ],
    ["its code is empty", inboundWith(""), /does not call util\.unauthorized/],
    ["its code is none", inboundWith("export function {"), /not a JavaScript module/],
    ...[
      "export function onSubscribe(ctx) { if (!ctx.identity) util.unauthorized(); }",
      "export function onSubscribe(ctx) { return; util.unauthorized(); }",
      "export function onSubscribe(util) { util.unauthorized(); }",
      "export function onSubscribe() { util.unauthorized(); function util() {} }",
      "export function* onSubscribe() { util.unauthorized(); }",
      "export function onSubscribe(ctx) { console.log(runtime.earlyReturn()); util.unauthorized(); }",
      "export let onSubscribe = () => util.unauthorized();",
      "function onSubscribe() { util.unauthorized(); }",
      "export function onPublish() { util.unauthorized(); }",
    ].map(
      (body) => [`its code is ${body}`, inboundWith(code(body)), /does not call util\./] as const,
    ),
    [
      "its util is not AWS's",
      inboundWith(
        "const util = { unauthorized() {} };\nexport const onSubscribe = () => util.unauthorized();",
      ),
      /does not call util\.unauthorized/,
    ],
  ] as const satisfies readonly (readonly [string, Blueprint, RegExp])[],
};
