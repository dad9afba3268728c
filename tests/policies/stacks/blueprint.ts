import { asset } from "@pulumi/pulumi";

/** A value that another resource of the same blueprint gives: one of its outputs. */
export class Ref {
  readonly resource: string;
  readonly output: string;
  constructor(resource: string, output: string) {
    this.resource = resource;
    this.output = output;
  }
}

/** Text with outputs of other resources in it. */
export class Joined {
  readonly parts: readonly (string | Ref)[];
  constructor(parts: readonly (string | Ref)[]) {
    this.parts = parts;
  }
}

/** A function's package: texts by path, or an archive of another kind. */
export class Archive {
  readonly files: Readonly<Record<string, string>>;
  readonly #other: asset.Archive | undefined;
  constructor(files: Readonly<Record<string, string>>, other?: asset.Archive) {
    this.files = files;
    this.#other = other;
  }

  /** The archive as a program gives it to the engine. */
  asPulumi(): asset.Archive {
    if (this.#other !== undefined) {
      return this.#other;
    }
    const assets = Object.entries(this.files).map(([path, text]) => [
      path,
      new asset.StringAsset(text),
    ]);
    return new asset.AssetArchive(Object.fromEntries(assets));
  }
}

/** A value that comes from one `apply`: unknown as a whole while anything in it is unknown. */
export class Applied {
  readonly value: Value;
  /** Whether it is the value as JSON text, as `pulumi.jsonStringify` gives it. */
  readonly json: boolean;
  constructor(value: Value, json: boolean) {
    this.value = value;
    this.json = json;
  }
}

export type Value =
  | string
  | number
  | boolean
  | null
  | Ref
  | Joined
  | Applied
  | Archive
  | readonly Value[]
  | { readonly [key: string]: Value };
export type Properties = { readonly [key: string]: Value };

/** A resource of a program, as data: tests change it, then run it or judge it. */
export interface Declared {
  readonly type: string;
  readonly properties: Properties;
}

/** A program as data: its resources by name, in the order in which they are declared. */
export type Blueprint = Readonly<Record<string, Declared>>;

export function ref(resource: string, output: string): Ref {
  return new Ref(resource, output);
}

export function joined(...parts: readonly (string | Ref)[]): Joined {
  return new Joined(parts);
}

export function applied(value: Value): Applied {
  return new Applied(value, false);
}

export function jsonText(value: Value): Applied {
  return new Applied(value, true);
}

/** Where in a resource: keys of objects and positions of lists. */
export type Path = readonly (string | number)[];

/** An object of further values, and none of the kinds of value that are objects too. */
export function isPlain(value: Value): value is { readonly [key: string]: Value } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Ref) &&
    !(value instanceof Applied) &&
    !(value instanceof Joined) &&
    !(value instanceof Archive)
  );
}

/** The value with the part at a path replaced; undefined removes the part. */
export function replaced(within: Value, path: Path, by: Value | undefined): Value {
  const [key, ...rest] = path;
  if (key === undefined) {
    throw new Error("replaced: an empty path replaces nothing");
  }
  if (Array.isArray(within)) {
    const list: readonly Value[] = within;
    if (rest.length === 0 && by === undefined) {
      return list.filter((_, at) => at !== key);
    }
    return list.map((item, at) => (at === key ? inner(item, rest, by) : item));
  }
  if (!isPlain(within)) {
    throw new Error(`replaced: nothing at ${path.join(".")}`);
  }
  const { [key]: before, ...others } = within;
  if (rest.length === 0 && by === undefined) {
    return others;
  }
  if (before === undefined && rest.length > 0) {
    throw new Error(`replaced: no ${String(key)}`);
  }
  return { ...within, [key]: inner(before ?? null, rest, by) };
}

function inner(value: Value, rest: Path, by: Value | undefined): Value {
  return rest.length === 0 ? (by ?? null) : replaced(value, rest, by);
}

/** The blueprint with one property of one resource replaced or removed. */
export function change(
  blueprint: Blueprint,
  name: string,
  path: Path,
  by: Value | undefined,
): Blueprint {
  const before = blueprint[name];
  if (before === undefined) {
    throw new Error(`change: no resource ${name}`);
  }
  const properties = replaced(before.properties, path, by);
  if (!isPlain(properties)) {
    throw new Error("change: properties must stay an object");
  }
  return { ...blueprint, [name]: { ...before, properties } };
}

/** The blueprint without a resource; what refers to it must be changed first. */
export function without(blueprint: Blueprint, name: string): Blueprint {
  const { [name]: removed, ...others } = blueprint;
  if (removed === undefined) {
    throw new Error(`without: no resource ${name}`);
  }
  return others;
}

/** Every place in a value, outermost first: objects, lists and leaves alike. */
export function pathsIn(value: Value, at: Path = []): Path[] {
  const here = at.length === 0 ? [] : [at];
  if (Array.isArray(value)) {
    const list: readonly Value[] = value;
    return [...here, ...list.flatMap((item, index) => pathsIn(item, [...at, index]))];
  }
  if (!isPlain(value)) {
    return here;
  }
  return [...here, ...Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...at, key]))];
}

/** Every output of another resource that a value is made from. */
export function refsIn(value: Value): Ref[] {
  if (value instanceof Ref) {
    return [value];
  }
  if (value instanceof Applied) {
    return refsIn(value.value);
  }
  if (value instanceof Joined) {
    return value.parts.flatMap((part) => refsIn(part));
  }
  if (typeof value !== "object" || value === null || value instanceof Archive) {
    return [];
  }
  const inner: readonly Value[] = Array.isArray(value) ? value : Object.values(value);
  return inner.flatMap(refsIn);
}
