import { createHash } from "node:crypto";
import { asProperties, asText, hasUnknown, type Properties } from "../../shared/properties.ts";
import { callAwsFunction } from "./aws-functions.ts";
import type { Place } from "./place.ts";
import { type PropertyDifference, propertyDifferences } from "./property-difference.ts";
import type { ResourceEffects } from "./resource-effects.ts";
import type { ResourceRegistry } from "./resource-registry.ts";
import type { NewResource, Refusal, ResourceType } from "./resource-type.ts";
import { resourceType } from "./resource-types.ts";

/** AWS's form of an account id; no account has this one. */
export const ACCOUNT_ID = "000000000000";

/** Region until the provider is configured with one. */
const DEFAULT_REGION = "us-east-1";

/** Hexadecimal digits after a made-up name (Pulumi's auto-naming). */
const NAME_DIGITS = 7;

/** What a change of inputs means for a resource. */
export interface Difference {
  readonly differences: readonly PropertyDifference[];
  /** Paths whose change calls for a new resource. */
  readonly replaces: readonly string[];
}

/** What every step of the engine says about a resource. */
export interface ResourceStep {
  readonly urn: string;
  readonly inputs: Properties;
  readonly preview: boolean;
}

/** The provider's answers, in plain values. At a preview what AWS computes is left out: unknown. */
export class Provider {
  readonly #registry: ResourceRegistry;
  readonly #effects: ResourceEffects;
  #place: Place = { accountId: ACCOUNT_ID, region: DEFAULT_REGION };
  #defaultTags: Properties = {};

  constructor(registry: ResourceRegistry, effects: ResourceEffects) {
    this.#registry = registry;
    this.#effects = effects;
  }

  /** Takes the provider's settings; objects in them arrive as JSON text. */
  configure(settings: Properties): void {
    this.#place = { accountId: ACCOUNT_ID, region: asText(settings.region, DEFAULT_REGION) };
    const defaults = settings.defaultTags;
    const parsed: unknown = typeof defaults === "string" ? JSON.parse(defaults) : defaults;
    this.#defaultTags = asProperties(asProperties(parsed).tags);
  }

  /** The inputs with a made-up name where one is wanted, and what AWS would refuse. */
  check(
    urn: string,
    before: Properties,
    given: Properties,
    seed: Uint8Array,
  ): { inputs: Properties; refusals: readonly Refusal[] } {
    const { type } = parts(urn);
    const inputs = named(resourceType(type), urn, before, given, seed);
    return { inputs, refusals: resourceType(type).refusals?.(inputs) ?? [] };
  }

  diff(urn: string, before: Properties, after: Properties): Difference {
    const { replaceOnChange } = resourceType(parts(urn).type);
    const differences = propertyDifferences(before, after);
    const paths = differences.map(({ path }) => path);
    return { differences, replaces: paths.filter((path) => replaceOnChange.includes(root(path))) };
  }

  async create(step: ResourceStep): Promise<{ id: string; outputs: Properties }> {
    if (step.preview) {
      return { id: "", outputs: this.#withTags(step.inputs) };
    }
    const resource = this.#resource(step);
    const computed = resourceType(resource.type).compute(resource);
    const outputs = { ...this.#withTags(step.inputs), ...computed.outputs };
    const { urn, inputs } = step;
    const deployed = { urn, type: resource.type, id: computed.id, inputs, outputs };
    await this.#effects.deploy(deployed);
    this.#registry.put(deployed);
    return { id: computed.id, outputs };
  }

  async update(
    step: ResourceStep & { id: string; oldInputs: Properties; oldOutputs: Properties },
  ): Promise<Properties> {
    const resource = this.#resource(step);
    const computed = Object.entries(step.oldOutputs).filter(([name]) => !(name in step.oldInputs));
    const outputs = {
      ...Object.fromEntries(computed.filter(([name]) => name !== "tagsAll")),
      ...this.#withTags(step.inputs),
      ...recomputed(resource, step),
    };
    if (step.preview) {
      return outputs;
    }
    const { urn, id, inputs } = step;
    const { type } = resource;
    const before = { urn, type, id, inputs: step.oldInputs, outputs: step.oldOutputs };
    const after = { urn, type, id, inputs, outputs };
    await this.#effects.deploy(after, before);
    this.#registry.put(after);
    return outputs;
  }

  async delete(urn: string, id: string, inputs: Properties, outputs: Properties): Promise<void> {
    await this.#effects.remove({ urn, type: parts(urn).type, id, inputs, outputs });
    this.#registry.remove(urn, id);
  }

  /** A data source's answer. Throws for one that needs an account. */
  invoke(token: string, args: Properties): Properties {
    return callAwsFunction(token, args, this.#place);
  }

  #resource({ urn, inputs }: ResourceStep): NewResource {
    const { type, name } = parts(urn);
    return { urn, type, logicalName: name, inputs, place: this.#place };
  }

  #withTags(inputs: Properties): Properties {
    const tags = { ...this.#defaultTags, ...asProperties(inputs.tags) };
    return "tags" in inputs && !hasUnknown(inputs.tags) ? { ...inputs, tagsAll: tags } : inputs;
  }
}

/** Type and name of a resource (`urn:pulumi:<stack>::<project>::<parents$type>::<name>`). */
function parts(urn: string): { type: string; name: string } {
  const [, , qualified = "", ...name] = urn.split("::");
  return { type: qualified.slice(qualified.lastIndexOf("$") + 1), name: name.join("::") };
}

/** The input's name in a property path. */
function root(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

function named(
  type: ResourceType,
  urn: string,
  before: Properties,
  given: Properties,
  seed: Uint8Array,
): Properties {
  if (type.autoName === undefined) {
    return given;
  }
  const { property, most } = type.autoName;
  if (given[property] !== undefined || given[`${property}Prefix`] !== undefined) {
    return given;
  }
  if (before[property] !== undefined) {
    return { ...given, [property]: before[property] };
  }
  const digits = createHash("sha256").update(seed).digest("hex").slice(0, NAME_DIGITS);
  const name = parts(urn).name.slice(0, most - NAME_DIGITS - 1);
  return { ...given, [property]: `${name}-${digits}` };
}

function recomputed(
  resource: NewResource,
  step: ResourceStep & { oldOutputs: Properties },
): Properties {
  const { recompute } = resourceType(resource.type);
  return recompute?.(resource, step.oldOutputs, step.preview) ?? {};
}
