import { isPrimitive, type SchemaObject } from "./fault-keywords.ts";
import { compilePattern } from "./schemas/patterns.ts";

/** The source of a regular expression, with the flags that it is legal with. */
export function expressionSource(pattern: unknown): string {
  const compiled = compilePattern(String(pattern));
  const flags = typeof compiled === "object" ? compiled.flags : "u";
  return `new RegExp(${JSON.stringify(pattern)}, "${flags}")`;
}

/** The source of the test of a keyword that the runtime knows (runtime/keyword-tests.ts). */
export function limitSource(keyword: string, value: unknown): string {
  const limit = JSON.stringify(value);
  if (keyword === "type") {
    return Array.isArray(value) ? `Keywords.anyType(${limit})` : `Keywords.${value}Type()`;
  }
  if (keyword === "enum") {
    return `Keywords.allowed(${limit})`;
  }
  return `Keywords.${keyword}(${keyword === "pattern" ? expressionSource(value) : limit})`;
}

/** Whether a schema's type is all that `typeof` says. */
export function isPrimitiveType({ type }: SchemaObject): boolean {
  return type === "boolean" || type === "number" || type === "string";
}

/** Whether the runtime tests a keyword itself: lists of objects need a compiled check. */
export function isLimit(keyword: string, schema: SchemaObject): boolean {
  if (keyword === "type") {
    return !isPrimitiveType(schema);
  }
  return keyword !== "enum" || (Array.isArray(schema.enum) && schema.enum.every(isPrimitive));
}

/** Sources of the arguments of `faultNode` (runtime/fault-node.ts). */
export type NodeParts = { readonly [name in (typeof NODE_PARTS)[number]]?: string | undefined };

const NODE_PARTS = [
  "type",
  "tests",
  "properties",
  "additionalProperties",
  "items",
  "prefixItems",
  "patternProperties",
  "applied",
] as const;

/** The source of a call of `faultNode`. */
export function nodeSource(parts: NodeParts): string {
  const last = NODE_PARTS.findLastIndex((name) => parts[name] !== undefined);
  const given = NODE_PARTS.slice(0, last + 1).map((name) => parts[name] ?? "undefined");
  return `faultNode(${given.join(", ")})`;
}

/** The source of a list. */
export function listSource(sources: readonly string[]): string {
  return `[${sources.join(", ")}]`;
}

/** The source of an object of the parts that are there; undefined when none is. */
export function objectSource(
  parts: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const given = Object.entries(parts).filter(([, source]) => source !== undefined);
  return given.length === 0
    ? undefined
    : `{ ${given.map(([name, source]) => `${name}: ${source}`).join(", ")} }`;
}

/** The source of a KeywordTest that a compiled check decides. */
export function testSource(check: string, reason: string): string {
  return `{ holds: ${check}, reason: ${JSON.stringify(reason)} }`;
}
