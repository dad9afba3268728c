import {
  type Blueprint,
  change,
  type Declared,
  jsonText,
  type Path,
  type Properties,
  type Value,
} from "../blueprint.ts";
import { compliant, declare, TAGS } from "../compliant.ts";
import { template } from "../doors.ts";

export function set(name: string, path: Path, value: Value | undefined): Blueprint {
  return change(compliant, name, path, value);
}

export function acl(list: Value, extra: Blueprint = {}): Blueprint {
  return {
    ...extra,
    ...set("acl", ["rules"], list),
  };
}

export function of(name: string): Declared {
  const declared = compliant[name];
  if (declared === undefined) {
    throw new Error(`no ${name}`);
  }
  return declared;
}

export function also(name: string, properties: Properties): Declared {
  return {
    ...of(name),
    properties: { ...of(name).properties, ...properties },
  };
}

export function inTemplate(
  ...changes: readonly (readonly [found: string, by: string])[]
): Blueprint {
  return {
    stack: declare("aws:cloudformation/stack:Stack", {
      name: "events",
      tags: TAGS,
      templateBody: changes.reduce((text, [found, by]) => {
        if (!text.includes(found)) {
          throw new Error(`the template has no ${found}`);
        }
        return text.replaceAll(found, by);
      }, template),
    }),
  };
}

export function functionMay(...Statement: readonly Value[]): Value {
  return jsonText({ Version: "2012-10-17", Statement });
}
