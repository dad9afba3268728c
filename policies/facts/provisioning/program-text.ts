import type { PolicyResource } from "@pulumi/policy";
import { propertiesOf, UnknownValue } from "../property.ts";
import type { ResourceIndex } from "../resource-index.ts";

/** Commands of the AWS CLI, operations of an SDK and type names that make a channel namespace. */
const makesNamespace =
  /(?:create|update)[-_]?channel[-_]?namespace|AWS::AppSync::ChannelNamespace/i;
/** The same for an Event API; other services have a `create-api` too. */
const makesApi = /(?:create|update)[-_]?api(?:command)?(?![\w-])/i;

/** Tools that deploy a template or a program which no policy of this stack is shown. */
const deploysMore =
  /\b(?:cloudformation\s+(?:deploy|(?:create|update)-stack)|(?:cdk|sam|sls|serverless|sst|amplify|copilot)\s+(?:deploy|push)|(?:terraform|tofu|terragrunt)\s+(?:[\w-]+\s+)*apply|pulumi\s+(?:[\w-]+\s+)*up)\b/;

/**
 * Resources that run a command, a program or calls of AWS's API that their own text holds: commands,
 * dynamic resources, workflows, schedules, documents of Systems Manager, builds, machines, containers.
 */
const programs =
  /^(?:command:|pulumi-\w+:dynamic[:/]|null:|terraform:|docker(?:-build)?:|kubernetes:(?:batch|core|apps)\/|aws:(?:sfn|scheduler|codebuild|codepipeline|batch|ecs)\/|aws-native:(?:stepfunctions|scheduler|codebuild|codepipeline|batch|ecs):|aws-native:serverless:StateMachine$|aws:ssm\/(?:document|association):|aws-native:ssm:(?:Document|Association)$|aws:ec2\/(?:instance|launchTemplate|spotInstanceRequest):|aws-native:ec2:(?:Instance|LaunchTemplate)$|aws:lambda\/invocation:|aws-native:cloudformation:CustomResource$)/;

/** What a command is given beside its text: a smoke test needs the id of the API there. */
const parameters = ["environment", "triggers", "assetPaths", "archivePaths", "dir", "connection"];

/** Whether a resource may run what its own text says. */
export function isProgram({ type }: PolicyResource): boolean {
  return programs.test(type);
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
    if (texts.some((text) => makesNamespace.test(text))) {
      return {
        reason: `${key} creates or changes a channel namespace, where policies do not see it`,
        isCertain: true,
      };
    }
    if (texts.some((text) => /appsync/i.test(text) && makesApi.test(text))) {
      return {
        reason: `${key} creates or changes an Event API, where policies do not see it`,
        isCertain: true,
      };
    }
    if (isCommand && texts.some((text) => deploysMore.test(text))) {
      const reason = `${key} deploys by another tool, and policies are not shown what`;
      return { reason, isCertain: false };
    }
    if (!isHidden && (!isCommand || parameters.includes(key))) continue;
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

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function isUnknown(value: unknown): boolean {
  if (value instanceof UnknownValue) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(isUnknown);
}
