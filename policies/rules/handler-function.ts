import type { PolicyResource } from "@pulumi/policy";
import { possibleTargets } from "../facts/link.ts";
import { propertiesOf } from "../facts/property.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import { LAMBDA_DATA_SOURCE } from "../fixes/handlers.ts";
import type { Finding } from "../rule.ts";
import { printable, undecided } from "./wording.ts";

/** Types of an AppSync data source (AppSync API reference, `DataSource`). */
const DATA_SOURCE_TYPES = [
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

const WHY = "Events reach subscribers without any function having validated them";

/** What keeps a data source from leading to a function of the stack. */
export function handlerFunction(
  facts: StackFacts,
  source: PolicyResource,
  wired: Set<PolicyResource>,
): Finding[] {
  const wrongType = dataSourceType(source);
  if (wrongType !== undefined) {
    return [wrongType];
  }
  const link = facts.handlers.function(source);
  const functions = possibleTargets(link);
  for (const one of functions) {
    wired.add(one);
  }
  if (functions.length > 0) {
    return [];
  }
  const found = {
    linked: "",
    absent: "lambdaConfig names no function",
    elsewhere: "lambdaConfig names a function that is not in this stack",
    undecided: undecided("the function in lambdaConfig"),
  }[link.state];
  const fix =
    "pass the `arn` of an alias or function that this stack declares, or list the function in " +
    "policies:elsewhere with the team that vouches for it";
  const vouchable =
    link.state === "elsewhere"
      ? { elsewhere: { kind: "function", names: [link.spelled, link.value] } as const }
      : {};
  return [{ resource: source, found, why: WHY, fix, example: LAMBDA_DATA_SOURCE, ...vouchable }];
}

function dataSourceType(source: PolicyResource): Finding | undefined {
  const type = propertiesOf(source).at("type").text();
  if (type.state === "known" && type.value === "AWS_LAMBDA") {
    return undefined;
  }
  const found =
    type.state === "known"
      ? `the data source's type is ${printable(type.value, DATA_SOURCE_TYPES)}`
      : type.state === "absent"
        ? "the data source has no type"
        : undecided("type");
  const fix = 'set type to "AWS_LAMBDA" and lambdaConfig to a function that validates';
  return { resource: source, found, why: WHY, fix, example: LAMBDA_DATA_SOURCE };
}
