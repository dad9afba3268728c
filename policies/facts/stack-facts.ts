import type { PolicyResource } from "@pulumi/policy";
import { Apis } from "./api-facts.ts";
import { append } from "./append.ts";
import type { AssociationFacts } from "./association-facts.ts";
import { behindNamespaces } from "./behind-namespaces.ts";
import { FunctionLogs } from "./function-log-facts.ts";
import { Handlers } from "./handler-facts.ts";
import type { Link } from "./link.ts";
import { difference, placeOf, placeOfArn } from "./place.ts";
import { type Property, propertiesOf } from "./property.ts";
import { type Hidden, openDoors } from "./provisioning/doors.ts";
import { ResourceIndex } from "./resource-index.ts";
import { Roles } from "./role-facts.ts";
import type { UsedApi } from "./used-api.ts";
import { type WebAclFacts, WebAcls } from "./web-acl-facts.ts";

/**
 * Whether a text that ends in an API's id is the ARN of that API: AWS WAF takes no bare id, and the
 * ARN of another region or account is another API's.
 */
function namesIt(property: Property, api: PolicyResource): boolean {
  const text = property.text();
  if (text.state !== "known") {
    return true;
  }
  return (
    text.value.startsWith("arn:") &&
    difference(placeOfArn(text.value), placeOf(api)) === undefined &&
    /:apis\/[^/:]+$/.test(text.value)
  );
}

/**
 * What a stack's resources say about its channel namespaces. Built once for all rules; every
 * answer costs time in proportion to the resources it speaks about.
 */
export class StackFacts {
  /** The resources as the engine hands them over. */
  readonly given: readonly PolicyResource[];
  readonly index: ResourceIndex;
  /** Resources that may declare channel namespaces where nobody can read it. */
  readonly hidden: readonly Hidden[];
  readonly namespaces: readonly PolicyResource[];
  readonly handlers: Handlers;
  readonly functionLogs: FunctionLogs;
  readonly #apis: Apis;
  readonly #webAcls: WebAcls;
  readonly #apiLinks = new Map<PolicyResource, Link>();
  readonly #associations = new Map<PolicyResource, AssociationFacts[]>();
  readonly #undecidedAssociations: PolicyResource[] = [];
  #roles: Roles | undefined;
  #usedApis: readonly UsedApi[] | undefined;
  #behindNamespaces: ReadonlySet<PolicyResource> | undefined;

  constructor(resources: readonly PolicyResource[]) {
    this.given = resources;
    const { standIns, hidden } = openDoors(resources);
    this.hidden = hidden;
    this.index = new ResourceIndex(resources, standIns);
    this.namespaces = this.index.ofKind("channelNamespace");
    this.#apis = new Apis(this.index);
    this.#webAcls = new WebAcls(this.index);
    this.handlers = new Handlers(this.index, (resource) => this.apiOf(resource));
    this.functionLogs = new FunctionLogs(this.index);
    for (const resource of this.index.ofKind("webAclAssociation")) {
      this.#associate(resource);
    }
  }

  /** The API that a namespace, data source or API key names in `apiId`. */
  apiOf(resource: PolicyResource): Link {
    const before = this.#apiLinks.get(resource);
    if (before !== undefined) {
      return before;
    }
    const link = this.#apis.targets.follow(propertiesOf(resource).at("apiId"));
    this.#apiLinks.set(resource, link);
    return link;
  }

  /** The APIs that namespaces lead to, each once, with the namespaces that share it. */
  usedApis(): readonly UsedApi[] {
    this.#usedApis ??= this.#apisOfNamespaces();
    return this.#usedApis;
  }

  #apisOfNamespaces(): readonly UsedApi[] {
    const used = new Map<PolicyResource, PolicyResource[]>();
    for (const namespace of this.namespaces) {
      const link = this.apiOf(namespace);
      if (link.state !== "linked") {
        continue;
      }
      for (const api of link.targets) {
        append(used, api, namespace);
      }
    }
    return [...used].map(([api, namespaces]) => ({ api: this.#apis.of(api), namespaces }));
  }

  /** What the stack's namespaces lead to, themselves included: the business of this pack. */
  get behindNamespaces(): ReadonlySet<PolicyResource> {
    this.#behindNamespaces ??= behindNamespaces(this);
    return this.#behindNamespaces;
  }

  get roles(): Roles {
    this.#roles ??= new Roles(this.index);
    return this.#roles;
  }

  associationsOf(api: PolicyResource): readonly AssociationFacts[] {
    return this.#associations.get(api) ?? [];
  }

  /** Associations whose API cannot be told, so that they count for none. */
  get undecidedAssociations(): readonly PolicyResource[] {
    return this.#undecidedAssociations;
  }

  webAcl(resource: PolicyResource): WebAclFacts {
    return this.#webAcls.of(resource);
  }

  #associate(resource: PolicyResource): void {
    const properties = propertiesOf(resource);
    const api = this.#apis.targets.follow(properties.at("resourceArn"));
    if (api.state === "undecided") {
      this.#undecidedAssociations.push(resource);
    }
    if (api.state !== "linked") {
      return;
    }
    const acl = this.#webAcls.targets.follow(properties.at("webAclArn"));
    for (const target of api.targets) {
      if (namesIt(properties.at("resourceArn"), target)) {
        append(this.#associations, target, { resource, acl });
      }
    }
  }
}
