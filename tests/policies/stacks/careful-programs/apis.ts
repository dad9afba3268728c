import { attestedCode, INLINE_CODE, inlineAttestation } from "../attested-code.ts";
import { type Blueprint, change, type Declared, joined, ref, without } from "../blueprint.ts";
import { compliant, declare, IAM_MODES, side, TAGS } from "../compliant.ts";
import { nativeCompliant } from "../native-compliant.ts";
import { also, of, set } from "./parts.ts";

/** A second API with guards and namespaces of its own, whose names repeat those of the first. */
const secondApi: Blueprint = {
  ...compliant,
  "chat-api": also("api", { name: "chat" }),
  "chat-api-logs": also("api-logs", {
    name: joined("/aws/appsync/apis/", ref("chat-api", "apiId")),
  }),
  "chat-association": also("association", { resourceArn: ref("chat-api", "apiArn") }),
  "chat-source": also("source", { apiId: ref("chat-api", "apiId"), name: "orders" }),
  "chat-namespace": also("namespace", {
    apiId: ref("chat-api", "apiId"),
    handlerConfigs: Object.fromEntries(
      ["onPublish", "onSubscribe"].map((name) => [
        name,
        {
          behavior: "DIRECT",
          integration: {
            dataSourceName: "orders",
            lambdaConfig: { invokeType: "REQUEST_RESPONSE" },
          },
        },
      ]),
    ),
  }),
};

/** APIs, data sources and namespaces, by either provider. */
export const apis: Readonly<Record<string, Blueprint>> = {
  "two APIs whose data sources have one name": secondApi,
  "a data source by the text of its name": change(
    compliant,
    "namespace",
    ["handlerConfigs"],
    secondApi["chat-namespace"]?.properties.handlerConfigs ?? null,
  ),
  "a data source of each namespace for one function": {
    ...set("function", ["code"], attestedCode(["orders", "chat"])),
    "chat-source": also("source", { name: "chat" }),
    "chat-namespace": also("namespace", {
      name: "chat",
      handlerConfigs: Object.fromEntries(
        ["onPublish", "onSubscribe"].map((name) => [
          name,
          {
            ...side,
            integration: { ...side.integration, dataSourceName: ref("chat-source", "name") },
          },
        ]),
      ),
    }),
  },
  "aws-native with roles and logs of aws": {
    ...nativeCompliant,
    "log-role": of("log-role"),
    "log-policy": of("log-policy"),
    "api-logs": of("api-logs"),
  },
  "aws with a function of aws-native": {
    ...["function", "function-role", "function-policy", "function-logs"].reduce<Blueprint>(
      without,
      set("source", ["lambdaConfig", "functionArn"], ref("native", "arn")),
    ),
    native: declare("aws-native:lambda:Function", {
      functionName: "native",
      runtime: "nodejs24.x",
      handler: "index.handler",
      timeout: 5,
      memorySize: 256,
      code: { zipFile: INLINE_CODE },
      environment: { variables: { EVENT_ATTESTATION: inlineAttestation } },
      tags: Object.entries(TAGS).map(([key, value]) => ({ key, value })),
    }),
    "native-logs": declare("aws-native:logs:LogGroup", {
      logGroupName: "/aws/lambda/native",
      retentionInDays: 30,
      tags: Object.entries(TAGS).map(([key, value]) => ({ key, value })),
    }),
  },
  "aws with a web ACL of aws-native": {
    ...["acl", "acl-logs", "acl-logging"].reduce<Blueprint>(without, {
      ...compliant,
      association: also("association", { webAclArn: ref("native-acl", "arn") }),
    }),
    "native-acl": {
      ...(nativeCompliant.acl as Declared),
      properties: {
        ...nativeCompliant.acl?.properties,
        defaultAction: { allow: {} },
        rules: [
          {
            name: "rate",
            priority: 0,
            action: { block: {} },
            statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } },
            visibilityConfig: {
              cloudWatchMetricsEnabled: true,
              metricName: "rate",
              sampledRequestsEnabled: true,
            },
          },
        ],
      },
    },
    "native-acl-logs": nativeCompliant["acl-logs"] as Declared,
    "native-acl-logging": declare("aws-native:wafv2:LoggingConfiguration", {
      resourceArn: ref("native-acl", "arn"),
      logDestinationConfigs: [ref("native-acl-logs", "arn")],
      redactedFields: ["authorization", "sec-websocket-protocol"].map((name) => ({
        singleHeader: { name },
      })),
    }),
  },
  "tags in the spelling of each resource": set("api", ["tags"], {
    ...TAGS,
    Owner: "events",
    "aws:cloudformation:stack-name": "x",
  }),
  "namespaces with modes of their own": set("namespace", ["publishAuthModes"], IAM_MODES),
  "the code of handlers beside functions": set("namespace", ["codeHandlers"], null),
};
