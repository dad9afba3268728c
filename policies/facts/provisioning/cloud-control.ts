import type { PolicyResource } from "@pulumi/policy";
import { type Property, propertiesOf } from "../property.ts";
import { nativeProperties, nativeToken } from "./native-type.ts";
import type { Opened } from "./opened.ts";
import { isObject } from "./read-template.ts";
import { standIn } from "./stand-in.ts";

/** Types that make a channel namespace, or decide what guards one. */
const GUARDED = ["AWS::AppSync::Api", "AWS::AppSync::ChannelNamespace"];

/**
 * The one resource that Cloud Control makes from a type name and a desired state.
 *
 * @param keys Where the type name and the state are.
 */
export function cloudControlResource(
  door: PolicyResource,
  keys: { readonly type: string; readonly state: string },
): Opened {
  const type = propertiesOf(door).at(keys.type).text();
  if (type.state === "unknown") {
    return hiding(`${keys.type} is not known until the update`);
  }
  if (type.state === "absent" || !type.value.startsWith("AWS::")) {
    return hiding();
  }
  const state = stateIn(propertiesOf(door).at(keys.state));
  if (state === undefined) {
    return GUARDED.includes(type.value)
      ? hiding(`it makes ${type.value} from ${keys.state}, which is not known until the update`)
      : hiding();
  }
  const props = nativeProperties(state) as Record<string, unknown>;
  const origins = door.propertyDependencies[keys.state] ?? [];
  const dependencies = Object.fromEntries(Object.keys(props).map((key) => [key, origins]));
  return {
    standIns: [standIn(door, nativeToken(type.value), door.name, props, dependencies)],
    hidden: [],
  };
}

function hiding(...hidden: readonly string[]): Opened {
  return { standIns: [], hidden };
}

function stateIn(property: Property): Record<string, unknown> | undefined {
  const value = property.parsed().plain();
  return isObject(value) ? value : undefined;
}
