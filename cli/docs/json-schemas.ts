import type { DescribedNamespace } from "../../bundle/namespace-schemas.ts";
import { documentedSchema } from "../../bundle/schemas/compilable-schema.ts";

/** A definition's name in the fragment of a URI (RFC 6901, section 6). */
function fragmentOf(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function definition(name: string, schema: unknown): [string, unknown] {
  return [name, documentedSchema(schema, `#/$defs/${fragmentOf(name)}/$defs/`)];
}

/**
 * The JSON Schemas (2020-12) of a namespace for publishers and subscribers in any language: under
 * `$defs`, per channel, the event that is published and the one that is broadcast.
 */
export function namespaceJsonSchema({
  name,
  namespace,
}: DescribedNamespace): Readonly<Record<string, unknown>> {
  const definitions = Object.entries(namespace.channels).flatMap(([path, channel]) => [
    definition(`publish ${path}`, channel.schema),
    definition(`broadcast ${path}`, channel.broadcast),
  ]);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Events of the channel namespace ${name}`,
    ...(namespace.description === undefined ? {} : { description: namespace.description }),
    $defs: Object.fromEntries(definitions),
  };
}
