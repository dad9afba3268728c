import { join } from "node:path";
import type { ChannelNamespace } from "../runtime/channel-namespace.ts";
import { canonicalJson } from "./canonical-json.ts";
import { checkImports, checkSource, type JsonSchema } from "./check-source.ts";
import { faultSource } from "./fault-source.ts";
import { runtimeFolder } from "./project-paths.ts";
import { compilableSchema } from "./schemas/compilable-schema.ts";

/**
 * The schemas of a namespace's channels by path, in the order of their paths, as they are compiled:
 * in draft 2020-12 and with every reference within the schema.
 *
 * @throws HandlerBundleError when one of them cannot be compiled.
 */
export function channelSchemas(
  namespace: ChannelNamespace,
): Record<string, { event: JsonSchema; broadcast: JsonSchema }> {
  return Object.fromEntries(
    Object.entries(namespace.channels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, { schema, broadcast }]) => {
        const event = compilableSchema(schema, `channel ${path}`);
        return [
          path,
          {
            event,
            broadcast:
              broadcast === schema
                ? event
                : compilableSchema(broadcast, `broadcast of channel ${path}`),
          },
        ];
      }),
  );
}

/** The canonical JSON of all schemas of a namespace's channels: equal schemas, equal text. */
export function schemasText(namespace: ChannelNamespace): string {
  return canonicalJson(channelSchemas(namespace));
}

function compiledSchema(schema: JsonSchema, where: string): string {
  return `{ check: ${checkSource(schema, where)}, faults: ${faultSource(schema, where)} }`;
}

/** The schemas of the secrets that a namespace declares, by name. */
export function secretSchemas({ secrets }: ChannelNamespace): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(secrets?.schema.properties ?? {}).map(([name, schema]) => [
      name,
      compilableSchema(schema, `secret ${name}`),
    ]),
  );
}

const runtimeImports = [
  `import { faultNode } from ${JSON.stringify(join(runtimeFolder, "fault-node.ts"))};`,
  `import * as Keywords from ${JSON.stringify(join(runtimeFolder, "keyword-tests.ts"))};`,
];

/**
 * The source of a module that exports a namespace's CompiledSchemas as `compiledSchemas`. It holds
 * plain functions only: nothing is compiled or evaluated when a function starts.
 */
export function compiledSchemasSource(namespace: ChannelNamespace): string {
  const channels = Object.entries(channelSchemas(namespace)).map(([path, schemas], index) => {
    const event = compiledSchema(schemas.event, `channel ${path}`);
    const broadcast =
      schemas.broadcast === schemas.event
        ? `event${index}`
        : compiledSchema(schemas.broadcast, `broadcast of channel ${path}`);
    return {
      declaration: `const event${index} = ${event};`,
      member: `${JSON.stringify(path)}: { event: event${index}, broadcast: ${broadcast} }`,
    };
  });
  const environment = namespace.environment
    ? `, environment: ${compiledSchema(compilableSchema(namespace.environment.schema, "environment"), "environment")}`
    : "";
  const declared = Object.entries(secretSchemas(namespace)).map(
    ([name, schema]) => `${JSON.stringify(name)}: ${compiledSchema(schema, `secret ${name}`)}`,
  );
  const secrets = namespace.secrets ? `, secrets: { ${declared.join(", ")} }` : "";
  const source = [
    ...channels.map(({ declaration }) => declaration),
    `export const compiledSchemas = { channels: { ${channels.map(({ member }) => member).join(", ")} }${environment}${secrets} };`,
  ].join("\n");
  return [checkImports(source), ...runtimeImports, source].join("\n");
}
