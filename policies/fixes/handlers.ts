import type { FixExample } from "../fix-example.ts";

/** A namespace of an API that the stack declares. */
export const NAMESPACE_OF_OWN_API: FixExample = {
  aws: `new aws.appsync.ChannelNamespace("<name>", {
  apiId: api.apiId, // of an aws.appsync.Api that this stack declares
  name: "orders",
  handlerConfigs,
});`,
  components: `const eventApi = new EventApi("events");
new ChannelNamespace("orders", { eventApi, handler });`,
};

/** A namespace whose events a function answers before anyone receives them. */
export const requestResponse: FixExample = {
  aws: `const handlerConfig = {
  behavior: "DIRECT",
  integration: {
    dataSourceName: dataSource.name, // of type AWS_LAMBDA, of the same API
    lambdaConfig: { invokeType: "REQUEST_RESPONSE" },
  },
};
new aws.appsync.ChannelNamespace("orders", {
  apiId: api.apiId,
  name: "orders",
  handlerConfigs: { onPublish: handlerConfig, onSubscribe: handlerConfig },
});`,
  components: `const handler = new EventHandler("orders", { eventApi, bundle });
new ChannelNamespace("orders", { eventApi, handler }); // wires both sides`,
};

/** A data source that leads to a function. */
export const LAMBDA_DATA_SOURCE: FixExample = {
  aws: `new aws.appsync.DataSource("<name>", {
  apiId: api.apiId,
  name: "orders",
  type: "AWS_LAMBDA",
  lambdaConfig: { functionArn: alias.arn }, // of an aws.lambda.Alias that this stack declares
  serviceRoleArn: role.arn, // may invoke it
});`,
  components: `const handler = new EventHandler("orders", { eventApi, bundle });
new ChannelNamespace("orders", { eventApi, handler }); // makes the data source`,
};

/** A namespace that servers alone publish to. */
export const OUTBOUND_ONLY_NAMESPACE: FixExample = {
  aws: `new aws.appsync.ChannelNamespace("<name>", {
  apiId: api.apiId,
  name: "notifications",
  publishAuthModes: [{ authType: "AWS_IAM" }],
  subscribeAuthModes: [{ authType: "AWS_LAMBDA" }], // or onSubscribe in handlerConfigs
});`,
  components: `new ChannelNamespace("orders", { eventApi, handler }); // needs no shape: both sides are wired`,
};

/** A namespace that nobody subscribes to. */
export const INBOUND_ONLY_NAMESPACE: FixExample = {
  aws: `new aws.appsync.ChannelNamespace("<name>", {
  apiId: api.apiId,
  name: "telemetry",
  handlerConfigs: {
    onPublish: {
      behavior: "DIRECT",
      integration: { dataSourceName: dataSource.name, lambdaConfig: { invokeType: "EVENT" } },
    },
  },
  codeHandlers: \`import { util } from "@aws-appsync/utils";
export function onSubscribe() {
  util.unauthorized();
}\`,
});`,
  components: `new ChannelNamespace("orders", { eventApi, handler }); // needs no shape: both sides are wired`,
};

/** Names in the setting `shapes`. */
export const NAMED_SHAPES: FixExample = {
  packConfiguration: `{ "namespace-request-response": { "shapes": { "notifications": "outbound-only" } } }`,
};

/** A namespace where policies can judge it. */
export const DECLARED_NAMESPACE: FixExample = {
  aws: `const api = new aws.appsync.Api("events", { name: "events", eventConfig });
new aws.appsync.ChannelNamespace("orders", { apiId: api.apiId, name: "orders", handlerConfigs });`,
  components: `const eventApi = new EventApi("events");
new ChannelNamespace("orders", { eventApi, handler });`,
};

/** A CloudFormation stack whose template policies can read. */
export const READABLE_TEMPLATE: FixExample = {
  aws: `new aws.cloudformation.Stack("<name>", {
  name: "events",
  templateBody: readFileSync("template.yaml", "utf8"), // text that is known at the preview
  parameters: { FunctionArn: lambda.arn }, // outputs of other resources
});`,
  components: `const eventApi = new EventApi("events");
new ChannelNamespace("orders", { eventApi, handler }); // in place of the template`,
};

/** A function whose code the stack itself deploys. */
export const DEPLOYED_BY_STACK: FixExample = {
  aws: `new aws.lambda.Function("<name>", {
  code: new pulumi.asset.FileArchive("dist/orders"), // in place of update-function-code
  handler: "index.handler",
  runtime: "nodejs24.x",
  role: role.arn,
  publish: true,
});`,
  components: `new EventHandler("orders", { eventApi, bundle }); // deploys code, version and alias`,
};
