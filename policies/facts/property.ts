import { type PolicyResource, Secret, unknownCheckingProxy } from "@pulumi/policy";
import { absent, type Fact, type Known, known, unknown } from "./fact.ts";

/**
 * A place in a resource's properties. The only code that touches property values: the policy SDK
 * throws when an unknown value is read and then ends the whole rule with an advisory, so every
 * value is read here without the SDK's guard and answered as a {@link Fact}.
 */
export class Property {
  readonly resource: PolicyResource;
  /** Dotted path from the resource, as a reader would write it: `rules[0].action`. */
  readonly path: string;
  readonly #value: Fact<unknown>;
  #below: Map<string, Property> | undefined;
  #items: Fact<readonly Property[]> | undefined;
  #parsed: Property | undefined;

  constructor(resource: PolicyResource, path: string, value: Fact<unknown>) {
    this.resource = resource;
    this.path = path;
    this.#value = value;
  }

  /** Known with a value of whatever type, unknown, or absent. */
  get state(): Fact<unknown>["state"] {
    return this.#value.state;
  }

  /** The property below this one; absent and unknown pass down. */
  at(key: string, ...more: readonly string[]): Property {
    let property = this.#step(key);
    for (const next of more) {
      property = property.#step(next);
    }
    return property;
  }

  #step(key: string): Property {
    // Further down, reading again costs less than keeping.
    if (this.path !== "") {
      return this.#read(key);
    }
    this.#below ??= new Map();
    const before = this.#below.get(key);
    if (before !== undefined) {
      return before;
    }
    const property = this.#read(key);
    this.#below.set(key, property);
    return property;
  }

  #read(key: string): Property {
    const path = this.path === "" ? key : `${this.path}.${key}`;
    if (this.#value.state !== "known") {
      const fact = this.#value.state === "absent" ? absent(path) : this.#value;
      return new Property(this.resource, path, fact);
    }
    const container = this.#value.value;
    if (!isRecord(container)) {
      return new Property(this.resource, path, unknown(this.path));
    }
    return new Property(this.resource, path, readKey(container, key, path));
  }

  /** The value itself, without the SDK's guard: for assets and archives, which hold promises. */
  content(): Fact<unknown> {
    const value = this.#value;
    return value.state === "known" ? known(unguarded(value.value)) : value;
  }

  text(): Fact<string> {
    return this.#typed((value) => typeof value === "string");
  }

  /** A text, or the texts of a list: many AWS fields take either. */
  texts(): Fact<readonly Fact<string>[]> {
    const text = this.text();
    if (text.state === "known") {
      return known([text]);
    }
    const items = this.items();
    return items.state === "known" ? known(items.value.map((item) => item.text())) : items;
  }

  /** What a JSON text says, or the property itself when it already is an object. */
  parsed(): Property {
    this.#parsed ??= this.#parse();
    return this.#parsed;
  }

  #parse(): Property {
    const text = this.text();
    if (text.state !== "known") {
      return this;
    }
    try {
      const value: unknown = JSON.parse(text.value);
      return new Property(this.resource, this.path, known(value));
    } catch {
      return new Property(this.resource, this.path, unknown(this.path));
    }
  }

  boolean(): Fact<boolean> {
    return this.#typed((value) => typeof value === "boolean");
  }

  number(): Fact<number> {
    return this.#typed((value) => typeof value === "number");
  }

  /** The keys of an object; their values may still be unknown. */
  keys(): Fact<readonly string[]> {
    const record = this.#typed(isRecord);
    return record.state === "known" ? known(Object.keys(record.value)) : record;
  }

  /** The elements of a list, each a property of its own that may be unknown. */
  items(): Fact<readonly Property[]> {
    this.#items ??= this.#elements();
    return this.#items;
  }

  #elements(): Fact<readonly Property[]> {
    const list = this.#typed((value): value is readonly unknown[] => Array.isArray(value));
    if (list.state !== "known") {
      return list;
    }
    const { value } = list;
    return known(
      Array.from({ length: value.length }, (_, at) => {
        const path = `${this.path}[${at}]`;
        return new Property(this.resource, path, readKey(value, at, path));
      }),
    );
  }

  /** The value as it is, with an {@link UnknownValue} in every place that is unknown. */
  plain(): unknown {
    if (this.#value.state !== "known") {
      return this.#value.state === "absent" ? undefined : new UnknownValue();
    }
    const items = this.items();
    if (items.state === "known") {
      return items.value.map((item) => item.plain());
    }
    const keys = this.keys();
    if (keys.state !== "known") {
      return this.#value.value;
    }
    return Object.fromEntries(keys.value.map((key) => [key, this.#step(key).plain()]));
  }

  #typed<T>(accepts: (value: unknown) => value is T): Fact<T> {
    if (this.#value.state !== "known") {
      return this.#value;
    }
    return isOf(this.#value, accepts) ? this.#value : unknown(this.path);
  }
}

/** Whether what is known has a type, so that one answer serves for every read of it. */
function isOf<T>(fact: Known<unknown>, accepts: (value: unknown) => value is T): fact is Known<T> {
  return accepts(fact.value);
}

/** Stands for a value that nobody knows yet, where a resource is put together from a text. */
export class UnknownValue {}

/** On the resource itself: a map that is weak costs more at each collection than it saves. */
const read = Symbol("properties");

/**
 * Everything a resource has: its outputs, and during a preview its inputs copied forward. Kept for
 * all rules that read it.
 */
export function propertiesOf(resource: PolicyResource): Property {
  const kept = resource as { [read]?: Property };
  const before = kept[read];
  // A copy of a resource takes everything with it, and is another resource.
  if (before?.resource === resource) {
    return before;
  }
  const properties = new Property(resource, "", known(unguarded(resource.props)));
  kept[read] = properties;
  return properties;
}

/**
 * The policy SDK's guard hands out what it guards under this name (`proxy.js`, 1.21). It makes a proxy
 * for each read and an exception for each unknown value, which a large stack has by the thousand.
 */
const GUARDED = "__getSpecialProxyTarget";

function unguarded(value: unknown): unknown {
  return isRecord(value) ? (Reflect.get(value, GUARDED) ?? value) : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Texts that the policy SDK puts in the place of unknown values: a few UUIDs of its own. */
const unknownTexts = new Set<string>();
const UUID_LENGTH = 36;

/** Asks the policy SDK, which throws for unknown values, and asks once for each text of its own. */
function isUnknown(value: unknown): boolean {
  if (typeof value !== "string" || value.length !== UUID_LENGTH) {
    return false;
  }
  if (unknownTexts.has(value)) {
    return true;
  }
  try {
    void unknownCheckingProxy({ value }).value;
    return false;
  } catch {
    unknownTexts.add(value);
    return true;
  }
}

function readKey(
  container: Record<string, unknown> | readonly unknown[],
  key: string | number,
  path: string,
): Fact<unknown> {
  try {
    const value = Reflect.get(container, key);
    // Remediations are handed secrets as such, and rules their values.
    const isHidden = value instanceof UnknownValue || value instanceof Secret;
    if (isHidden || isUnknown(value)) {
      return unknown(path);
    }
    return value === undefined || value === null ? absent(path) : known(value);
  } catch {
    // A guard of the SDK that could not be taken off throws by itself.
    return unknown(path);
  }
}
