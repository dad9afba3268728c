import { createRequire } from "node:module";
import { UnknownValue } from "../property.ts";

/** Resource types of CloudFormation whose `aws-native` token is not simply service and name. */
const NAMED: Readonly<Record<string, string>> = {
  "AWS::WAFv2::WebACL": "aws-native:wafv2:WebAcl",
  "AWS::WAFv2::WebACLAssociation": "aws-native:wafv2:WebAclAssociation",
  "AWS::AppSync::GraphQLApi": "aws-native:appsync:GraphQlApi",
};

/** Objects whose keys are the program's own words: names of variables, or IAM's grammar. */
const VERBATIM = ["Variables", "PolicyDocument", "AssumeRolePolicyDocument"];

/** The `aws-native` token of a CloudFormation resource type, such as `AWS::AppSync::Api`. */
export function nativeToken(type: string): string {
  if (type.startsWith("Custom::")) {
    return "aws-native:cloudformation:CustomResource";
  }
  const [, service = "", name = ""] = type.split("::");
  return NAMED[type] ?? `aws-native:${service.toLowerCase()}:${name}`;
}

/** Properties in the spelling of `aws-native`: `CloudWatchLogsRoleArn` as `cloudWatchLogsRoleArn`. */
export function nativeProperties(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(nativeProperties);
  }
  if (typeof value !== "object" || value === null || value instanceof UnknownValue) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      camelCase(key),
      VERBATIM.includes(key) ? inner : nativeProperties(inner),
    ]),
  );
}

// Loaded when a stack first holds such a resource: most never do, and the pack has to start fast.
let changeCase: typeof import("change-case") | undefined;

export function camelCase(key: string): string {
  changeCase ??= createRequire(import.meta.url)("change-case") as typeof import("change-case");
  return changeCase.camelCase(key);
}
