import type { PolicyResource } from "@pulumi/policy";
import { type AddressRange, addressRange, isOnInternet } from "../waf/source-addresses.ts";
import { CONNECTION, never, type Statement, sometimes } from "../waf/statement.ts";
import { type Field, regexMatch } from "../waf/text-match.ts";
import { type Link, LinkTargets } from "./link.ts";
import { type Property, propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";

/** The IP sets and regex pattern sets of a stack, as what a statement that names one matches. */
export class WebAclSets {
  readonly #ipSets: LinkTargets;
  readonly #regexSets: LinkTargets;

  constructor(index: ResourceIndex) {
    const arn = (resource: PolicyResource) => [propertiesOf(resource).at("arn")];
    this.#ipSets = new LinkTargets(index, "ipSet", arn);
    this.#regexSets = new LinkTargets(index, "regexPatternSet", arn);
  }

  /** @param from The connection, or the header that a proxy writes the address into. */
  addresses(arn: Property, from: string): Statement {
    return this.#named(this.#ipSets.follow(arn), arn, "IP set", (set) => addressesOf(set, from));
  }

  expressions(arn: Property, field: Field, transformations: readonly string[]): Statement {
    return this.#named(this.#regexSets.follow(arn), arn, "regex pattern set", (set) =>
      expressionsOf(set, field, transformations),
    );
  }

  /**
   * What the set matches. An ARN that only an update gives, made from several sets, is that of one
   * of them: if none is empty and none holds everything, it does not matter of which.
   */
  #named(
    link: Link,
    arn: Property,
    what: string,
    read: (set: PolicyResource) => Statement,
  ): Statement {
    if (link.state === "linked") {
      return either(link.targets.map(read));
    }
    if (link.state === "elsewhere") {
      const problem = `${arn.path} names a ${what} that is not in this stack`.replace(
        "a IP",
        "an IP",
      );
      return { kind: "unseen", key: keyOf(arn), problem };
    }
    const problem = `${arn.path} is not known until the update`;
    if (link.state === "absent") {
      return { kind: "undecided", problem: `${arn.path} is not set` };
    }
    const possible = link.candidates.map(read);
    if (possible.length > 0 && possible.every(({ kind }) => kind !== "never")) {
      return possible.every(({ kind }) => kind === "source" || kind === "sometimes")
        ? sometimes(keyOf(arn))
        : { kind: "undecided", problem };
    }
    return { kind: "unseen", key: keyOf(arn), problem };
  }
}

function keyOf({ resource, path }: Property): string {
  return `${resource.urn} ${path}`;
}

function either(statements: readonly Statement[]): Statement {
  const [first] = statements;
  return statements.length === 1 && first !== undefined ? first : { kind: "some", of: statements };
}

function addressesOf(set: PolicyResource, from: string): Statement {
  const items = propertiesOf(set).at("addresses").items();
  const name = `IP set "${set.name}"`;
  if (items.state === "absent") {
    return never(`${name} is empty`);
  }
  if (items.state === "unknown") {
    const problem = `${items.property} of ${name} is not known until the update`;
    return { kind: "unseen", key: set.urn, problem };
  }
  if (items.value.length === 0) {
    return never(`${name} is empty`);
  }
  const ranges: AddressRange[] = [];
  let others = false;
  for (const item of items.value) {
    const text = item.text();
    const range = text.state === "known" ? addressRange(text.value) : undefined;
    if (range === undefined) {
      others = true;
    } else {
      ranges.push(range);
    }
  }
  const source: Statement = { kind: "source", from, ranges };
  if (!others && from === CONNECTION && !ranges.some(isOnInternet)) {
    return never(`${name} holds no address of the internet`);
  }
  // An address that another resource has yet to get is one address, and neither none nor all.
  const open = sometimes(set.urn);
  if (!others) {
    return source;
  }
  return ranges.length === 0 ? open : { kind: "some", of: [source, open] };
}

function expressionsOf(
  set: PolicyResource,
  field: Field,
  transformations: readonly string[],
): Statement {
  const properties = propertiesOf(set);
  const name = `regex pattern set "${set.name}"`;
  const bridged = properties.at("regularExpressions");
  const list = bridged.state === "absent" ? properties.at("regularExpressionList") : bridged;
  const items = list.items();
  if (items.state === "unknown") {
    const problem = `${items.property} of ${name} is not known until the update`;
    return { kind: "unseen", key: set.urn, problem };
  }
  if (items.state === "absent" || items.value.length === 0) {
    return never(`${name} is empty`);
  }
  return either(
    items.value.map((item) => {
      const own = item.text();
      const text = own.state === "known" ? own : item.at("regexString").text();
      return text.state === "known"
        ? regexMatch(field, text.value, transformations)
        : {
            kind: "undecided",
            problem: `${item.path} of ${name} is not known until the update`,
          };
    }),
  );
}
