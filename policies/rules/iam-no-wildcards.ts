import { Type } from "typebox";
import type { Fact } from "../facts/fact.ts";
import { type AllowStatement, allowStatements } from "../facts/policy-document.ts";
import { policyDocuments } from "../facts/policy-documents.ts";
import { type Property, propertiesOf } from "../facts/property.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { literal, namesOf, undecided } from "./wording.ts";

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
  config: Type.Object({
    actionsWithoutResources: Type.Array(Type.String(), {
      default: withoutResources,
      description: 'Actions that may be allowed on "*", because AWS has no resources for them',
    }),
  }),
  remediation: "List the actions that the role uses, and the ARNs it uses them on.",
  check: ({ facts, config }) => {
    const documents = policyDocuments(facts.index).map((document) => ({
      document,
      statements: allowStatements(document),
    }));
    const later = documents.filter(({ statements }) => statements.state === "unknown");
    const excepted = new Set(config.actionsWithoutResources);
    return [
      ...documents.flatMap(({ document, statements }) =>
        statements.state === "known"
          ? statements.value.flatMap((statement) => judge(document, statement, excepted))
          : [],
      ),
      ...attachments(facts),
      ...knownAtUpdate(later.map(({ document }) => document)),
    ];
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

/**
 * A document that holds an ARN of a new resource is one unknown text until the update, so nothing
 * in it can be judged at preview. It is told once, and judged at the update.
 */
const knownAtUpdate = (documents: readonly Property[]): Finding[] => {
  const byName = (one: Property, other: Property) =>
    one.resource.urn.localeCompare(other.resource.urn);
  const [first] = documents.toSorted(byName);
  if (first === undefined) return [];
  return [
    {
      resource: first.resource,
      found: `policy documents are known at the update only: ${namesOf(documents.map((one) => one.resource))}`,
      why: "They hold ARNs that AWS has not given yet",
      fix: "nothing to do: the rule decides as soon as they are known",
      note: true,
    },
  ];
};
