import type { Channel, ChannelNamespace } from "./channel-namespace.ts";
import type { CompiledChannel, CompiledSchemas } from "./compiled-schemas.ts";
import { createRouter, type Router } from "./router.ts";

/** A channel of a namespace with its compiled schemas. */
export interface ChannelRoute {
  readonly path: string;
  readonly channel: Channel;
  readonly compiled: CompiledChannel;
}

/**
 * The routes of a namespace's channels.
 *
 * @throws Error when the namespace and its compiled schemas are not of the same build.
 */
export function channelRouter(
  namespace: ChannelNamespace,
  { channels }: CompiledSchemas,
): Router<ChannelRoute> {
  return createRouter(
    Object.entries(namespace.channels).map(([path, channel]) => {
      const compiled = channels[path];
      if (!compiled) {
        throw new Error(`channel ${path} has no compiled schema`);
      }
      // A copy: nobody can exchange its functions any more.
      return [path, { path, channel: { ...channel }, compiled }] as const;
    }),
  );
}
