import * as pulumi from "@pulumi/pulumi";
import {
  Applied,
  Archive,
  type Blueprint,
  isPlain,
  Joined,
  Ref,
  type Value,
} from "../../policies/stacks/blueprint.ts";

/** A resource of any type, whose outputs are read by name. */
class Raw extends pulumi.CustomResource {}

/** Outputs that only the provider gives: named, or the SDK would not pass them on. */
const computed = { apiId: undefined, apiArn: undefined, arn: undefined, version: undefined };

/** What an `apply` gives: unknown as a whole while any part is unknown. */
function asOne(value: pulumi.Input<unknown>): pulumi.Output<unknown> {
  return pulumi.all([value]).apply(([one]) => one);
}

/**
 * Registers the resources of a blueprint with the engine, as a program written by hand would.
 *
 * @param prefix Put before every name, so that many blueprints fit into one stack.
 * @returns The resources by their names in the blueprint.
 */
export function register(
  blueprint: Blueprint,
  prefix = "",
  options: (name: string) => pulumi.CustomResourceOptions = () => ({}),
): ReadonlyMap<string, pulumi.CustomResource> {
  const made = new Map<string, Raw>();
  const resource = (name: string): Raw => {
    const before = made.get(name);
    if (before !== undefined) {
      return before;
    }
    const declared = blueprint[name];
    if (declared === undefined) {
      throw new Error(`no resource ${name} in the blueprint`);
    }
    const properties = inputs(declared.properties);
    const all = { ...computed, ...properties };
    const raw = new Raw(declared.type, `${prefix}${name}`, all, options(name));
    made.set(name, raw);
    return raw;
  };
  const input = (value: Value): pulumi.Input<unknown> => {
    if (value instanceof Ref) {
      return Reflect.get(resource(value.resource), value.output);
    }
    if (value instanceof Joined) {
      return pulumi.concat(...value.parts.map((part) => text(part)));
    }
    if (value instanceof Applied) {
      const inner = input(value.value);
      return value.json ? pulumi.jsonStringify(inner) : asOne(inner);
    }
    if (Array.isArray(value)) {
      const list: readonly Value[] = value;
      return list.map(input);
    }
    if (value instanceof Archive) {
      return value.asPulumi();
    }
    return isPlain(value) ? inputs(value) : value;
  };
  const text = (part: string | Ref): pulumi.Input<string> =>
    part instanceof Ref ? pulumi.interpolate`${input(part)}` : part;
  const inputs = (properties: { readonly [key: string]: Value }): Record<string, unknown> =>
    Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, input(value)]));
  for (const name of Object.keys(blueprint)) {
    resource(name);
  }
  return made;
}
