import { asList, asProperties, asText, type Properties } from "../../shared/properties.ts";
import type { DeployedResource, ResourceRegistry } from "../provider/resource-registry.ts";
import { isLike, type PolicyAnswer, policyAnswer } from "./policy-document.ts";

const APPSYNC = "appsync.amazonaws.com";
const INVOKE = "lambda:InvokeFunction";
const ROLE = "aws:iam/role:Role";

/** Who asks to invoke which function. */
export interface Invocation {
  readonly functionArn: string;
  readonly apiArn: string;
}

/**
 * Whether AppSync may invoke a function with the role of a data source: the role must trust AppSync,
 * and its policies, and its permissions boundary, must allow `lambda:InvokeFunction` on the ARN as the
 * data source names it (AppSync Developer Guide, "Data sources for channel namespaces"). "unknown"
 * when that rests on what is not in this stack.
 */
export function roleMayInvoke(
  roleArn: string,
  invocation: Invocation,
  registry: ResourceRegistry,
): PolicyAnswer {
  const role = registry.ofType(ROLE).find(({ outputs }) => outputs.arn === roleArn);
  if (role === undefined) {
    return roleArn === "" ? "denied" : "unknown";
  }
  const { apiArn, functionArn } = invocation;
  const context = { "aws:sourceaccount": accountOf(apiArn), "aws:sourcearn": apiArn };
  const trust = { action: "sts:AssumeRole", service: APPSYNC, context };
  const invoke = { action: INVOKE, resource: functionArn };
  const boundary = asText(role.inputs.permissionsBoundary);
  return together([
    policyAnswer([role.inputs.assumeRolePolicy], trust),
    answerOf(policiesOf(role, registry), invoke),
    boundary === "" ? "allowed" : answerOf([managedPolicy(boundary, registry)], invoke),
  ]);
}

/**
 * Whether AppSync may invoke a Lambda authorizer: a permission of the function, for the alias or
 * version that is invoked, must name AppSync (AppSync API reference, LambdaAuthorizerConfig).
 * "unknown" when the function is not in this stack.
 */
export function permissionToInvoke(
  { functionArn, apiArn }: Invocation,
  registry: ResourceRegistry,
): PolicyAnswer {
  const [name = "", qualifier = ""] = functionArn.split(":").slice(6);
  const isHere = registry
    .ofType("aws:lambda/function:Function")
    .some(({ inputs }) => inputs.name === name);
  if (!isHere) {
    return "unknown";
  }
  const isAllowed = registry
    .ofType("aws:lambda/permission:Permission")
    .some(({ inputs }) => permits(inputs, { name, qualifier, apiArn }));
  return isAllowed ? "allowed" : "denied";
}

function permits(
  inputs: Properties,
  { name, qualifier, apiArn }: { name: string; qualifier: string; apiArn: string },
): boolean {
  // The input is a name or an ARN, which may have the qualifier at its end.
  const given = asText(inputs.function);
  const [ofName, ofQualifier = asText(inputs.qualifier)] = given.startsWith("arn:")
    ? given.split(":").slice(6)
    : given.split(":");
  return (
    ofName === name &&
    ofQualifier === qualifier &&
    [APPSYNC, "*"].includes(asText(inputs.principal)) &&
    isLike(INVOKE.toLowerCase(), asText(inputs.action).toLowerCase()) &&
    isLike(apiArn, asText(inputs.sourceArn, "*")) &&
    isLike(accountOf(apiArn), asText(inputs.sourceAccount, "*"))
  );
}

/** The documents of a role's policies; undefined stands for one that is not in this stack. */
function policiesOf(role: DeployedResource, registry: ResourceRegistry): readonly unknown[] {
  const { inputs } = role;
  const name = asText(inputs.name);
  const ofRole = (each: DeployedResource) => each.inputs.role === name;
  const inline = [
    ...asList(inputs.inlinePolicies).map((each) => asProperties(each).policy),
    ...registry
      .ofType("aws:iam/rolePolicy:RolePolicy")
      .filter(ofRole)
      .map((each) => each.inputs.policy),
  ];
  const attached = [
    ...asList(inputs.managedPolicyArns),
    ...registry
      .ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .filter(ofRole)
      .map((each) => each.inputs.policyArn),
    ...registry
      .ofType("aws:iam/policyAttachment:PolicyAttachment")
      .filter((each) => asList(each.inputs.roles).includes(name))
      .map((each) => each.inputs.policyArn),
  ];
  return [...inline, ...attached.map((arn) => managedPolicy(asText(arn), registry))];
}

function managedPolicy(arn: string, registry: ResourceRegistry): unknown {
  const policy = registry
    .ofType("aws:iam/policy:Policy")
    .find(({ outputs }) => outputs.arn === arn);
  return policy?.inputs.policy;
}

/** What is not in this stack may allow or deny as well. */
function answerOf(
  documents: readonly unknown[],
  question: { readonly action: string; readonly resource: string },
): PolicyAnswer {
  const known = documents.filter((document) => document !== undefined);
  const answer = policyAnswer(known, question);
  return answer === "denied" && known.length < documents.length ? "unknown" : answer;
}

/** All must allow. */
function together(answers: readonly PolicyAnswer[]): PolicyAnswer {
  if (answers.includes("denied")) {
    return "denied";
  }
  return answers.includes("unknown") ? "unknown" : "allowed";
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}
