import { createRequire } from "node:module";
import type { CollectionTag, ScalarTag, YAMLMap, YAMLSeq } from "yaml";

import { UnknownValue } from "../property.ts";

/** A template of CloudFormation, with intrinsic functions in their long form. */
export interface Template {
  readonly [section: string]: unknown;
}

/** Intrinsic functions that YAML may write as tags (CloudFormation guide, "Intrinsic functions"). */
const FUNCTIONS = [
  "And",
  "Base64",
  "Cidr",
  "Equals",
  "FindInMap",
  "GetAtt",
  "GetAZs",
  "If",
  "ImportValue",
  "Join",
  "Length",
  "Not",
  "Or",
  "Select",
  "Split",
  "Sub",
  "ToJsonString",
  "Transform",
];
/** Tags whose long form has no `Fn::` before it. */
const BARE = ["Ref", "Condition"];

/** Reads a template in YAML or JSON, or returns undefined for a text that is neither. */
export function readTemplate(text: string): Template | undefined {
  // Loaded when a stack first holds a template: most never do, and the pack has to start fast.
  const yaml = createRequire(import.meta.url)("yaml") as typeof import("yaml");
  const tags = [
    ...FUNCTIONS.map((name) => [`!${name}`, `Fn::${name}`] as const),
    ...BARE.map((name) => [`!${name}`, name] as const),
  ].flatMap(([tag, long]): (ScalarTag | CollectionTag)[] => {
    const wrap = (node: YAMLMap | YAMLSeq) => {
      const map = new yaml.YAMLMap();
      map.items.push(new yaml.Pair(new yaml.Scalar(long), node));
      return map;
    };
    return [
      { tag, resolve: (value) => ({ [long]: value }) },
      { tag, collection: "seq", resolve: wrap },
      { tag, collection: "map", resolve: wrap },
    ];
  });
  const document = yaml.parseDocument(text, { customTags: tags });
  if (document.errors.length > 0) {
    return undefined;
  }
  try {
    const value: unknown = document.toJS();
    return isObject(value) ? value : undefined;
  } catch {
    // Aliases that multiply beyond all reason.
    return undefined;
  }
}

/** True for an object of further values, which an unknown value is not. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof UnknownValue)
  );
}
