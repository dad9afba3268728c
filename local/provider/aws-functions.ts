import { createHash } from "node:crypto";
import { asList, asProperties, asText, type Properties } from "../../shared/properties.ts";
import type { Place } from "./place.ts";

type AwsFunction = (args: Properties, place: Place) => Properties;

/** Data sources of `@pulumi/aws` that have an answer without an account. */
const FUNCTIONS: Readonly<Record<string, AwsFunction>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_args, { accountId }) => ({
    id: accountId,
    accountId,
    arn: `arn:aws:iam::${accountId}:user/embedded-stage`,
    userId: "AIDAEMBEDDEDSTAGE",
  }),
  "aws:index/getRegion:getRegion": (_args, { region }) => ({
    id: region,
    region,
    name: region,
    description: region,
    endpoint: `ec2.${region}.amazonaws.com`,
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:iam/getPolicyDocument:getPolicyDocument": policyDocument,
};

/** Answers a data source. Throws for one that needs an account. */
export function callAwsFunction(token: string, args: Properties, place: Place): Properties {
  const called = FUNCTIONS[token];
  if (called === undefined) {
    throw new Error(
      `${token}: the embedded provider has no answer for this function; ` +
        `it knows ${Object.keys(FUNCTIONS).join(", ")}`,
    );
  }
  return called(args, place);
}

function policyDocument(args: Properties): Properties {
  const Statement = asList(args.statements).map((each) => statement(asProperties(each)));
  const json = JSON.stringify({ Version: asText(args.version, "2012-10-17"), Statement }, null, 2);
  const id = createHash("sha256").update(json).digest("hex").slice(0, 10);
  return { ...args, id, json, minifiedJson: JSON.stringify(JSON.parse(json)) };
}

function statement(from: Properties): Properties {
  return {
    ...(from.sid ? { Sid: from.sid } : {}),
    Effect: asText(from.effect, "Allow"),
    ...oneOrList("Action", from.actions),
    ...oneOrList("NotAction", from.notActions),
    ...oneOrList("Resource", from.resources),
    ...oneOrList("NotResource", from.notResources),
    ...principals("Principal", from.principals),
    ...principals("NotPrincipal", from.notPrincipals),
    ...conditions(from.conditions),
  };
}

function oneOrList(key: string, value: unknown): Properties {
  const list = asList(value);
  if (list.length === 0) {
    return {};
  }
  return { [key]: list.length === 1 ? list[0] : list.toSorted() };
}

function principals(key: string, value: unknown): Properties {
  const list = asList(value).map(asProperties);
  if (list.length === 0) {
    return {};
  }
  if (list.some((each) => each.type === "*")) {
    return { [key]: "*" };
  }
  const byType = list.map((each) => oneOrList(asText(each.type), each.identifiers));
  return { [key]: Object.assign({}, ...byType) };
}

function conditions(value: unknown): Properties {
  const result: Record<string, Properties> = {};
  for (const each of asList(value).map(asProperties)) {
    const test = asText(each.test);
    result[test] = { ...result[test], ...oneOrList(asText(each.variable), each.values) };
  }
  return Object.keys(result).length === 0 ? {} : { Condition: result };
}
