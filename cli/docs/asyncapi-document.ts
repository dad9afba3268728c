import type { DescribedNamespace } from "../../bundle/namespace-schemas.ts";
import type { Channel } from "../../runtime/channel-namespace.ts";
import { ERROR_CODES } from "../../runtime/error-codes.ts";
import { AsyncApiSchemas } from "./asyncapi-schemas.ts";

/** An AsyncAPI 3 document (AsyncAPI specification 3.0.0). */
export type AsyncApiDocument = Readonly<Record<string, unknown>>;

/** What the document is called. */
export interface DocumentInfo {
  readonly title: string;
  readonly version: string;
}

/** Five segments at most make a channel; what a route's star stands for is at least one. */
const REST_DESCRIPTION = "One or more further segments of the channel, separated by slashes";

/** `/chat/rooms/*` as a name of letters and dots: `chat.rooms.any`. */
function nameOf(path: string): string {
  return path.slice(1).replaceAll("/", ".").replace("*", "any");
}

function addressOf(path: string): string {
  return path.replace(/\*$/, "{rest}");
}

function reference(...keys: string[]): { $ref: string } {
  return { $ref: `#/${keys.join("/")}` };
}

const SERVERS = {
  publish: {
    host: "{apiHost}.appsync-api.{region}.amazonaws.com",
    pathname: "/event",
    protocol: "https",
    description: "HTTP publish; `POST` of a channel and up to five events",
  },
  realtime: {
    host: "{apiHost}.appsync-realtime-api.{region}.amazonaws.com",
    pathname: "/event/realtime",
    protocol: "wss",
    description: "WebSocket with the subprotocol `aws-appsync-event-ws`: publish and subscribe",
  },
};

const VARIABLES = {
  apiHost: { description: "First label of the API's own domain" },
  region: { description: "AWS region of the stage" },
};

function failures(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, reason]) => `| \`${code}\` | ${reason} |`);
  return [
    "An event that is refused is listed in `failed`, with a code:",
    "",
    "| code | reason |",
    "| --- | --- |",
    ...rows,
  ].join("\n");
}

class DocumentWriter {
  readonly #schemas = new AsyncApiSchemas();
  readonly #channels: Record<string, unknown> = {};
  readonly #operations: Record<string, unknown> = {};

  add({ name, namespace }: DescribedNamespace): void {
    for (const [path, channel] of Object.entries(namespace.channels)) {
      this.#addChannel(name, path, channel, channel.description ?? namespace.description);
    }
  }

  #addChannel(namespace: string, path: string, channel: Channel, description?: string): void {
    const id = nameOf(path);
    const message = (schema: unknown) => ({ payload: this.#schemas.add(schema, namespace) });
    this.#channels[id] = {
      address: addressOf(path),
      ...(description === undefined ? {} : { description }),
      messages: { published: message(channel.schema), broadcast: message(channel.broadcast) },
      ...(path.endsWith("*") ? { parameters: { rest: { description: REST_DESCRIPTION } } } : {}),
      tags: [{ name: namespace }],
    };
    this.#operations[`publish.${id}`] = {
      action: "receive",
      channel: reference("channels", id),
      messages: [reference("channels", id, "messages", "published")],
      summary: `Publish to ${path}`,
    };
    if (!channel.subscribe) {
      return;
    }
    this.#operations[`subscribe.${id}`] = {
      action: "send",
      channel: reference("channels", id),
      messages: [reference("channels", id, "messages", "broadcast")],
      summary: `Subscribe to ${path}`,
    };
  }

  write({ title, version }: DocumentInfo): AsyncApiDocument {
    const entries = Object.entries(SERVERS).map(([name, server]) => [
      name,
      { ...server, variables: VARIABLES },
    ]);
    return {
      asyncapi: "3.0.0",
      info: { title, version, description: failures() },
      defaultContentType: "application/json",
      servers: Object.fromEntries(entries),
      channels: this.#channels,
      operations: this.#operations,
      components: { schemas: this.#schemas.components },
    };
  }
}

/** Describes all namespaces in one AsyncAPI document, from the API's own point of view. */
export function asyncApiDocument(
  namespaces: readonly DescribedNamespace[],
  info: DocumentInfo,
): AsyncApiDocument {
  const writer = new DocumentWriter();
  for (const namespace of namespaces) {
    writer.add(namespace);
  }
  return writer.write(info);
}
