import {
  type Blueprint,
  change,
  type Declared,
  jsonText,
  type Path,
  type Properties,
  type Value,
} from "../blueprint.ts";
import { compliant, declare, tags } from "../compliant.ts";
import { template } from "../doors.ts";

export const set = (name: string, path: Path, value: Value | undefined): Blueprint =>
  change(compliant, name, path, value);
export const acl = (list: Value, extra: Blueprint = {}): Blueprint => ({
  ...extra,
  ...set("acl", ["rules"], list),
});
export const of = (name: string): Declared => {
  const declared = compliant[name];
  if (declared === undefined) throw new Error(`no ${name}`);
  return declared;
};
export const also = (name: string, properties: Properties): Declared => ({
  ...of(name),
  properties: { ...of(name).properties, ...properties },
});
export const inTemplate = (
  ...changes: readonly (readonly [found: string, by: string])[]
): Blueprint => ({
  stack: declare("aws:cloudformation/stack:Stack", {
    name: "events",
    tags,
    templateBody: changes.reduce((text, [found, by]) => {
      if (!text.includes(found)) throw new Error(`the template has no ${found}`);
      return text.replaceAll(found, by);
    }, template),
  }),
});
export const functionMay = (...Statement: readonly Value[]): Value =>
  jsonText({ Version: "2012-10-17", Statement });
