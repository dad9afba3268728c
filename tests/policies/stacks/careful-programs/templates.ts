import { INLINE_CODE } from "../attested-code.ts";
import { type Blueprint, ref } from "../blueprint.ts";
import { declare, TAGS } from "../compliant.ts";
import { template } from "../doors.ts";
import { inTemplate } from "./parts.ts";

/** Templates of CloudFormation and SAM. */
export const templates: Readonly<Record<string, Blueprint>> = {
  "a template with descriptions, outputs and metadata": inTemplate([
    "Resources:\n",
    `Description: events\nMetadata: { Team: a }\nOutputs: { Id: { Value: !GetAtt Api.ApiId, Export: { Name: !Sub "\${AWS::StackName}-id" } } }\nResources:\n`,
  ]),
  "a template whose levels come from a map": inTemplate(
    ["Resources:\n", "Mappings: { Stages: { prod: { Level: ERROR, Days: 30 } } }\nResources:\n"],
    ["LogLevel: !Ref Level", "LogLevel: !FindInMap [Stages, prod, Level]"],
    ["RetentionInDays: 30", "RetentionInDays: !FindInMap [Stages, prod, Days]"],
  ),
  "a template whose level a condition decides, each way a good one": inTemplate(
    ["Resources:\n", "Conditions: { Loud: !Equals [!Ref Level, ALL] }\nResources:\n"],
    ["LogLevel: !Ref Level", "LogLevel: !If [Loud, ALL, ERROR]"],
  ),
  "a template with names by Fn::Sub": inTemplate([
    'LogGroupName: !Join ["", [/aws/appsync/apis/, !GetAtt Api.ApiId]]',
    `LogGroupName: !Sub /aws/appsync/apis/\${Api.ApiId}`,
  ]),
  "a template of SAM": inTemplate(
    ["Resources:\n", "Transform: AWS::Serverless-2016-10-31\nResources:\n"],
    ["Type: AWS::Lambda::Function", "Type: AWS::Serverless::Function"],
    [`Code: { ZipFile: '${INLINE_CODE}' }`, `InlineCode: "${INLINE_CODE}"`],
  ),
  "a template of SAM with globals and policies": inTemplate(
    [
      "Resources:\n",
      "Transform: [AWS::Serverless-2016-10-31]\nGlobals: { Function: { Runtime: nodejs24.x, Timeout: 5, Tags: { Service: a } } }\nResources:\n",
    ],
    ["Type: AWS::Lambda::Function", "Type: AWS::Serverless::Function"],
    ["      Role: !GetAtt FunctionRole.Arn\n      Timeout: 5\n", ""],
    ["      Runtime: nodejs24.x\n", ""],
    [
      `Code: { ZipFile: '${INLINE_CODE}' }`,
      `InlineCode: "${INLINE_CODE}"\n      Policies: [AWSLambdaBasicExecutionRole, { DynamoDBCrudPolicy: { TableName: orders } }]`,
    ],
  ),
  "a template whose parameter turns a resource off": inTemplate(
    ["Resources:\n", 'Conditions: { Guarded: !Not [!Equals [!Ref Level, ""]] }\nResources:\n'],
    [
      "Type: AWS::WAFv2::WebACLAssociation",
      "Type: AWS::WAFv2::WebACLAssociation\n    Condition: Guarded",
    ],
  ),
  "a template whose values come from lists and texts": inTemplate(
    ["LogLevel: !Ref Level", "LogLevel: !Select [1, !Split [',', 'NONE,ERROR']]"],
    ["RetentionInDays: 30", "RetentionInDays: !Select ['0', [30, 60]]"],
  ),
  "a template with secrets by reference, and policies of deletion": inTemplate(
    [
      "          EVENT_ATTESTATION:",
      "          TOKEN: '{{resolve:secretsmanager:orders:SecretString:token}}'\n          EVENT_ATTESTATION:",
    ],
    [
      "    Type: AWS::Logs::LogGroup\n",
      "    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n",
    ],
  ),
  "a template of SAM with an alias": inTemplate(
    ["Resources:\n", "Transform: AWS::Serverless-2016-10-31\nResources:\n"],
    ["Type: AWS::Lambda::Function", "Type: AWS::Serverless::Function"],
    [`Code: { ZipFile: '${INLINE_CODE}' }`, `InlineCode: "${INLINE_CODE}"`],
    [
      "      FunctionName: template-orders\n",
      "      FunctionName: template-orders\n      AutoPublishAlias: live\n",
    ],
    ["LambdaFunctionArn: !GetAtt Function.Arn", "LambdaFunctionArn: !Ref Function.Alias"],
  ),
  "a template for the accounts of an organization": {
    stack: declare("aws:cloudformation/stackSet:StackSet", {
      name: "events",
      tags: TAGS,
      templateBody: template,
    }),
    instances: declare("aws:cloudformation/stackSetInstance:StackSetInstance", {
      stackSetName: ref("stack", "name"),
      deploymentTargets: { organizationalUnitIds: ["ou-1"] },
      parameterOverrides: { FunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:x" },
    }),
  },
};
