import type { Fact } from "../facts/fact.ts";
import { type AllowStatement, allowStatements } from "../facts/policy-document.ts";
import { policyDocuments } from "../facts/policy-documents.ts";
import type { Property } from "../facts/property.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import { stackNames } from "../facts/stack-names.ts";
import { NAMED_ACTIONS, NAMED_PRINCIPAL } from "../fixes/access.ts";
import { securityHub } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { broadPolicies } from "./broad-policies.ts";
import { SCOPE, within } from "./scope.ts";
import { LITERAL, namesOf, undecided } from "./wording.ts";

/**
 * Actions that AWS lets nobody limit to a resource (Service Authorization Reference), and those that
 * Lambda needs for network interfaces whose ids nobody knows before (its guide, functions in a VPC).
 */
const WITHOUT_RESOURCES = [
  "cloudwatch:GetMetricData",
  "cloudwatch:ListMetrics",
  "cloudwatch:PutMetricData",
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
  "xray:GetSamplingRules",
  "xray:GetSamplingStatisticSummaries",
  "xray:GetSamplingTargets",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

const WHY = "A leaked credential of this role reaches far more than its work needs";

/** IAM statements name what they allow, on what. */
export const iamNoWildcards = defineRule({
  name: "iam-no-wildcards",
  description: "IAM statements allow named actions on named resources.",
  severity: "high",
  framework: securityHub("IAM.21"),
  tags: ["IAM", "Security Hub", "Well-Architected: Security"],
  level: "mandatory",
  levels: { dev: "advisory" },
  settings: {
    actionsWithoutResources: {
      type: "array",
      items: { type: "string" },
      default: WITHOUT_RESOURCES,
      description: 'Actions that may be allowed on "*", because AWS has no resources for them',
    },
    unknownDocuments: {
      enum: ["mandatory", "advisory"],
      default: "mandatory",
      description:
        "Level of a document that is known at the update only and may then hold anything",
    },
    documentsOfStackNames: {
      enum: ["mandatory", "advisory"],
      default: "advisory",
      description:
        "Level of a document that is known at the update only, where all that is unknown are names " +
        "and ARNs of this stack's resources",
    },
    scope: SCOPE,
  },
  remediation: "List the actions that the role uses, and the ARNs it uses them on.",
  check: ({ facts, settings }) => {
    const excepted = new Set(settings.actionsWithoutResources);
    const isOurs = within(facts, settings.scope);
    const documents = policyDocuments(facts.index).flatMap((document): Finding[] => {
      if (!isOurs(document.resource)) {
        return [];
      }
      const statements = allowStatements(document);
      if (statements.state === "unknown") {
        return [unread(facts, document, settings)];
      }
      if (statements.state === "absent") {
        return [];
      }
      return statements.value.flatMap((statement) => judge(facts, document, statement, excepted));
    });
    return [...documents, ...broadPolicies(facts, isOurs)];
  },
});

function judge(
  { index }: StackFacts,
  { resource }: Property,
  { path, actions, resources, allBut, everyone }: AllowStatement,
  excepted: ReadonlySet<string>,
): Finding[] {
  const finding = (found: string, fix: string, example = NAMED_ACTIONS): Finding => ({
    resource,
    found,
    why: WHY,
    fix,
    example,
  });
  // A list of resources that is unknown as a whole is fine where it can only hold the stack's ARNs.
  const listed =
    resources.state === "unknown" && stackNames(index, resource, resources.property)
      ? []
      : [resources];
  const open = [actions, ...listed, ...elements(actions)].find((fact) => fact.state === "unknown");
  if (open?.state === "unknown") {
    return [finding(undecided(open.property), LITERAL)];
  }
  const findings: Finding[] = [];
  const named = texts(actions);
  if (allBut) {
    findings.push(finding(`${path} allows everything except what it lists`, "list what is needed"));
  }
  if (everyone) {
    findings.push({
      ...finding(
        `${path} trusts every principal`,
        "name the principal, or add a condition",
        NAMED_PRINCIPAL,
      ),
      why: "Anyone with an AWS account can assume this role",
    });
  }
  if (named.some((action) => /[*?]/.test(action))) {
    findings.push(finding(`${path}.Action has a wildcard`, "list the actions that are used"));
  }
  const limited = named.length > 0 && named.every((action) => excepted.has(action));
  if (texts(resources).some(isWildcard) && !limited) {
    findings.push(finding(`${path}.Resource has a wildcard`, "list the ARNs that are used"));
  }
  return findings;
}

function elements(list: Fact<readonly Fact<string>[]>): readonly Fact<string>[] {
  return list.state === "known" ? list.value : [];
}

/** Unknown elements of Resource are ARNs that AWS has not given yet: those are never a wildcard. */
function texts(list: Fact<readonly Fact<string>[]>): readonly string[] {
  return list.state === "known"
    ? list.value.flatMap((item) => (item.state === "known" ? [item.value] : []))
    : [];
}

/**
 * Whether a pattern names no resource: its part behind the account is made of wildcards alone, or it
 * has a wildcard before it comes to that part (IAM user guide, "IAM JSON policy elements: Resource").
 */
function isWildcard(resource: string): boolean {
  const [, , , , , ...name] = resource.split(":");
  return name.length === 0 ? /[*?]/.test(resource) : /^[*?:/]+$/.test(name.join(":"));
}

/**
 * A document with one output of a new resource in it is one unknown text until the update, when it
 * is judged again. One that is known and cannot be read is refused whatever the settings say.
 */
function unread(
  { index }: StackFacts,
  document: Property,
  levels: {
    readonly unknownDocuments: "mandatory" | "advisory";
    readonly documentsOfStackNames: "mandatory" | "advisory";
  },
): Finding {
  const { resource, path } = document;
  if (document.text().state === "known") {
    const found = `${path} is not a policy document in JSON`;
    const fix = "write it as a policy document";
    return { resource, found, why: "AWS would refuse it", fix, example: NAMED_ACTIONS };
  }
  const names = stackNames(index, resource, path);
  const level = names ? levels.documentsOfStackNames : levels.unknownDocuments;
  const note = level === "advisory" ? ({ note: true } as const) : {};
  const fix =
    "write its ARNs with the names that the program gives, in place of outputs such as `arn`";
  const found = undecided(path);
  if (names) {
    const origin =
      names.length > 0
        ? `outputs of ${namesOf(names)}, and is judged once AWS has given them`
        : "what the stack has yet to make, and is judged once that is there";
    const why = `It is made from ${origin}`;
    return { resource, found, why, fix, example: NAMED_ACTIONS, ...note };
  }
  const why = "It holds a value that could be anything, `*` too, so nothing in it can be judged";
  return { resource, found, why, fix, example: NAMED_ACTIONS, ...note };
}
