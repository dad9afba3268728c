import type { Fact } from "../facts/fact.ts";
import { type AllowStatement, allowStatements } from "../facts/policy-document.ts";
import { policyDocuments } from "../facts/policy-documents.ts";
import { type Property, propertiesOf } from "../facts/property.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { literal, undecided } from "./wording.ts";

/** Actions that AWS lets nobody limit to a resource (Service Authorization Reference). */
const withoutResources = [
  "cloudwatch:PutMetricData",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "xray:GetSamplingRules",
  "xray:GetSamplingStatisticSummaries",
  "xray:GetSamplingTargets",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

const why = "A leaked credential of this role reaches far more than its work needs";

/** IAM statements name what they allow, on what. */
export const iamNoWildcards = defineRule({
  name: "iam-no-wildcards",
  description: "IAM statements allow named actions on named resources.",
  severity: "high",
  level: "mandatory",
  levels: { dev: "advisory" },
  settings: {
    actionsWithoutResources: {
      type: "array",
      items: { type: "string" },
      default: withoutResources,
      description: 'Actions that may be allowed on "*", because AWS has no resources for them',
    },
    unknownDocuments: {
      enum: ["mandatory", "advisory"],
      default: "mandatory",
      description: "Level of a document that is known at the update only",
    },
  },
  remediation: "List the actions that the role uses, and the ARNs it uses them on.",
  check: ({ facts, settings }) => {
    const excepted = new Set(settings.actionsWithoutResources);
    const documents = policyDocuments(facts.index).flatMap((document): Finding[] => {
      const statements = allowStatements(document);
      if (statements.state === "unknown") return [unread(document, settings.unknownDocuments)];
      if (statements.state === "absent") return [];
      return statements.value.flatMap((statement) => judge(document, statement, excepted));
    });
    return [...documents, ...attachments(facts)];
  },
});

const judge = (
  { resource }: Property,
  { path, actions, resources, allBut, everyone }: AllowStatement,
  excepted: ReadonlySet<string>,
): Finding[] => {
  const finding = (found: string, fix: string): Finding => ({ resource, found, why, fix });
  const open = [actions, resources, ...elements(actions)].find((fact) => fact.state === "unknown");
  if (open?.state === "unknown") return [finding(undecided(open.property), literal)];
  const findings: Finding[] = [];
  const named = texts(actions);
  if (allBut) findings.push(finding(`${path} allows all but what it lists`, "list what it needs"));
  if (everyone) {
    findings.push(
      finding(`${path} trusts every principal`, "name the principal, or add a condition"),
    );
  }
  if (named.some((action) => action.includes("*"))) {
    findings.push(finding(`${path}.Action has a wildcard`, "list the actions that are used"));
  }
  const limited = named.length > 0 && named.every((action) => excepted.has(action));
  if (texts(resources).some(isWildcard) && !limited) {
    findings.push(finding(`${path}.Resource has a wildcard`, "list the ARNs that are used"));
  }
  return findings;
};

const elements = (list: Fact<readonly Fact<string>[]>): readonly Fact<string>[] =>
  list.state === "known" ? list.value : [];

/** Unknown elements of Resource are ARNs that AWS has not given yet: those are never a wildcard. */
const texts = (list: Fact<readonly Fact<string>[]>): readonly string[] =>
  list.state === "known"
    ? list.value.flatMap((item) => (item.state === "known" ? [item.value] : []))
    : [];

/** `*` itself, and an ARN that says no more than the service, region and account. */
const isWildcard = (resource: string): boolean =>
  resource === "*" || /^arn:(?:[^:]*:){4}\*$/.test(resource);

/** AWS's own policies whose statements are wildcards. */
const attachments = (facts: StackFacts): Finding[] =>
  facts.index.ofKind("policyAttachment").flatMap((resource) => {
    const arn = propertiesOf(resource).at("policyArn").text();
    const broad =
      arn.state === "known" &&
      /:iam::aws:policy\/(?:.*\/)?(?:\w*FullAccess\w*|AdministratorAccess|PowerUserAccess)$/.test(
        arn.value,
      );
    const found = "policyArn is an AWS policy that allows whole services";
    const fix = "write a policy with the actions and resources that are used";
    return broad ? [{ resource, found, why, fix }] : [];
  });

/** A document with one output of a new resource in it is one unknown text until the update. */
const unread = ({ resource, path }: Property, level: "mandatory" | "advisory"): Finding => ({
  resource,
  found: undecided(path),
  why: "It holds an output of a resource that does not exist yet, so nothing in it can be read",
  fix: "write its ARNs with the names that the program gives, in place of outputs such as `arn`",
  ...(level === "advisory" ? { note: true } : {}),
});
