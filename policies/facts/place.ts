import type { PolicyResource } from "@pulumi/policy";
import { known } from "./fact.ts";
import { Property, propertiesOf } from "./property.ts";

/** Where a resource is, as far as its properties or its provider say. */
export interface Place {
  readonly region: string | undefined;
  readonly account: string | undefined;
}

/** Region and account of an ARN: `arn:<partition>:<service>:<region>:<account>:<resource>`. */
export function placeOfArn(arn: string): Place {
  const [, , , region, account] = arn.split(":", 6);
  return { region: region || undefined, account: account || undefined };
}

/** On the resource itself, as its properties are: many rules ask where the same resource is. */
const found = Symbol("place");

/** Region and account of a resource: its own `region`, its ARN, or those of its provider. */
export function placeOf(resource: PolicyResource): Place {
  const properties: Property & { [found]?: Place } = propertiesOf(resource);
  properties[found] ??= readPlace(resource, properties);
  return properties[found];
}

function readPlace(resource: PolicyResource, properties: Property): Place {
  const arns = ["arn", "apiArn"].flatMap((name) => textOf(properties.at(name)) ?? []);
  const ofArn = placeOfArn(arns[0] ?? "");
  const provider = new Property(resource, "", known(resource.provider?.props ?? {}));
  return {
    region: textOf(properties.at("region")) ?? ofArn.region ?? textOf(provider.at("region")),
    account: ofArn.account ?? accountOf(provider),
  };
}

/** The account that a provider is limited to, or whose role it assumes. */
function accountOf(provider: Property): string | undefined {
  const allowed = provider.at("allowedAccountIds").parsed().texts();
  const [only, ...others] = allowed.state === "known" ? allowed.value : [];
  if (only?.state === "known" && others.length === 0) {
    return only.value;
  }
  const roles = provider.at("assumeRoles").parsed().items();
  const last = roles.state === "known" ? roles.value.at(-1) : undefined;
  const role = last === undefined ? undefined : textOf(last.at("roleArn"));
  return role === undefined ? undefined : placeOfArn(role).account;
}

function textOf(property: Property): string | undefined {
  const text = property.text();
  return text.state === "known" && text.value !== "" ? text.value : undefined;
}

/** What two places differ in for certain; undefined when nothing says that they differ. */
export function difference(one: Place, other: Place): "region" | "account" | undefined {
  return (["account", "region"] as const).find(
    (part) => one[part] !== undefined && other[part] !== undefined && one[part] !== other[part],
  );
}
