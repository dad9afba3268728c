import type { Property } from "./property.ts";

/**
 * The property of that name in whatever case: `aws` and `aws-native` write `ipSetReferenceStatement`,
 * the JSON form of the AWS API `IPSetReferenceStatement`.
 */
export function anyCase(property: Property, ...names: readonly string[]): Property {
  return names.reduce((within, name) => {
    const same = within.at(name);
    if (same.state !== "absent") {
      return same;
    }
    const keys = within.keys();
    const wanted = name.toLowerCase();
    const found =
      keys.state === "known" ? keys.value.find((key) => key.toLowerCase() === wanted) : undefined;
    return found === undefined ? same : within.at(found);
  }, property);
}

/** The keys of an object that are set, in lower case. */
export function keysInLowerCase(property: Property): readonly string[] {
  const keys = property.keys();
  if (keys.state !== "known") {
    return [];
  }
  return keys.value
    .filter((key) => property.at(key).state !== "absent")
    .map((key) => key.toLowerCase());
}
