import { type Blueprint, ref } from "../blueprint.ts";
import { declare, TAGS } from "../compliant.ts";
import { template } from "../doors.ts";
import { attested, by, type LookAlike, logging, provisioned, waf, wired } from "./look-alike.ts";

/** The compliant template with texts of it replaced, each followed by what comes in its place. */
function inTemplate(...changes: readonly string[]): Blueprint {
  let templateBody = template;
  for (let at = 0; at < changes.length; at += 2) {
    const [found = "", by = ""] = changes.slice(at, at + 2);
    if (!templateBody.includes(found)) {
      throw new Error(`the template has no ${found}`);
    }
    templateBody = templateBody.replace(found, by);
  }
  const properties = { name: "events", tags: TAGS, templateBody };
  return { stack: declare("aws:cloudformation/stack:Stack", properties) };
}

/** The same template for all accounts and regions of an organization. */
function onAccounts({ stack }: Blueprint): Blueprint {
  return {
    stack: declare("aws:cloudformation/stackSet:StackSet", stack?.properties ?? {}),
  };
}

/** Templates whose resources are less guarded than they look. */
export const templates: Readonly<Record<string, LookAlike>> = {
  "a custom resource in a template": provisioned(
    inTemplate(
      "  Namespace:\n    Type: AWS::AppSync::ChannelNamespace\n",
      "  Other:\n    Type: Custom::Namespace\n    Properties:\n      ServiceToken: !GetAtt Function.Arn\n      ApiId: !GetAtt Api.ApiId\n  Namespace:\n    Type: AWS::AppSync::ChannelNamespace\n",
    ),
  ),
  "a state machine in a template": provisioned(
    inTemplate(
      "  Namespace:\n    Type: AWS::AppSync::ChannelNamespace\n",
      '  Machine:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: \'{"Resource":"arn:aws:states:::aws-sdk:appsync:createChannelNamespace"}\'\n  Namespace:\n    Type: AWS::AppSync::ChannelNamespace\n',
    ),
  ),
  "a namespace in a template without a handler on subscribe": wired(
    inTemplate("        OnSubscribe: *handler\n", ""),
  ),
  "a role of a template that denies logs": logging(
    inTemplate(
      'Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]',
      'Action: ["logs:CreateLogGroup"]',
    ),
  ),
  "a redaction of a template that leaves out the protocol": waf(
    inTemplate("        - SingleHeader: { Name: sec-websocket-protocol }\n", ""),
  ),
  "a template whose map says not to log": logging(
    inTemplate(
      "LogLevel: !Ref Level",
      "LogLevel: !FindInMap [Stages, prod, Level]",
      "Resources:\n",
      "Mappings: { Stages: { prod: { Level: NONE } } }\nResources:\n",
    ),
  ),
  "a template whose condition turns logs off": logging(
    inTemplate(
      "LogLevel: !Ref Level",
      "LogLevel: !If [Quiet, NONE, ERROR]",
      "Resources:\n",
      "Conditions: { Quiet: !Or [!Equals [!Ref Level, ERROR], !Condition Other] }\nResources:\n",
    ),
  ),
  "a template whose condition removes the association": waf(
    inTemplate(
      "Type: AWS::WAFv2::WebACLAssociation",
      "Type: AWS::WAFv2::WebACLAssociation\n    Condition: Guarded",
      "Resources:\n",
      "Conditions: { Guarded: !And [!Equals [!Ref Level, DEBUG], !Not [!Condition Guarded]] }\nResources:\n",
    ),
  ),
  "a function of SAM with other code": attested(
    inTemplate(
      "Type: AWS::Lambda::Function",
      "Type: AWS::Serverless::Function",
      "Code: { ZipFile: 'exports.handler = async ({ events }) => ({ events });' }",
      "InlineCode: 'exports.handler = async () => ({ events: [] });'",
      "Resources:\n",
      "Transform: AWS::Serverless-2016-10-31\nResources:\n",
    ),
  ),
  "a function of SAM that may do anything": by(
    "iam-no-wildcards",
    inTemplate(
      "Type: AWS::Lambda::Function",
      "Type: AWS::Serverless::Function",
      "      Role: !GetAtt FunctionRole.Arn\n",
      "      Policies: { Statement: { Effect: Allow, Action: '*', Resource: '*' } }\n",
      "Resources:\n",
      "Transform: AWS::Serverless-2016-10-31\nResources:\n",
    ),
  ),
  "a template whose managed group counts": waf(
    inTemplate("OverrideAction: { None: {} }", "OverrideAction: { Count: {} }"),
  ),
  "a template whose level is in Systems Manager": logging(
    inTemplate(
      "Level: { Type: String, Default: ERROR }",
      'Level: { Type: "AWS::SSM::Parameter::Value<String>", Default: ERROR }',
    ),
  ),
  "a template whose actions are in Systems Manager": by(
    "iam-no-wildcards",
    inTemplate('Action: "logs:PutLogEvents"', 'Action: "{{resolve:ssm:/actions}}"'),
  ),
  "a template whose list of policies allows everything": by(
    "iam-no-wildcards",
    inTemplate(
      "Parameters:\n",
      'Parameters:\n  Policies: { Type: CommaDelimitedList, Default: "arn:aws:iam::aws:policy/AdministratorAccess" }\n',
      "  FunctionRole:\n    Type: AWS::IAM::Role\n    Properties:\n",
      "  FunctionRole:\n    Type: AWS::IAM::Role\n    Properties:\n      ManagedPolicyArns: !Ref Policies\n",
    ),
  ),
  "a template for all regions with a namespace in one": wired(
    onAccounts(
      inTemplate(
        "Resources:\n",
        'Conditions: { Far: !Equals [!Ref "AWS::Region", us-east-1] }\nResources:\n  Other:\n    Type: AWS::AppSync::ChannelNamespace\n    Condition: Far\n    Properties: { ApiId: !GetAtt Api.ApiId, Name: other }\n',
      ),
    ),
  ),
  "a template that is quiet on one account": logging({
    ...onAccounts(inTemplate()),
    instance: declare("aws:cloudformation/stackSetInstance:StackSetInstance", {
      stackSetName: ref("stack", "name"),
      accountId: "999999999999",
      parameterOverrides: { Level: "NONE" },
    }),
  }),
  "a template whose parameter removes the association": waf({
    stack: declare("aws:cloudformation/stack:Stack", {
      ...inTemplate(
        "Type: AWS::WAFv2::WebACLAssociation",
        "Type: AWS::WAFv2::WebACLAssociation\n    Condition: Guarded",
        "Resources:\n",
        "Conditions: { Guarded: !Not [!Equals [!Ref Level, DEBUG]] }\nResources:\n",
      ).stack?.properties,
      parameters: { Level: "DEBUG" },
    }),
  }),
  "a function of SAM whose globals load other code": attested(
    inTemplate(
      "Type: AWS::Lambda::Function",
      "Type: AWS::Serverless::Function",
      "Resources:\n",
      "Transform: AWS::Serverless-2016-10-31\nGlobals: { Function: { Environment: { Variables: { NODE_OPTIONS: --import=/tmp/x.mjs } } } }\nResources:\n",
    ),
  ),
  "a function of SAM with a policy of administrators": by(
    "iam-no-wildcards",
    inTemplate(
      "Type: AWS::Lambda::Function",
      "Type: AWS::Serverless::Function",
      "      Role: !GetAtt FunctionRole.Arn\n",
      "      Policies: [AdministratorAccess]\n",
      "Resources:\n",
      "Transform: AWS::Serverless-2016-10-31\nResources:\n",
    ),
  ),
  "a state machine of SAM": provisioned(
    inTemplate(
      "Resources:\n",
      "Transform: AWS::Serverless-2016-10-31\nResources:\n  Machine:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition: { StartAt: a, States: { a: { Type: Task, Resource: 'arn:aws:states:::aws-sdk:appsync:createChannelNamespace', End: true } } }\n",
    ),
  ),
  "a machine's user data in a template": provisioned(
    inTemplate(
      "Resources:\n",
      'Resources:\n  Machine:\n    Type: AWS::EC2::Instance\n    Properties:\n      UserData: !Base64 "#!/bin/sh\\naws appsync create-channel-namespace --name x"\n',
    ),
  ),
};
