import { randomUUID } from "node:crypto";
import type { AuthMode } from "../../aws-facts/auth-modes.ts";
import type { ChannelNamespace, EventApi } from "../model.ts";
import { httpHosts } from "./api-host.ts";
import type { ApiRuntime } from "./api-runtime.ts";
import { type CredentialHeaders, modeOf, type Operation } from "./authorization/credential.ts";
import type { Identity } from "./authorization/identity.ts";
import type { Channel } from "./channel.ts";
import { badRequest, signatureMismatch, unknownNamespace } from "./request-error.ts";
import type { RequestOrigin } from "./request-origin.ts";

/** A connect that asks to be authorized. */
export interface ConnectToAuthorize {
  readonly credential: CredentialHeaders;
  readonly origin: RequestOrigin;
}

/** A subscribe or publish that asks to be authorized, over HTTP or a socket. */
export interface OperationToAuthorize extends ConnectToAuthorize {
  readonly operation: "EVENT_SUBSCRIBE" | "EVENT_PUBLISH";
  readonly channel: Channel;
  /** What a signature covers: the bytes of an HTTP body, or the operation's JSON. */
  readonly signedBody: () => string | Buffer;
  /** @default a new id */
  readonly requestId?: string;
}

/** Who an operation is for, and in which namespace. */
export interface Caller {
  readonly namespace: ChannelNamespace;
  readonly identity: Identity;
}

type Authorizing = Pick<ApiRuntime, "authorization" | "log">;

/**
 * Authorizes a connect. The credential must name the HTTP endpoint as its host (Developer Guide,
 * WebSocket protocol). Throws RequestError.
 */
export async function authorizeConnect(
  api: EventApi,
  runtime: Authorizing,
  { credential, origin }: ConnectToAuthorize,
): Promise<void> {
  const hosts = httpHosts(api, origin.host, origin.port);
  if (credential.host === undefined || !hosts.includes(credential.host)) {
    throw badRequest("host in the connect credential is not the host of the API's HTTP endpoint.");
  }
  await authorize(api, runtime, origin, {
    operation: "EVENT_CONNECT",
    credential,
    modes: api.connectionAuthModes,
    signedBody: () => "{}",
    requestId: randomUUID(),
  });
}

/**
 * Authorizes one subscribe or publish by its own credential, so one socket may mix modes. Modes of
 * the namespace replace the API's. Throws RequestError.
 */
export async function authorizeOperation(
  api: EventApi,
  runtime: Authorizing,
  request: OperationToAuthorize,
): Promise<Caller> {
  const { operation, channel, credential, origin, signedBody } = request;
  const namespace = api.namespaces.get(channel.namespace);
  if (namespace === undefined) {
    throw unknownNamespace();
  }
  const modes =
    operation === "EVENT_PUBLISH"
      ? (namespace.publishAuthModes ?? api.defaultPublishAuthModes)
      : (namespace.subscribeAuthModes ?? api.defaultSubscribeAuthModes);
  if (origin.transport === "WEBSOCKET" && modeOf(credential, modes) === "AWS_IAM") {
    refuseAngleBrackets(runtime, signedBody());
  }
  const identity = await authorize(api, runtime, origin, {
    operation,
    credential,
    modes,
    channel,
    signedBody,
    requestId: request.requestId ?? randomUUID(),
  });
  return { namespace, identity };
}

function authorize(
  api: EventApi,
  { authorization }: Authorizing,
  origin: RequestOrigin,
  request: {
    readonly operation: Operation;
    readonly credential: CredentialHeaders;
    readonly modes: readonly AuthMode[];
    readonly channel?: Channel;
    readonly signedBody: () => string | Buffer;
    readonly requestId: string;
  },
): Promise<Identity> {
  return authorization.authorize(api, {
    ...request,
    requestHeaders: origin.headers,
    sourceIp: origin.sourceIp,
    httpHosts: httpHosts(api, origin.host, origin.port),
    now: Date.now(),
  });
}

/**
 * Over a WebSocket the service finds no match for a signature over `<` or `>`
 * (aws-appsync-community issue 400); what AWS refuses must not pass here.
 */
function refuseAngleBrackets({ log }: Authorizing, signedBody: string | Buffer): void {
  if (!/[<>]/.test(signedBody.toString())) {
    return;
  }
  log(
    "A publish was refused: AWS verifies no signature over < or > in a WebSocket message. " +
      "Publish it over HTTP, or escape them in the event as \\u003c and \\u003e.",
  );
  throw signatureMismatch();
}
