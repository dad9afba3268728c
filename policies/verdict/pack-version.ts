import manifest from "../package.json" with { type: "json" };

/** The version of this policy pack. */
export const packVersion: string = manifest.version;
