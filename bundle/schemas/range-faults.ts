import { below, isJsonObject, type JsonObject, shown } from "./json-values.ts";
import type { SchemaFault } from "./schema-fault.ts";

const RANGES: readonly (readonly [least: string, most: string, exclusive?: true])[] = [
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
  ["minContains", "maxContains"],
  ["minimum", "maximum"],
  ["minimum", "exclusiveMaximum", true],
  ["exclusiveMinimum", "maximum", true],
  ["exclusiveMinimum", "exclusiveMaximum", true],
];

/** Faults of keywords that each may stand alone and together let no value through. */
export function rangeFaults(schema: JsonObject, pointer: string): SchemaFault[] {
  return [
    ...RANGES.flatMap(([least, most, exclusive]) => {
      const [from, to] = [schema[least], schema[most]];
      if (typeof from !== "number" || typeof to !== "number") {
        return [];
      }
      if (exclusive ? from < to : from <= to) {
        return [];
      }
      return [
        {
          pointer: below(pointer, least),
          problem: `is ${from} and ${most} is ${to}, so that no value matches`,
          fix: `make ${least} the smaller one`,
        },
      ];
    }),
    ...requiredFaults(schema, pointer),
    ...tupleFaults(schema, pointer),
    ...valueFaults(schema, pointer),
  ];
}

function requiredFaults(schema: JsonObject, pointer: string): SchemaFault[] {
  const { required, properties, patternProperties, additionalProperties, maxProperties } = schema;
  if (!Array.isArray(required)) {
    return [];
  }
  const at = below(pointer, "required");
  if (typeof maxProperties === "number" && required.length > maxProperties) {
    return [
      {
        pointer: at,
        problem: `names ${required.length} properties and maxProperties is ${maxProperties}, so that no object matches`,
        fix: "require fewer or raise maxProperties",
      },
    ];
  }
  if (
    additionalProperties !== false ||
    (isJsonObject(patternProperties) && Object.keys(patternProperties).length > 0)
  ) {
    return [];
  }
  const named = isJsonObject(properties) ? properties : {};
  const lost = required.find((key) => typeof key === "string" && !Object.hasOwn(named, key));
  if (lost === undefined) {
    return [];
  }
  return [
    {
      pointer: at,
      problem: `names ${shown(lost)}, which is not below properties while additionalProperties is false, so that no object matches`,
      fix: `describe ${shown(lost)} below properties or do not require it`,
    },
  ];
}

function tupleFaults(schema: JsonObject, pointer: string): SchemaFault[] {
  const { items, prefixItems, additionalItems, minItems } = schema;
  const list = Array.isArray(items) ? items : prefixItems;
  const rest = Array.isArray(items) ? additionalItems : items;
  if (!Array.isArray(list) || rest !== false) {
    return [];
  }
  if (typeof minItems !== "number" || minItems <= list.length) {
    return [];
  }
  return [
    {
      pointer: below(pointer, "minItems"),
      problem: `is ${minItems} and only ${list.length} items may be there, so that no list matches`,
      fix: `write minItems: ${list.length}`,
    },
  ];
}

function typeOf(value: unknown): string {
  if (value === null) {
    return "null";
  }
  return Array.isArray(value) ? "array" : typeof value;
}

/** Values that the type beside them does not let through, all of them. */
function valueFaults(
  { type, const: constant, enum: values, nullable }: JsonObject,
  pointer: string,
): SchemaFault[] {
  const types = typeof type === "string" ? [type] : type;
  if (!Array.isArray(types)) {
    return [];
  }
  const fits = (value: unknown): boolean =>
    types.includes(typeOf(value)) ||
    (Number.isInteger(value) && types.includes("integer")) ||
    (value === null && nullable === true);
  const wrong = (keyword: string, value: unknown): SchemaFault => ({
    pointer: below(pointer, keyword),
    problem: `is ${shown(value)} and type is ${shown(type)}, so that no value matches`,
    fix: `correct type or ${keyword}`,
  });
  if (constant !== undefined && !fits(constant)) {
    return [wrong("const", constant)];
  }
  if (Array.isArray(values) && values.length > 0 && !values.some(fits)) {
    return [wrong("enum", values)];
  }
  return [];
}
