import { type Blueprint, type Properties, ref, without } from "./blueprint.ts";
import { compliant, declare, IAM_MODES, side } from "./compliant.ts";

const REFUSING = `import { util } from "@aws-appsync/utils";
export function onSubscribe(ctx) {
  console.log("refused", ctx);
  util.unauthorized();
}`;

function namespace(properties: Properties): Blueprint {
  return {
    ...compliant,
    namespace: declare("aws:appsync/channelNamespace:ChannelNamespace", {
      apiId: ref("api", "apiId"),
      name: "orders",
      tags: { Service: "appsync-events", Stage: "prod" },
      ...properties,
    }),
  };
}

function unhandled(properties: Properties): Blueprint {
  return [
    "source",
    "function-policy",
    "function",
    "function-role",
    "function-logs",
  ].reduce<Blueprint>(without, namespace(properties));
}

const receiving = {
  ...side,
  integration: { dataSourceName: ref("source", "name"), lambdaConfig: { invokeType: "EVENT" } },
};

/** Programs of each shape, and what breaks each of its conditions. */
export const outbound = {
  passing: {
    "a handler on subscribe": namespace({
      publishAuthModes: IAM_MODES,
      handlerConfigs: { onSubscribe: side },
    }),
    "the API's modes, which are IAM on both sides": unhandled({}),
    "an authorizer on subscribe": unhandled({
      publishAuthModes: IAM_MODES,
      subscribeAuthModes: [{ authType: "AWS_LAMBDA" }],
    }),
  },
  breaking: [
    [
      "others publish",
      unhandled({ publishAuthModes: [...IAM_MODES, { authType: "AMAZON_COGNITO_USER_POOLS" }] }),
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

function inboundWith(codeHandlers: string, onSubscribe: Properties = {}): Blueprint {
  return namespace({ codeHandlers, handlerConfigs: { onPublish: receiving, ...onSubscribe } });
}

function code(body: string): string {
  return `import { util } from "@aws-appsync/utils";\n${body}`;
}

export const inbound = {
  passing: {
    "code that refuses": inboundWith(REFUSING),
    "behavior CODE spelled out": inboundWith(REFUSING, { onSubscribe: { behavior: "CODE" } }),
    "an arrow function": inboundWith(code("export const onSubscribe = () => util.unauthorized();")),
    "an error, exported under its name": inboundWith(
      code('function deny() { return util.error("no"); }\nexport { deny as onSubscribe };'),
    ),
  },
  breaking: [
    [
      "there is no onPublish",
      unhandled({ codeHandlers: REFUSING }),
      /handlerConfigs\.onPublish is missing/,
    ],
    [
      "code receives its events",
      namespace({
        codeHandlers: REFUSING,
        handlerConfigs: { onPublish: { ...receiving, behavior: "CODE" } },
      }),
      /onPublish\.behavior is not DIRECT/,
    ],
    [
      "its events go to nobody",
      namespace({
        codeHandlers: REFUSING,
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
      inboundWith(REFUSING, { onSubscribe: side }),
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
