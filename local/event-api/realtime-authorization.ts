import { randomUUID } from "node:crypto";
import type { ChannelNamespace } from "../model.ts";
import { httpHosts } from "./api-host.ts";
import type { ApiState } from "./api-state.ts";
import { credentialHeaders, modeOf } from "./authorization/credential.ts";
import type { Identity } from "./authorization/identity.ts";
import type { Channel } from "./channel.ts";
import type { Arrival } from "./http-publish.ts";
import { signatureMismatch, unknownNamespace } from "./request-error.ts";
import type { RequestHeaders } from "./request-headers.ts";

/** The handshake of the socket that an operation comes from. */
export interface OperationOrigin {
  readonly headers: RequestHeaders;
  readonly arrival: Arrival;
}

/** A subscribe or publish that asks to be authorized. */
export interface OperationToAuthorize {
  readonly operation: "EVENT_SUBSCRIBE" | "EVENT_PUBLISH";
  readonly channel: Channel;
  /** The field `authorization` of the message, as it came. */
  readonly authorization: unknown;
  /** The JSON that a signature covers: `channel`, and `events` for a publish. */
  readonly signedBody: () => string;
}

/** Who an operation is for, and in which namespace. */
export interface Caller {
  readonly namespace: ChannelNamespace;
  readonly identity: Identity;
}

/** Authorizes one operation of a socket by its own credential. Throws RequestError. */
export async function authorizeOperation(
  state: ApiState,
  origin: OperationOrigin,
  { operation, channel, authorization, signedBody }: OperationToAuthorize,
): Promise<Caller> {
  const { api } = state;
  const namespace = api.namespaces.get(channel.namespace);
  if (namespace === undefined) throw unknownNamespace();
  const modes =
    operation === "EVENT_PUBLISH"
      ? (namespace.publishAuthModes ?? api.defaultPublishAuthModes)
      : (namespace.subscribeAuthModes ?? api.defaultSubscribeAuthModes);
  const credential = credentialHeaders(authorization) ?? {};
  if (modeOf(credential, modes) === "AWS_IAM") refuseAngleBrackets(state, signedBody());
  const identity = await state.authorization.authorize(api, {
    operation,
    credential,
    modes,
    channel,
    signedBody,
    requestId: randomUUID(),
    requestHeaders: origin.headers,
    sourceIp: origin.arrival.sourceIp,
    httpHosts: httpHosts(api, origin.arrival.host, origin.arrival.port),
    now: Date.now(),
  });
  return { namespace, identity };
}

/**
 * Over a WebSocket the service finds no match for a signature over `<` or `>`
 * (aws-appsync-community issue 400); what AWS refuses must not pass here.
 */
function refuseAngleBrackets(state: ApiState, signedBody: string): void {
  if (!/[<>]/.test(signedBody)) return;
  state.log(
    "A publish was refused: AWS verifies no signature over < or > in a WebSocket message. " +
      "Publish it over HTTP, or escape them in the event as \\u003c and \\u003e.",
  );
  throw signatureMismatch();
}
