import type { PolicyResource } from "@pulumi/policy";
import { any } from "./any.ts";
import { append } from "./append.ts";
import { type Fact, isKnownAs, known, unknown } from "./fact.ts";
import { LinkTargets } from "./link.ts";
import { type Property, propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";
import { keepsLogs } from "./web-acl-logging.ts";
import { ruleTextBlocks } from "./web-acl-rule-text.ts";

/** What a web ACL does for the APIs it is associated with. */
export interface WebAclFacts {
  readonly resource: PolicyResource;
  readonly scope: Fact<string>;
  /** True when some request can be blocked: by the default action, or by at least one rule. */
  readonly canBlock: Fact<boolean>;
  /** True when a logging configuration of this stack keeps at least some of the ACL's logs. */
  readonly logs: Fact<boolean>;
}

/** The web ACLs of a stack, with everything of the stack that adds rules or logging to them. */
export class WebAcls {
  readonly targets: LinkTargets;
  readonly #index: ResourceIndex;
  readonly #ruleGroups: LinkTargets;
  readonly #facts = new Map<PolicyResource, WebAclFacts>();
  readonly #additions = new Map<PolicyResource, PolicyResource[]>();
  readonly #logging = new Map<PolicyResource, PolicyResource[]>();

  constructor(index: ResourceIndex) {
    const arn = (resource: PolicyResource) => [propertiesOf(resource).at("arn")];
    this.#index = index;
    this.targets = new LinkTargets(index, "webAcl", arn);
    this.#ruleGroups = new LinkTargets(index, "ruleGroup", arn);
    this.#attach("webAclRule", "webAclArn", this.#additions);
    this.#attach("webAclRuleGroupAssociation", "webAclArn", this.#additions);
    this.#attach("webAclLogging", "resourceArn", this.#logging);
  }

  #attach(
    kind: "webAclRule" | "webAclRuleGroupAssociation" | "webAclLogging",
    property: "webAclArn" | "resourceArn",
    to: Map<PolicyResource, PolicyResource[]>,
  ): void {
    for (const resource of this.#index.ofKind(kind)) {
      const link = this.targets.follow(propertiesOf(resource).at(property));
      if (link.state !== "linked") continue;
      for (const acl of link.targets) append(to, acl, resource);
    }
  }

  of(resource: PolicyResource): WebAclFacts {
    const before = this.#facts.get(resource);
    if (before !== undefined) return before;
    const facts: WebAclFacts = {
      resource,
      scope: propertiesOf(resource).at("scope").text(),
      canBlock: this.#canBlock(resource),
      logs: any((this.#logging.get(resource) ?? []).map((one) => keepsLogs(this.#index, one))),
    };
    this.#facts.set(resource, facts);
    return facts;
  }

  #canBlock(resource: PolicyResource): Fact<boolean> {
    const acl = propertiesOf(resource);
    const added = (this.#additions.get(resource) ?? []).map((addition) =>
      this.#additionBlocks(propertiesOf(addition)),
    );
    return any([
      hasKey(acl.at("defaultAction"), "block"),
      this.#rulesBlock(acl.at("rules")),
      ruleTextBlocks(acl.at("ruleJson")),
      ...added,
    ]);
  }

  #rulesBlock(rules: Property): Fact<boolean> {
    const items = rules.items();
    if (items.state === "absent") return known(false);
    if (items.state === "unknown") return items;
    return any(items.value.map((rule) => this.#ruleBlocks(rule)));
  }

  /** A rule that names a group blocks unless it overrides the group's actions to count. */
  #ruleBlocks(rule: Property): Fact<boolean> {
    const own = hasKey(rule.at("action"), "block");
    const override = rule.at("overrideAction");
    if (override.state === "absent") return own;
    const group = rule.at("statement", "ruleGroupReferenceStatement");
    const applies = hasKey(override, "none");
    if (group.state === "absent" || !isKnownAs(applies, true)) return any([own, applies]);
    return any([own, this.#groupBlocks(group.at("arn"))]);
  }

  #groupBlocks(arn: Property): Fact<boolean> {
    const link = this.#ruleGroups.follow(arn);
    if (link.state === "absent") return known(false);
    if (link.state !== "linked") return unknown(arn.path);
    return any(link.targets.map((group) => this.#rulesBlock(propertiesOf(group).at("rules"))));
  }

  /** A rule group associated with the ACL, or a rule that is a resource of its own. */
  #additionBlocks(addition: Property): Fact<boolean> {
    const managed = addition.at("managedRuleGroup");
    const group = addition.at("ruleGroupReference");
    if (managed.state === "absent" && group.state === "absent") return this.#ruleBlocks(addition);
    const override = addition.at("overrideAction").text();
    if (override.state === "unknown") return override;
    if (override.state === "known" && override.value !== "none") return known(false);
    if (group.state !== "absent") return this.#groupBlocks(group.at("arn"));
    return managed.state === "unknown" ? unknown(managed.path) : known(true);
  }
}

const hasKey = (property: Property, key: string): Fact<boolean> => {
  const inner = property.at(key);
  return inner.state === "unknown" ? unknown(inner.path) : known(inner.state === "known");
};
