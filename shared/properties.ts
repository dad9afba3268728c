import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";

/** Properties of a resource as they travel between engine and provider. */
export type Properties = Readonly<Record<string, unknown>>;

/** Stands for a value that a preview cannot know (Pulumi SDK, `runtime/rpc`). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Marks an object as a secret, an asset or an archive, by the value under it. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** Properties of a message; secrets as the values in them, since nothing here leaves the machine. */
export function fromStruct(struct: Struct | undefined): Properties {
  return asProperties(revealed(struct?.toJavaScript() ?? {}));
}

export function toStruct(properties: Properties): Struct {
  // Undefined has no form on the wire; JSON leaves it out as the engine does.
  return structProto.Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

/** Whether a value is an object with properties, and no list. */
export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value when it is an object, else an empty one. */
export function asProperties(value: unknown): Properties {
  return isObject(value) ? value : {};
}

/** The value when it is a list, else an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value when it is a text that is known, else the alternative, or an empty text. */
export function asText(value: unknown, otherwise = ""): string {
  return typeof value === "string" && value !== UNKNOWN ? value : otherwise;
}

/** The value when it is a number, else undefined. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The texts of an object, such as tags or a function's variables. */
export function asTexts(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(asProperties(value)).map(([k, v]) => [k, asText(v)]));
}

/** Whether the value, or anything in it, is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some(hasUnknown);
  }
  return isObject(value) && Object.values(value).some(hasUnknown);
}

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

export function isAsset(value: unknown): value is Properties {
  return isObject(value) && value[SIGNATURE] === ASSET;
}

export function isArchive(value: unknown): value is Properties {
  return isObject(value) && value[SIGNATURE] === ARCHIVE;
}

/** An archive of text files by name, as the engine hands it to a provider. */
export function textArchive(files: Readonly<Record<string, string>>): Properties {
  const assets = Object.entries(files).map(
    ([name, text]) => [name, { [SIGNATURE]: ASSET, text }] as const,
  );
  return { [SIGNATURE]: ARCHIVE, assets: Object.fromEntries(assets) };
}

function revealed(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(revealed);
  }
  if (!isObject(value)) {
    return value;
  }
  if (value[SIGNATURE] === SECRET) {
    return revealed(value.value);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, revealed(each)]));
}
