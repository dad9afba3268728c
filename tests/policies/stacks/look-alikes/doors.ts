import { type Blueprint, joined, type Properties, ref, without } from "../blueprint.ts";
import { compliant, declare } from "../compliant.ts";
import { type LookAlike, provisioned, wired } from "./look-alike.ts";

function otherwise(type: string, properties: Properties): Blueprint {
  return {
    ...without(compliant, "namespace"),
    other: declare(type, properties),
  };
}

function beside(type: string, properties: Properties): Blueprint {
  return {
    ...compliant,
    other: declare(type, properties),
  };
}

const CALL = { Type: "Task", End: true };

/** Namespaces that something else makes. */
export const doors: Readonly<Record<string, LookAlike>> = {
  "a state machine that calls the API of AWS": provisioned(
    otherwise("aws:sfn/stateMachine:StateMachine", {
      definition: JSON.stringify({
        StartAt: "make",
        States: {
          make: { ...CALL, Resource: "arn:aws:states:::aws-sdk:appsync:createChannelNamespace" },
        },
      }),
    }),
  ),
  "a schedule that calls the API of AWS": provisioned(
    otherwise("aws:scheduler/schedule:Schedule", {
      target: {
        arn: "arn:aws:scheduler:::aws-sdk:appsync:createChannelNamespace",
        input: JSON.stringify({ ApiId: "abc", Name: "orders" }),
      },
    }),
  ),
  "a document of Systems Manager": provisioned(
    otherwise("aws:ssm/document:Document", {
      documentType: "Automation",
      content: JSON.stringify({
        mainSteps: [
          {
            action: "aws:executeAwsApi",
            inputs: { Service: "appsync", Api: "CreateChannelNamespace" },
          },
        ],
      }),
    }),
  ),
  "a build project": provisioned(
    otherwise("aws:codebuild/project:Project", {
      source: {
        type: "NO_SOURCE",
        buildspec: "phases: { build: { commands: [aws appsync create-channel-namespace] } }",
      },
    }),
  ),
  "an instance's user data": provisioned(
    otherwise("aws:ec2/instance:Instance", {
      userData: "#!/bin/sh\naws appsync create-channel-namespace --api-id abc --name orders\n",
    }),
  ),
  "an invocation of a function": provisioned(
    otherwise("aws:lambda/invocation:Invocation", {
      functionName: "admin",
      input: JSON.stringify({ call: "CreateChannelNamespace", apiId: "abc" }),
    }),
  ),
  "a job of Kubernetes": provisioned(
    otherwise("kubernetes:batch/v1:Job", {
      spec: {
        template: {
          spec: {
            containers: [
              { image: "amazon/aws-cli", args: ["appsync", "create-channel-namespace"] },
            ],
          },
        },
      },
    }),
  ),
  "a container of Docker": provisioned(
    otherwise("docker:index/container:Container", {
      image: "amazon/aws-cli",
      command: ["appsync", "create-channel-namespace", "--name", "orders"],
    }),
  ),
  "a command of boto3 in snake case": provisioned(
    otherwise("command:local:Command", {
      create: "python3 make.py",
      environment: { OPERATION: "create_channel_namespace" },
    }),
  ),
  "a command that deploys a template": provisioned(
    otherwise("command:local:Command", {
      create: "aws cloudformation deploy --stack-name events --template-file events.yaml",
    }),
  ),
  "a command that deploys with another tool": provisioned(
    otherwise("command:local:Command", { create: "npx cdk deploy EventsStack" }),
  ),
  "a REST call that makes a namespace": provisioned(
    beside("command:local:Command", {
      create:
        "curl --aws-sigv4 aws:amz:eu-west-1:appsync https://appsync/v2/apis/a/channelNamespaces",
    }),
  ),
  "a chart whose job makes a namespace": provisioned(
    beside("kubernetes:helm.sh/v3:Release", {
      values: { command: "aws appsync create-channel-namespace" },
    }),
  ),
  "a namespace of Crossplane": wired(
    otherwise("kubernetes:appsync.aws.upbound.io/v1beta1:ChannelNamespace", {
      apiVersion: "appsync.aws.upbound.io/v1beta1",
      kind: "ChannelNamespace",
      spec: { forProvider: { name: "orders" } },
    }),
  ),
  "a machine's user data in Base64": provisioned(
    beside("aws:ec2/launchTemplate:LaunchTemplate", {
      userData: Buffer.from("#!/bin/sh\naws appsync create-channel-namespace").toString("base64"),
    }),
  ),
  "a window of maintenance": provisioned(
    beside("aws:ssm/maintenanceWindowTask:MaintenanceWindowTask", {
      taskArn: "AWS-RunShellScript",
      taskInvocationParameters: {
        runCommandParameters: {
          parameters: [{ name: "commands", values: ["aws appsync create-channel-namespace"] }],
        },
      },
    }),
  ),
  "a command that deploys with options before the verb": provisioned(
    beside("command:local:Command", { create: "npx cdk --app dist deploy --all" }),
  ),
  "a command that puts other code into the function": provisioned(
    beside("command:local:Command", {
      create: "aws lambda update-function-code --function-name orders --zip-file fileb://x.zip",
    }),
  ),
  "a command that moves what the API invokes": provisioned(
    beside("command:local:Command", {
      create: joined(
        "aws lambda update-alias --function-version 1 --name live --function-name ",
        ref("function", "name"),
      ),
    }),
  ),
  "a command that takes the web ACL away": provisioned(
    beside("command:local:Command", {
      create: joined("aws wafv2 disassociate-web-acl --resource-arn ", ref("api", "apiArn")),
    }),
  ),
  "a command that takes the log of the web ACL away": provisioned(
    beside("command:local:Command", {
      create: joined("aws wafv2 delete-logging-configuration --resource-arn ", ref("acl", "arn")),
    }),
    "update",
  ),
};
