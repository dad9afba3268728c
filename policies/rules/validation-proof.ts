import type { PolicyResource } from "@pulumi/policy";
import { possibleTargets } from "../facts/link.ts";
import { propertiesOf } from "../facts/property.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import type { Finding } from "../rule.ts";
import { literal, printable, undecided } from "./wording.ts";

/** Types of an AppSync data source (AppSync API reference, `DataSource`). */
const dataSourceTypes = [
  "AWS_LAMBDA",
  "AMAZON_DYNAMODB",
  "AMAZON_ELASTICSEARCH",
  "NONE",
  "HTTP",
  "RELATIONAL_DATABASE",
  "AMAZON_OPENSEARCH_SERVICE",
  "AMAZON_EVENTBRIDGE",
  "AMAZON_BEDROCK_RUNTIME",
];

/** Set by the event-handler component, compared by the handler with the digest in its bundle. */
const digestVariable = "EVENT_SCHEMAS_DIGEST";
const digestForm = /^sha256:[0-9a-f]{64}$/;

const why = "Events reach subscribers without being validated";

/** What keeps a data source from leading to a function that proves it validates events. */
export const validationProof = (
  facts: StackFacts,
  source: PolicyResource,
  wired: Set<PolicyResource>,
): Finding[] => {
  const wrongType = dataSourceType(source);
  if (wrongType !== undefined) return [wrongType];
  const link = facts.handlers.function(source);
  const functions = possibleTargets(link);
  for (const one of functions) wired.add(one);
  if (functions.length > 0) return functions.flatMap(digest);
  const found = {
    linked: "",
    absent: "lambdaConfig names no function",
    elsewhere: "lambdaConfig names a function that is not in this stack",
    undecided: undecided("the function in lambdaConfig"),
  }[link.state];
  const fix =
    "pass the `arn` of a Lambda function that this stack declares, or name the function in " +
    "policies:elsewhere and say who vouches that it validates";
  const vouchable =
    link.state === "elsewhere"
      ? { elsewhere: { kind: "function", names: [link.spelled, link.value] } as const }
      : {};
  return [{ resource: source, found, why, fix, ...vouchable }];
};

/** True when a function claims to validate events, whether or not the claim has the right form. */
export const claimsValidation = (resource: PolicyResource): boolean =>
  digestOf(resource).state !== "absent";

const digestOf = (resource: PolicyResource) =>
  propertiesOf(resource).at("environment", "variables", digestVariable);

const dataSourceType = (source: PolicyResource): Finding | undefined => {
  const type = propertiesOf(source).at("type").text();
  if (type.state === "known" && type.value === "AWS_LAMBDA") return undefined;
  const found =
    type.state === "known"
      ? `the data source's type is ${printable(type.value, dataSourceTypes)}`
      : type.state === "absent"
        ? "the data source has no type"
        : undecided("type");
  const fix = 'set type to "AWS_LAMBDA" and lambdaConfig to a function that validates';
  return { resource: source, found, why, fix };
};

const digest = (resource: PolicyResource): Finding[] => {
  const value = digestOf(resource).text();
  if (value.state === "known" && digestForm.test(value.value)) return [];
  const path = `environment.variables.${digestVariable}`;
  const fix =
    "build the function with the event-handler component, which sets the digest of the " +
    "namespace's schemas (sha256:<64 hex digits>)";
  if (value.state === "unknown") {
    return [{ resource, found: undecided(value.property), why, fix: literal }];
  }
  const found = value.state === "known" ? `${path} is no digest of schemas` : `${path} is not set`;
  return [{ resource, found, why, fix }];
};
