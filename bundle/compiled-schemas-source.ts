import { join } from "node:path";
import type { ChannelNamespace } from "../handlers/runtime/channel-namespace.ts";
import { canonicalJson } from "./canonical-json.ts";
import { checkImports, checkSource, type JsonSchema } from "./check-source.ts";
import { faultSource } from "./fault-source.ts";
import { runtimeFolder } from "./project-paths.ts";
import { unitsSource } from "./units-source.ts";

/** The JSON Schemas of a namespace's channels by path, in the order of their paths. */
export const channelSchemas = (
  namespace: ChannelNamespace,
): Record<string, { event: JsonSchema; broadcast: JsonSchema }> =>
  Object.fromEntries(
    Object.entries(namespace.channels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, { schema, broadcast }]) => [
        path,
        { event: schema as JsonSchema, broadcast: broadcast as JsonSchema },
      ]),
  );

/** The canonical JSON of all schemas of a namespace's channels: equal schemas, equal text. */
export const schemasText = (namespace: ChannelNamespace): string =>
  canonicalJson(channelSchemas(namespace));

const compiledVariables = (schema: JsonSchema, where: string): string =>
  `check: ${checkSource(schema, where)}, faults: ${faultSource(schema, where)}`;

const compiledSchema = (schema: JsonSchema, where: string): string =>
  `{ ${compiledVariables(schema, where)}, units: ${unitsSource(schema)} }`;

const runtimeImports = [
  `import { isPlain, jsonUnits } from ${JSON.stringify(join(runtimeFolder, "json-units.ts"))};`,
  `import { faultNode } from ${JSON.stringify(join(runtimeFolder, "fault-node.ts"))};`,
  `import * as Keywords from ${JSON.stringify(join(runtimeFolder, "keyword-tests.ts"))};`,
];

/**
 * The source of a module that exports a namespace's CompiledSchemas as `compiledSchemas`. It holds
 * plain functions only: nothing is compiled or evaluated when a function starts.
 */
export const compiledSchemasSource = (namespace: ChannelNamespace): string => {
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
    ? `, environment: { ${compiledVariables(namespace.environment.schema as unknown as JsonSchema, "environment")} }`
    : "";
  const source = [
    ...channels.map(({ declaration }) => declaration),
    `export const compiledSchemas = { channels: { ${channels.map(({ member }) => member).join(", ")} }${environment} };`,
  ].join("\n");
  return [checkImports(source), ...runtimeImports, source].join("\n");
};
