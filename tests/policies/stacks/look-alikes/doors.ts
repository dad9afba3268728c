import { type Blueprint, type Properties, without } from "../blueprint.ts";
import { compliant, declare } from "../compliant.ts";
import { type LookAlike, provisioned } from "./look-alike.ts";

const otherwise = (type: string, properties: Properties): Blueprint => ({
  ...without(compliant, "namespace"),
  other: declare(type, properties),
});
const call = { Type: "Task", End: true };

/** Namespaces that something else makes. */
export const doors: Readonly<Record<string, LookAlike>> = {
  "a state machine that calls the API of AWS": provisioned(
    otherwise("aws:sfn/stateMachine:StateMachine", {
      definition: JSON.stringify({
        StartAt: "make",
        States: {
          make: { ...call, Resource: "arn:aws:states:::aws-sdk:appsync:createChannelNamespace" },
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
};
