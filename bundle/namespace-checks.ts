import * as Format from "typebox/format";
import type { ChannelNamespace } from "../handlers/runtime/channel-namespace.ts";
import { readablePath } from "./esbuild-messages.ts";
import { HandlerBundleError } from "./handler-bundle-error.ts";

/**
 * A route: segments of letters, digits and inner hyphens, at most five, the last of which may be a
 * star (AppSync Events Developer Guide, channel namespaces; Powertools, AppSync Events, routes).
 */
const route = /^(?:\/[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?){1,5}$/;
const wildcardRoute = /^(?:\/[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?){1,4}\/\*$/;

const pathFault = (path: string, name: string): string | undefined => {
  if (path !== `/${name}` && !path.startsWith(`/${name}/`)) {
    return `${path} lies outside the namespace. Channel paths start with the folder's name: /${name}/...`;
  }
  if (route.test(path) || wildcardRoute.test(path)) return undefined;
  return (
    `${path} is no channel path. Allowed are up to five segments of 1 to 50 letters, digits and ` +
    "inner hyphens, and a * as the whole last segment."
  );
};

const unknownFormats = (schema: unknown): string[] => {
  if (typeof schema !== "object" || schema === null) return [];
  const below = Object.values(schema).flatMap(unknownFormats);
  const format = "format" in schema ? schema.format : undefined;
  return typeof format === "string" && !Format.Has(format) ? [format, ...below] : below;
};

const formatFaults = (path: string, schemas: readonly unknown[]): string[] =>
  [...new Set(schemas.flatMap(unknownFormats))].map((format) => {
    const known = Format.Entries().map(([name]) => name);
    return `channel ${path}: format "${format}" is unknown and would check nothing. Known: ${known.join(", ")}.`;
  });

/** Names that every JavaScript object answers to, so that a check takes them for present. */
const inheritedNames = (schema: unknown): string[] => {
  if (typeof schema !== "object" || schema === null) return [];
  const below = Object.values(schema).flatMap(inheritedNames);
  const properties = "properties" in schema ? schema.properties : undefined;
  if (typeof properties !== "object" || properties === null) return below;
  return [...Object.keys(properties).filter((name) => name in Object.prototype), ...below];
};

const nameFaults = (path: string, schemas: readonly unknown[]): string[] =>
  [...new Set(schemas.flatMap(inheritedNames))].map(
    (name) =>
      `channel ${path}: a property cannot be named "${name}", every object has one already.`,
  );

const channelFaults = (path: string, channel: unknown, name: string): string[] => {
  const fault = pathFault(path, name);
  if (fault) return [fault];
  if (
    typeof channel !== "object" ||
    channel === null ||
    !("schema" in channel) ||
    !channel.schema
  ) {
    return [`channel ${path} has no schema. Describe it with channel({ schema: ... }).`];
  }
  const broadcast = "broadcast" in channel ? channel.broadcast : undefined;
  const schemas = [channel.schema, broadcast];
  return [...formatFaults(path, schemas), ...nameFaults(path, schemas)];
};

const wildcardFaults = (path: string, name: string): string[] => {
  if (!path.endsWith("/*")) return [`wildcardSubscriptions: ${path} does not end in /*.`];
  const fault = pathFault(path, name);
  return fault ? [`wildcardSubscriptions: ${fault}`] : [];
};

/**
 * Checks what types cannot: that paths are routes of this namespace, since Powertools skips a route
 * that it cannot read, and that every format is one that is checked.
 *
 * @throws HandlerBundleError with a line per fault.
 */
export const checkNamespace = (namespace: ChannelNamespace, name: string, entry: string): void => {
  const channels = Object.entries(namespace.channels);
  const faults = [
    ...(channels.length === 0 ? ["the namespace has no channels."] : []),
    ...channels.flatMap(([path, channel]) => channelFaults(path, channel, name)),
    ...Object.keys(namespace.wildcardSubscriptions ?? {}).flatMap((path) =>
      wildcardFaults(path, name),
    ),
  ];
  if (faults.length === 0) return;
  throw new HandlerBundleError(
    faults.map((fault) => `${readablePath(entry)}:1:1: ${fault}`).join("\n"),
  );
};
