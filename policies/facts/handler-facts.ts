import type { PolicyResource } from "@pulumi/policy";
import { append } from "./append.ts";
import { type Link, LinkTargets, possibleTargets } from "./link.ts";
import { type Property, propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";
import { isNative, kindOf } from "./resource-kind.ts";

/** `onPublish` or `onSubscribe` of a channel namespace. */
export type Side = "onPublish" | "onSubscribe";
export const SIDES = ["onPublish", "onSubscribe"] as const satisfies readonly Side[];

/** Where a namespace's handler leads: namespace to data source to function. */
export class Handlers {
  readonly #index: ResourceIndex;
  #reached: ReadonlySet<PolicyResource> | undefined;
  readonly #functions: LinkTargets;
  readonly #aliases: LinkTargets;
  readonly #functionNames: LinkTargets;
  readonly #apiLink: (resource: PolicyResource) => Link;
  readonly #sources = {
    onPublish: new Map<PolicyResource, Link>(),
    onSubscribe: new Map<PolicyResource, Link>(),
  };
  readonly #byName = new Map<PolicyResource | string, Map<string, PolicyResource[]>>();

  constructor(index: ResourceIndex, apiLink: (resource: PolicyResource) => Link) {
    this.#index = index;
    this.#apiLink = apiLink;
    const arn = (resource: PolicyResource) => [propertiesOf(resource).at("arn")];
    this.#functions = new LinkTargets(index, "function", arn, unqualified);
    this.#aliases = new LinkTargets(index, "functionAlias", (alias) =>
      ["arn", "aliasArn"].map((name) => propertiesOf(alias).at(name)),
    );
    this.#functionNames = new LinkTargets(
      index,
      "function",
      (resource) => [functionName(resource), propertiesOf(resource).at("arn")],
      unqualified,
    );
    for (const source of index.ofKind("dataSource")) {
      this.#addByName(source);
    }
  }

  #addByName(source: PolicyResource): void {
    const name = propertiesOf(source).at("name").text();
    const api = this.#apiLink(source);
    if (name.state !== "known" || api.state === "undecided") {
      return;
    }
    for (const identity of apiIdentities(api)) {
      const names = this.#byName.get(identity) ?? new Map<string, PolicyResource[]>();
      this.#byName.set(identity, names);
      append(names, name.value, source);
    }
  }

  /** The data source that a side of a namespace names; a name counts within one API only. */
  dataSource(namespace: PolicyResource, side: Side): Link {
    const links = this.#sources[side];
    const link = links.get(namespace) ?? this.#followSource(namespace, side);
    links.set(namespace, link);
    return link;
  }

  #followSource(namespace: PolicyResource, side: Side): Link {
    const integration = propertiesOf(namespace).at("handlerConfigs", side, "integration");
    const property = integration.at("dataSourceName");
    const name = property.text();
    if (name.state === "absent") {
      return { state: "absent", property: property.path };
    }
    const api = this.#apiLink(namespace);
    if (name.state === "known") {
      const named = apiIdentities(api).flatMap(
        (identity) => this.#byName.get(identity)?.get(name.value) ?? [],
      );
      const [first, ...rest] = new Set(named);
      return first === undefined
        ? { state: "elsewhere", property: property.path, value: name.value, spelled: name.value }
        : { state: "linked", targets: [first, ...rest] };
    }
    return { state: "undecided", property: property.path, candidates: this.#madeFrom(namespace) };
  }

  /**
   * The data sources that an unknown name can only come from. The engine keeps one list for the
   * whole of `handlerConfigs`, so anything else in that list leaves the origin open.
   */
  #madeFrom(namespace: PolicyResource): readonly PolicyResource[] {
    const api = this.#apiLink(namespace);
    const all = namespace.propertyDependencies.handlerConfigs ?? [];
    const fits = (source: PolicyResource) =>
      kindOf(source.type) === "dataSource" && sameApi(api, this.#apiLink(source));
    return all.every(fits) ? all : [];
  }

  /** The functions behind the handlers of the stack's namespaces, each once. */
  get reached(): ReadonlySet<PolicyResource> {
    this.#reached ??= new Set(
      this.#index
        .ofKind("channelNamespace")
        .flatMap((namespace) =>
          SIDES.flatMap((side) =>
            possibleTargets(this.dataSource(namespace, side)).flatMap((source) =>
              possibleTargets(this.function(source)),
            ),
          ),
        ),
    );
    return this.#reached;
  }

  /** The alias that a data source invokes its function by, where it names one. */
  alias(source: PolicyResource): Link {
    return this.#aliases.follow(functionArn(source));
  }

  /** The function that a data source invokes, through an alias when it names one. */
  function(source: PolicyResource): Link {
    return this.functionNamedIn(functionArn(source));
  }

  /** The function whose ARN, or the ARN of whose alias, a property holds. */
  functionNamedIn(property: Property): Link {
    const direct = this.#functions.follow(property);
    if (direct.state === "linked" || direct.state === "absent") {
      return direct;
    }
    const alias = this.#aliases.follow(property);
    if (alias.state !== "linked") {
      return direct;
    }
    return this.#functionOfAlias(alias.targets[0]);
  }

  /** By name; of several functions with that name, the one that the alias's name was made from. */
  #functionOfAlias(alias: PolicyResource): Link {
    const link = this.#functionNames.follow(propertiesOf(alias).at("functionName"));
    if (link.state !== "linked" || link.targets.length === 1) {
      return link;
    }
    const origins = this.#index.dependenciesOf(alias, "functionName", "function");
    const [only, ...others] = link.targets.filter((target) => origins.includes(target));
    return only !== undefined && others.length === 0 ? { ...link, targets: [only] } : link;
  }
}

/** The property in which a data source names its function. */
export function functionArn(source: PolicyResource): Property {
  return propertiesOf(source).at(
    "lambdaConfig",
    isNative(source.type) ? "lambdaFunctionArn" : "functionArn",
  );
}

/** The name of a function, in either provider's spelling. */
export function functionName(resource: PolicyResource): Property {
  return propertiesOf(resource).at(isNative(resource.type) ? "functionName" : "name");
}

/** Without the version or alias that may follow: `arn:...:function:<name>[:<qualifier>]`. */
function unqualified(arn: string): string {
  return /^arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+/.exec(arn)?.[0] ?? arn;
}

/** What stands for an API: a resource of the stack, or the id of an API that another stack owns. */
function apiIdentities(link: Link): readonly (PolicyResource | string)[] {
  return link.state === "elsewhere" ? [link.value] : possibleTargets(link);
}

function sameApi(one: Link, other: Link): boolean {
  if (one.state === "undecided" || other.state === "undecided") {
    return false;
  }
  const identities = apiIdentities(other);
  return apiIdentities(one).some((identity) => identities.includes(identity));
}
