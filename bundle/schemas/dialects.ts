/** Dialects of JSON Schema that a channel's schema can be written in. */
export const DIALECTS = [
  "draft-04",
  "draft-06",
  "draft-07",
  "2019-09",
  "2020-12",
  "openapi-3.0",
  "openapi-3.1",
] as const;

export type Dialect = (typeof DIALECTS)[number];

/** What `$schema` starts with, by dialect (json-schema.org, specification links; OAS 3.1, 4.8.24.5). */
const URIS: readonly (readonly [start: string, dialect: Dialect])[] = [
  ["json-schema.org/draft-04/schema", "draft-04"],
  ["json-schema.org/draft-06/schema", "draft-06"],
  ["json-schema.org/draft-07/schema", "draft-07"],
  ["json-schema.org/draft/2019-09/schema", "2019-09"],
  ["json-schema.org/draft/2020-12/schema", "2020-12"],
  ["spec.openapis.org/oas/3.0/", "openapi-3.0"],
  ["spec.openapis.org/oas/3.1/", "openapi-3.1"],
];

/** The dialect that a `$schema` names, or undefined when it is none of these. */
export function dialectOf(schemaUri: string): Dialect | undefined {
  const address = schemaUri.replace(/^https?:\/\//, "");
  return URIS.find(([start]) => address.startsWith(start))?.[1];
}

/**
 * Dialects in which keywords next to `$ref` say nothing (draft-07, core 8.3; OAS 3.0.3, Reference
 * Object). Some validators apply them all the same.
 */
export const REF_STANDS_ALONE: ReadonlySet<Dialect | undefined> = new Set<Dialect>([
  "draft-04",
  "draft-06",
  "draft-07",
  "openapi-3.0",
]);
