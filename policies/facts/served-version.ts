import type { PolicyResource } from "@pulumi/policy";
import { functionArn, type Handlers } from "./handler-facts.ts";
import { propertiesOf } from "./property.ts";

/** Why a data source may be answered by other code than its function holds in the stack. */
export interface OtherCode {
  readonly resource: PolicyResource;
  readonly found: string;
  readonly fix: string;
}

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]`: position of the qualifier. */
const QUALIFIER_AT = 7;

/**
 * What lets a data source reach other code than its function holds: an older version, a part of the
 * invocations that goes to one, an alias that somebody else moves.
 */
export function otherCodeServed(
  handlers: Handlers,
  source: PolicyResource,
  lambda: PolicyResource,
): OtherCode[] {
  const alias = handlers.alias(source);
  if (alias.state === "linked") {
    return alias.targets.flatMap((one) => throughAlias(one, lambda));
  }
  const property = functionArn(source);
  const arn = property.text();
  // Unknown and made from the function alone: its own ARN, which is the code that the stack holds.
  if (arn.state !== "known") {
    return [];
  }
  const qualifier = arn.value.split(":")[QUALIFIER_AT];
  if (qualifier === undefined || qualifier === "$LATEST") {
    return [];
  }
  const version = propertiesOf(lambda).at("version").text();
  if (version.state === "known" && version.value === qualifier) {
    return [];
  }
  const found = /^\d+$/.test(qualifier)
    ? `${property.path} names a version that is not the one the function publishes`
    : `${property.path} names an alias that is not in this stack`;
  return [{ resource: source, found, fix: OWN_ALIAS }];
}

const OWN_ALIAS =
  "declare an alias with functionVersion: lambda.version and pass its `arn` to the data source";

function throughAlias(alias: PolicyResource, lambda: PolicyResource): OtherCode[] {
  return [
    ...version(alias, lambda),
    ...weights(alias),
    ...kept(alias, ["functionVersion", "routingConfig"]),
  ];
}

function version(alias: PolicyResource, lambda: PolicyResource): OtherCode[] {
  const property = propertiesOf(alias).at("functionVersion");
  const served = property.text();
  const fix = "set functionVersion to the `version` of the function, with publish: true";
  const origins = alias.propertyDependencies.functionVersion ?? [];
  if (!origins.includes(lambda)) {
    const found = "functionVersion is not made from the version that the function publishes";
    return [{ resource: alias, found, fix }];
  }
  const published = propertiesOf(lambda).at("version").text();
  if (served.state === "unknown") {
    return [];
  }
  const same = served.state === "known" && published.state === "known";
  if (same && served.value === published.value) {
    return [];
  }
  const found = "functionVersion is another version than the function publishes";
  return [{ resource: alias, found, fix }];
}

function weights(alias: PolicyResource): OtherCode[] {
  const routing = propertiesOf(alias).at("routingConfig");
  const others = routing.at("additionalVersionWeights");
  const keys = others.keys();
  const items = others.items();
  const isEmpty =
    routing.state === "absent" ||
    others.state === "absent" ||
    (keys.state === "known" && keys.value.length === 0) ||
    (items.state === "known" && items.value.length === 0);
  if (isEmpty) {
    return [];
  }
  const found = "routingConfig sends a part of the events to another version";
  return [{ resource: alias, found, fix: "remove routingConfig; deploy to another stage first" }];
}

/** Properties that `ignoreChanges` keeps as they are, whatever the program says. */
export function kept(resource: PolicyResource, roots: readonly string[]): OtherCode[] {
  const ignored = resource.opts.ignoreChanges.map((path) => /^[^.[]+/.exec(path)?.[0] ?? path);
  const name = ignored.find((root) => root === "*" || roots.includes(root));
  if (name === undefined) {
    return [];
  }
  const found = `ignoreChanges keeps what was deployed earlier (${name})`;
  return [{ resource, found, fix: `remove "${name}" from ignoreChanges` }];
}
