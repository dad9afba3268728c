import type { PolicyResource } from "@pulumi/policy";
import { propertiesOf, UnknownValue } from "../property.ts";
import type { ResourceIndex } from "../resource-index.ts";

/** Commands of the AWS CLI, operations of an SDK, REST paths and type names that make a channel namespace. */
const MAKES_NAMESPACE =
  /(?:create|update)[-_]?channel[-_]?namespace|AWS::AppSync::ChannelNamespace|\/v2\/apis\/[^\s"']+\/channelNamespaces/i;
/** The same for an Event API; other services have a `create-api` too. */
const MAKES_API = /(?:create|update)[-_]?api(?:command)?(?![\w-])/i;

/** Options and their values between the name of a tool and what it is to do. */
const OPTIONS = String.raw`\s+(?:[^\s;|&]+\s+)*?`;

/** Tools that deploy a template or a program which no policy of this stack is shown. */
const deploysMore = new RegExp(
  String.raw`\b(?:cloudformation\s+(?:deploy|(?:create|update)-stack)|` +
    `(?:cdk|sam|sls|serverless|sst|amplify|copilot)${OPTIONS}(?:deploy|push)|` +
    `(?:terraform|tofu|terragrunt)${OPTIONS}apply|pulumi${OPTIONS}up)` +
    String.raw`\b`,
);

/** Resources of AWS that run a command, a program or calls of AWS's API which their own text holds. */
const programsOfAws = new RegExp(
  [
    "aws:(?:sfn|scheduler|codebuild|codepipeline|batch|ecs|glue|emr|imagebuilder|lightsail|apprunner)/",
    "aws:ssm/(?:document|association|maintenanceWindowTask):",
    "aws:ec2/(?:instance|launchTemplate|launchConfiguration|spotInstanceRequest|spotFleetRequest):",
    "aws:(?:lambda/invocation|sagemaker/notebookInstanceLifecycleConfiguration):",
    "aws-native:(?:stepfunctions|scheduler|codebuild|codepipeline|batch|ecs|glue|emr|imagebuilder):",
    "aws-native:(?:lightsail|apprunner):",
    "aws-native:ssm:(?:Document|Association|MaintenanceWindowTask)$",
    "aws-native:ec2:(?:Instance|LaunchTemplate|SpotFleet)$",
    "aws-native:autoscaling:LaunchConfiguration$",
    "aws-native:(?:cloudformation:CustomResource|serverless:StateMachine)$",
  ]
    .map((form) => `^${form}`)
    .join("|"),
);

/** Resources of the engine itself and of the AWS providers: all others may run what their text says. */
const OF_AWS_OR_PULUMI = /^(?:aws|aws-native|awscc|pulumi):/;

/** What a command is given beside its text: a smoke test needs the id of the API there. */
const PARAMETERS = ["environment", "triggers", "assetPaths", "archivePaths", "dir", "connection"];

/**
 * Whether a resource may run what its own text says: commands, dynamic resources, containers, charts,
 * workflows, schedules, documents of Systems Manager, builds, machines.
 */
export function isProgram({ type }: PolicyResource): boolean {
  return programsOfAws.test(type) || !OF_AWS_OR_PULUMI.test(type);
}

/** Whether a resource is answered by code that policies are not shown. */
function isHiddenProgram({ type }: PolicyResource): boolean {
  return (
    /^pulumi-\w+:dynamic[:/]/.test(type) || type === "aws-native:cloudformation:CustomResource"
  );
}

/** How a command or a program in a resource's text gets at Event APIs. */
export interface Reached {
  readonly reason: string;
  /** False when the text is not known yet. */
  readonly isCertain: boolean;
}

/**
 * How a command or a program gets at Event APIs, or undefined when it does not as far as is shown. The
 * engine keeps the code of a dynamic resource from policies, so what it is made from has to decide.
 */
export function reachedBy(resource: PolicyResource, index: ResourceIndex): Reached | undefined {
  const isHidden = isHiddenProgram(resource);
  const isCommand = resource.type.startsWith("command:");
  for (const [key, value] of Object.entries(plainOf(resource))) {
    const texts = textsIn(value);
    if (texts.some((text) => MAKES_NAMESPACE.test(text))) {
      return {
        reason: `${key} creates or changes a channel namespace, where policies do not see it`,
        isCertain: true,
      };
    }
    if (texts.some((text) => /appsync/i.test(text) && MAKES_API.test(text))) {
      return {
        reason: `${key} creates or changes an Event API, where policies do not see it`,
        isCertain: true,
      };
    }
    if (isCommand && texts.some((text) => deploysMore.test(text))) {
      const reason = `${key} deploys by another tool, and policies are not shown what`;
      return { reason, isCertain: false };
    }
    if (!isHidden && (!isCommand || PARAMETERS.includes(key))) {
      continue;
    }
    const isMadeFromApi = index.dependenciesOf(resource, key, "api").length > 0;
    if (isMadeFromApi && isHidden) {
      const reason = `${key} is made from an Event API, and policies are not shown what its code does`;
      return { reason, isCertain: false };
    }
    if (isMadeFromApi && isUnknown(value)) {
      const reason = `${key} is made from an Event API and is not known until the update`;
      return { reason, isCertain: false };
    }
  }
  return undefined;
}

function plainOf(resource: PolicyResource): Record<string, unknown> {
  return propertiesOf(resource).plain() as Record<string, unknown>;
}

/** All texts in a value, and what those say that are Base64, as EC2 takes the commands of a machine. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") {
    return IS_BASE64.test(value) ? [value, Buffer.from(value, "base64").toString()] : [value];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.values(value).flatMap(textsIn);
}

const IS_BASE64 = /^(?:[A-Za-z0-9+/]{4}\s*){6,}[A-Za-z0-9+/]{0,3}={0,2}\s*$/;

function isUnknown(value: unknown): boolean {
  if (value instanceof UnknownValue) {
    return true;
  }
  return typeof value === "object" && value !== null && Object.values(value).some(isUnknown);
}
