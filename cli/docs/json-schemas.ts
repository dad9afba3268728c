import type { DescribedNamespace } from "../../bundle/namespace-schemas.ts";

/**
 * The JSON Schemas (2020-12) of a namespace for publishers and subscribers in any language: under
 * `$defs`, per channel, the event that is published and the one that is broadcast.
 */
export const namespaceJsonSchema = ({
  name,
  namespace,
}: DescribedNamespace): Readonly<Record<string, unknown>> => {
  const definitions = Object.entries(namespace.channels).flatMap(([path, channel]) => [
    [`publish ${path}`, channel.schema],
    [`broadcast ${path}`, channel.broadcast],
  ]);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Events of the channel namespace ${name}`,
    ...(namespace.description === undefined ? {} : { description: namespace.description }),
    $defs: Object.fromEntries(definitions),
  };
};
