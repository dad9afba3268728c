import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnFor } from "./arn.ts";
import type { PolicyStatement } from "./policy-documents.ts";

/**
 * What Lambda does in a VPC in the name of a function's role: it makes and removes network interfaces,
 * whose ids nobody knows before (Lambda Developer Guide, giving Lambda functions access to resources in
 * a VPC, execution role permissions).
 */
const NETWORK_ACTIONS = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
];

/** Options of a function that need rights. */
interface PermissionOptions {
  readonly vpc?: object;
  readonly deadLetterTargetArn?: pulumi.Input<string>;
}

/** What a function may do, whatever it is for: write its log and traces, and what its options need. */
export function ownStatements(
  parent: pulumi.Resource,
  logGroup: aws.cloudwatch.LogGroup,
  functionName: string,
  { vpc, deadLetterTargetArn }: PermissionOptions,
): PolicyStatement[] {
  return [
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: arnFor(parent, "logs", pulumi.interpolate`log-group:${logGroup.name}:*`),
    },
    // X-Ray has no resources that a statement could name (Service Authorization Reference, X-Ray).
    {
      Effect: "Allow",
      Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      Resource: "*",
    },
    ...(vpc === undefined ? [] : networkStatements(parent, functionName)),
    ...(deadLetterTargetArn === undefined ? [] : [deadLetterStatement(deadLetterTargetArn)]),
  ];
}

/** Lambda may, and the function's own code may not (same page, "deny" example). */
function networkStatements(parent: pulumi.Resource, functionName: string): PolicyStatement[] {
  const functionArn = arnFor(parent, "lambda", `function:${functionName}`);
  return [
    { Effect: "Allow", Action: NETWORK_ACTIONS, Resource: "*" },
    {
      Effect: "Deny",
      Action: NETWORK_ACTIONS,
      Resource: "*",
      Condition: { ArnEquals: { "lambda:SourceFunctionArn": functionArn } },
    },
  ];
}

function deadLetterStatement(target: pulumi.Input<string>): PolicyStatement {
  // Known at preview where the ARN is a text; its service says which action it takes.
  const Action = pulumi
    .output(target)
    .apply((arn) => (arn.split(":")[2] === "sns" ? "sns:Publish" : "sqs:SendMessage"));
  return { Effect: "Allow", Action, Resource: target };
}
