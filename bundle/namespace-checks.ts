import { CHANNEL_PATH, WILDCARD_PATH } from "../aws-facts/channel-grammar.ts";
import type { ChannelNamespace } from "../runtime/channel-namespace.ts";
import { readablePath } from "./esbuild-messages.ts";
import { HandlerBundleError } from "./handler-bundle-error.ts";
import { namespaceShapeFaults } from "./namespace-shape.ts";
import { faultsOfSchema } from "./schemas/compilable-schema.ts";
import { faultLines } from "./schemas/schema-fault.ts";

function pathFault(path: string, name: string): string | undefined {
  if (path !== `/${name}` && !path.startsWith(`/${name}/`)) {
    return `${path} lies outside the namespace. Channel paths start with the folder's name: /${name}/...`;
  }
  if (CHANNEL_PATH.test(path) || WILDCARD_PATH.test(path)) {
    return undefined;
  }
  return (
    `${path} is not a channel path. Allowed are up to five segments of 1 to 50 letters, digits and ` +
    "inner hyphens, and a * as the whole last segment."
  );
}

function channelFaults(path: string, channel: unknown, name: string): string[] {
  const fault = pathFault(path, name);
  if (fault) {
    return [fault];
  }
  if (typeof channel !== "object" || channel === null || !("schema" in channel)) {
    return [`channel ${path} has no schema. Describe it with channel({ schema: ... }).`];
  }
  const { schema } = channel;
  const broadcast = "broadcast" in channel ? channel.broadcast : schema;
  return [
    ...faultLines(faultsOfSchema(schema), `channel ${path}`),
    ...(broadcast === schema
      ? []
      : faultLines(faultsOfSchema(broadcast), `broadcast of channel ${path}`)),
  ];
}

function wildcardFaults(path: string, name: string): string[] {
  if (!path.endsWith("/*")) {
    return [`wildcardSubscriptions: ${path} does not end in /*.`];
  }
  const fault = pathFault(path, name);
  return fault ? [`wildcardSubscriptions: ${fault}`] : [];
}

/**
 * Checks what types cannot, or were not asked to: that every part has its shape, that paths are routes
 * of this namespace, since Powertools skips a route that it cannot read, and that every schema checks
 * what its author meant. Returns a text per fault.
 */
export function namespaceFaults(namespace: ChannelNamespace, name: string): string[] {
  const shapes = namespaceShapeFaults(namespace);
  if (shapes.length > 0) {
    return shapes;
  }
  const channels = Object.entries(namespace.channels);
  return [
    ...(channels.length === 0 ? ["the namespace has no channels."] : []),
    ...channels.flatMap(([path, channel]) => channelFaults(path, channel, name)),
    ...Object.keys(namespace.wildcardSubscriptions ?? {}).flatMap((path) =>
      wildcardFaults(path, name),
    ),
    ...(namespace.environment
      ? faultLines(faultsOfSchema(namespace.environment.schema), "environment variables")
      : []),
    ...Object.entries(namespace.secrets?.schema.properties ?? {}).flatMap(([name, schema]) =>
      faultLines(faultsOfSchema(schema), `secret ${name}`),
    ),
  ];
}

/**
 * Refuses a namespace with faults.
 *
 * @throws HandlerBundleError with a line per fault.
 */
export function checkNamespace(namespace: ChannelNamespace, name: string, entry: string): void {
  const faults = namespaceFaults(namespace, name);
  if (faults.length === 0) {
    return;
  }
  throw new HandlerBundleError(
    faults.map((fault) => `${readablePath(entry)}:1:1: ${fault}`).join("\n"),
  );
}
