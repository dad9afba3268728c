import { attestedCode } from "../attested-code.ts";
import { Archive, change, joined, ref } from "../blueprint.ts";
import { compliant, declare, side } from "../compliant.ts";
import { attested, type LookAlike, set, wired } from "./look-alike.ts";

/** Handlers of which one side, or the code, is another than it looks. */
export const handlers: Readonly<Record<string, LookAlike>> = {
  "a subscribe that only tells the function": wired(
    set("namespace", ["handlerConfigs", "onSubscribe", "integration", "lambdaConfig"], {
      invokeType: "EVENT",
    }),
  ),
  "a publish by code beside a subscribe by the function": wired(
    set("namespace", ["handlerConfigs", "onPublish"], {
      behavior: "CODE",
      integration: side.integration,
    }),
  ),
  "handlers under the names of the AWS API": wired(
    set("namespace", ["handlerConfigs"], { OnPublish: side, OnSubscribe: side }),
  ),
  "a data source of HTTP beside one of Lambda": wired({
    ...set(
      "namespace",
      ["handlerConfigs", "onPublish", "integration", "dataSourceName"],
      ref("http", "name"),
    ),
    http: declare("aws:appsync/dataSource:DataSource", {
      apiId: ref("api", "apiId"),
      name: "http",
      type: "HTTP",
      httpConfig: { endpoint: "https://example.com" },
    }),
  }),
  "a data source of the same name on another API": wired({
    ...set("source", ["apiId"], ref("other-api", "apiId")),
    "other-api": { ...(compliant.api as NonNullable<typeof compliant.api>) },
  }),
  "a function by the ARN of another account": wired(
    set(
      "source",
      ["lambdaConfig", "functionArn"],
      "arn:aws:lambda:eu-west-1:999999999999:function:orders",
    ),
  ),
  "a function by the ARN of another region": wired(
    set(
      "source",
      ["lambdaConfig", "functionArn"],
      "arn:aws:lambda:us-east-1:123456789012:function:orders",
    ),
  ),
  "an alias by its name that is not in the stack": attested(
    set("source", ["lambdaConfig", "functionArn"], joined(ref("function", "arn"), ":live")),
    "update",
  ),
  "a version by its number": attested(
    set("source", ["lambdaConfig", "functionArn"], joined(ref("function", "arn"), ":1")),
    "update",
  ),
  "code that a wrapper runs in": attested(
    set("function", ["environment", "variables"], { AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrap" }),
  ),
  "a file that is imported before": attested(
    set("function", ["environment", "variables"], { NODE_OPTIONS: "--import ./other.mjs" }),
  ),
  "a loader behind a harmless option": attested(
    set("function", ["environment", "variables"], {
      NODE_OPTIONS: "--enable-source-maps --experimental-loader=data:text/javascript,1",
    }),
  ),
  "code that a cache holds": attested(
    set("function", ["environment", "variables"], { NODE_COMPILE_CACHE: "/mnt/cache" }),
  ),
  "a layer that is one of the stack": attested({
    ...set("function", ["layers"], [ref("layer", "arn")]),
    layer: declare("aws:lambda/layerVersion:LayerVersion", { layerName: "first" }),
  }),
  "an image with the variable of another function": attested(
    change(set("function", ["code"], undefined), "function", ["imageUri"], "repo/events:latest"),
  ),
  "a package in S3 by its version": attested(
    change(
      change(set("function", ["code"], undefined), "function", ["s3Bucket"], "packages"),
      "function",
      ["s3ObjectVersion"],
      "1",
    ),
  ),
  "an attestation beside other code": attested(
    set(
      "function",
      ["code"],
      new Archive({
        ...attestedCode().files,
        "index.mjs": "export const handler = async () => ({ events: [] });\n",
      }),
    ),
  ),
  "the attestation for another namespace": attested(
    set("function", ["code"], attestedCode(["payments"])),
  ),
  "an attested function for one side, another for the other": attested({
    ...change(
      compliant,
      "namespace",
      ["handlerConfigs", "onSubscribe", "integration", "dataSourceName"],
      ref("second-source", "name"),
    ),
    "second-source": declare("aws:appsync/dataSource:DataSource", {
      apiId: ref("api", "apiId"),
      name: "second",
      type: "AWS_LAMBDA",
      lambdaConfig: { functionArn: ref("second", "arn") },
    }),
    second: {
      ...(compliant.function as NonNullable<typeof compliant.function>),
      properties: {
        ...compliant.function?.properties,
        name: "second",
        code: new Archive({ "index.mjs": "export const handler = async () => ({ events: [] });" }),
      },
    },
  }),
  "a data source of no type with a function": wired(set("source", ["type"], "NONE")),
  "a package with a second file of the handler's name": attested(
    set(
      "function",
      ["code"],
      new Archive({ "./index.mjs": "export const handler = () => 1;", ...attestedCode().files }),
    ),
  ),
  "the wrapper of a layer that is not there": attested(
    set("function", ["environment", "variables", "AWS_LAMBDA_EXEC_WRAPPER"], "/opt/otel-handler"),
  ),
};
