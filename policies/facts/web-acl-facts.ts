import type { PolicyResource } from "@pulumi/policy";
import type { Action, WebAcl } from "../waf/rule.ts";
import { append } from "./append.ts";
import type { Fact } from "./fact.ts";
import { LinkTargets, possibleTargets } from "./link.ts";
import { type Property, propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";
import { type WebAclLogging, webAclLogging } from "./web-acl-logging.ts";
import { joined, type ReadRules } from "./web-acl-read-rules.ts";
import { actionOf } from "./web-acl-rule-parts.ts";
import { WebAclRules } from "./web-acl-rules.ts";
import { WebAclSets } from "./web-acl-sets.ts";
import { WebAclStatements } from "./web-acl-statements.ts";

/** What a web ACL does for the APIs it is associated with. */
export interface WebAclFacts {
  readonly resource: PolicyResource;
  readonly scope: Fact<string>;
  /** Its rules, wherever the stack declares them, in the form in which they are judged. */
  readonly rules: WebAcl;
  /** The logging configurations that lead to it. */
  readonly logging: readonly WebAclLogging[];
}

/** Kinds of resource that add something to a web ACL, and the property that names it. */
const ADDITIONS = {
  webAclRule: "webAclArn",
  webAclRuleGroupAssociation: "webAclArn",
  webAclLogging: "resourceArn",
} as const;

/** The web ACLs of a stack, with everything of the stack that adds rules or logging to them. */
export class WebAcls {
  readonly targets: LinkTargets;
  readonly #index: ResourceIndex;
  readonly #reader: WebAclRules;
  readonly #facts = new Map<PolicyResource, WebAclFacts>();
  readonly #rules = new Map<PolicyResource, ReadRules[]>();
  readonly #logging = new Map<PolicyResource, PolicyResource[]>();

  constructor(index: ResourceIndex) {
    const arn = (resource: PolicyResource) => [propertiesOf(resource).at("arn")];
    this.#index = index;
    this.targets = new LinkTargets(index, "webAcl", arn);
    this.#reader = new WebAclRules(
      new WebAclStatements(new WebAclSets(index)),
      new LinkTargets(index, "ruleGroup", arn),
    );
    for (const kind of ["webAclRule", "webAclRuleGroupAssociation"] as const) {
      for (const resource of index.ofKind(kind)) {
        this.#addRule(resource, kind);
      }
    }
    for (const resource of index.ofKind("webAclLogging")) {
      const link = this.targets.follow(propertiesOf(resource).at(ADDITIONS.webAclLogging));
      if (link.state === "linked") {
        for (const acl of link.targets) {
          append(this.#logging, acl, resource);
        }
      }
    }
  }

  /** A rule whose web ACL cannot be decided may belong to each that it can be made from. */
  #addRule(resource: PolicyResource, kind: "webAclRule" | "webAclRuleGroupAssociation"): void {
    const properties = propertiesOf(resource);
    const arn = properties.at(ADDITIONS[kind]);
    const link = this.targets.follow(arn);
    const acls = possibleTargets(link);
    if (acls.length === 0) {
      return;
    }
    const read =
      kind === "webAclRule"
        ? this.#reader.rule(properties, `rule "${resource.name}"`)
        : this.#associatedGroup(properties);
    const problem = `which web ACL ${read.entries[0]?.path ?? resource.name} belongs to cannot be decided`;
    const uncertain: ReadRules = {
      ...read,
      entries: read.entries.map((entry) => ({
        ...entry,
        rules: entry.rules.map((rule) => ({ ...rule, problem })),
      })),
    };
    for (const acl of acls) {
      append(this.#rules, acl, link.state === "linked" ? read : uncertain);
    }
  }

  #associatedGroup(association: Property): ReadRules {
    const path = `rule group association "${association.resource.name}"`;
    const override = association.at("overrideAction").text();
    const mode =
      override.state === "absent" || (override.state === "known" && override.value === "none")
        ? "none"
        : override.state === "known" && override.value === "count"
          ? "count"
          : { problem: "overrideAction is not known until the update" };
    const managed = association.at("managedRuleGroup");
    return managed.state === "absent"
      ? this.#reader.ownGroup(association, association.at("ruleGroupReference"), mode, path)
      : this.#reader.managedGroup(association, managed, mode, path);
  }

  of(resource: PolicyResource): WebAclFacts {
    const before = this.#facts.get(resource);
    if (before !== undefined) {
      return before;
    }
    const acl = propertiesOf(resource);
    const read = joined([
      this.#reader.list(acl.at("rules")),
      this.#reader.list(acl.at("ruleJson")),
      ...(this.#rules.get(resource) ?? []),
    ]);
    const facts: WebAclFacts = {
      resource,
      scope: acl.at("scope").text(),
      rules: { ...read, defaultAction: defaultAction(acl.at("defaultAction")) },
      logging: (this.#logging.get(resource) ?? []).map((one) =>
        webAclLogging(this.#index, one, acl),
      ),
    };
    this.#facts.set(resource, facts);
    return facts;
  }
}

/** AWS refuses a web ACL without a default action: nothing then is blocked. */
function defaultAction(action: Property): Action {
  return action.state === "absent" ? "allow" : actionOf(action);
}
