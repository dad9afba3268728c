import { type PolicyResource, unknownCheckingProxy } from "@pulumi/policy";
import type { asset } from "@pulumi/pulumi";
import {
  Applied,
  Archive,
  type Blueprint,
  type Declared,
  Joined,
  Ref,
  refsIn,
  type Value,
} from "./blueprint.ts";
import { computedOutputs, UNKNOWN_TEXT } from "./computed-outputs.ts";

/** The moment of a program's life at which its resources are looked at. */
export type Phase = "preview" | "update";

type Json = string | number | boolean | null | asset.Archive | Json[] | { [key: string]: Json };

/**
 * The resources of a blueprint as the policy SDK hands them to a stack policy: at the preview of a
 * new stack, with what AWS computes unknown, or after an update, with everything known.
 */
export function policyResources(
  blueprint: Blueprint,
  phase: Phase,
  stage = "prod",
): PolicyResource[] {
  const resources = new Map<string, PolicyResource>();
  for (const [name, declared] of Object.entries(blueprint)) {
    const props = { ...resolveAll(blueprint, declared, phase), ...computed(name, declared, phase) };
    resources.set(name, bare(name, declared.type, props, stage));
  }
  for (const [name, declared] of Object.entries(blueprint)) {
    const resource = resources.get(name);
    if (resource === undefined) {
      continue;
    }
    for (const [key, value] of Object.entries(declared.properties)) {
      const origins = [...new Set(refsIn(value).map((one) => one.resource))];
      resource.propertyDependencies[key] = origins.flatMap((origin) => resources.get(origin) ?? []);
    }
  }
  return [...resources.values()];
}

function bare(
  name: string,
  type: string,
  props: Record<string, Json>,
  stage: string,
): PolicyResource {
  return {
    type,
    name,
    urn: `urn:pulumi:${stage}::policy-tests::${type}::${name}`,
    props: unknownCheckingProxy(props),
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
    },
    provider: {
      type: "pulumi:providers:aws",
      props: { region: "eu-west-1" },
      urn: "",
      name: "default",
    },
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}

function computed(name: string, { type }: Declared, phase: Phase): Record<string, Json> {
  const outputs = computedOutputs(type, name);
  if (phase === "update") {
    return outputs;
  }
  return Object.fromEntries(Object.keys(outputs).map((key) => [key, UNKNOWN_TEXT]));
}

function resolveAll(blueprint: Blueprint, declared: Declared, phase: Phase) {
  return Object.fromEntries(
    Object.entries(declared.properties).map(([key, value]) => [
      key,
      resolve(blueprint, value, phase),
    ]),
  );
}

function resolve(blueprint: Blueprint, value: Value, phase: Phase): Json {
  if (value instanceof Ref) {
    return output(blueprint, value, phase);
  }
  if (value instanceof Joined) {
    const parts = value.parts.map((part) => resolve(blueprint, part, phase));
    return parts.includes(UNKNOWN_TEXT) ? UNKNOWN_TEXT : parts.join("");
  }
  if (value instanceof Applied) {
    const inner = resolve(blueprint, value.value, phase);
    const text = JSON.stringify(inner);
    if (text.includes(UNKNOWN_TEXT)) {
      return UNKNOWN_TEXT;
    }
    return value.json ? text : inner;
  }
  if (Array.isArray(value)) {
    const list: readonly Value[] = value;
    return list.map((item) => resolve(blueprint, item, phase));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (value instanceof Archive) {
    return value.asPulumi();
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolve(blueprint, item, phase)]),
  );
}

function output(blueprint: Blueprint, { resource, output: key }: Ref, phase: Phase): Json {
  const origin = blueprint[resource];
  if (origin === undefined) {
    throw new Error(`no resource ${resource} in the blueprint`);
  }
  const given = origin.properties[key];
  if (given !== undefined) {
    return resolve(blueprint, given, phase);
  }
  // What the program leaves out and AWS does not compute, such as a name, the provider makes up.
  return computed(resource, origin, phase)[key] ?? (phase === "preview" ? UNKNOWN_TEXT : resource);
}
