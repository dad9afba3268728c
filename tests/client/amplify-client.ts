import type { TestContext } from "node:test";
import { Amplify } from "aws-amplify";
import { type EventsChannel, events } from "aws-amplify/data";
import type { JSONWebKeySet } from "jose";
import type {
  EventApiServerOptions,
  RealtimeSettings,
} from "../../local/event-api/server-options.ts";
import type { ChannelNamespace, EventApi, IamPrincipal } from "../../local/model.ts";
import {
  AUTHORIZER,
  ON_PUBLISH,
  ON_SUBSCRIBE,
  REGION,
  startEventApi,
} from "../local/event-api/test-event-api.ts";
import { KEY } from "../local/event-api/test-socket.ts";

const MODES = {
  apiKey: "API_KEY",
  iam: "AWS_IAM",
  userPool: "AMAZON_COGNITO_USER_POOLS",
  oidc: "OPENID_CONNECT",
  lambda: "AWS_LAMBDA",
} as const;

/** The client's names of the five modes. */
export type AmplifyMode = keyof typeof MODES;

/** Who signs when the client is configured for IAM. */
export const PRINCIPAL: IamPrincipal = {
  accessKeyId: "ASIACLIENT",
  secretAccessKey: "client-secret",
  sessionToken: "client-token",
  userArn: "arn:aws:sts::000000000000:assumed-role/client/session",
  username: "client",
};

interface PublishEvent {
  readonly events: readonly { readonly id: string; readonly payload: unknown }[];
}

/** Marks what it lets through, refuses the text "refuse" and drops the text "drop". */
function onPublish({ events }: PublishEvent): unknown {
  return {
    events: events
      .filter(({ payload }) => payload !== "drop")
      .map(({ id, payload }) =>
        payload === "refuse" ? { id, error: "E_REFUSED" } : { id, payload: { seen: payload } },
      ),
  };
}

const NAMESPACES: readonly ChannelNamespace[] = [
  { name: "default" },
  {
    name: "handled",
    onPublish: { functionArn: ON_PUBLISH, invokeType: "REQUEST_RESPONSE" },
    onSubscribe: { functionArn: ON_SUBSCRIBE, invokeType: "REQUEST_RESPONSE" },
  },
];

/** Who the client calls as, by mode. */
export interface AmplifyCaller {
  readonly apiKey?: string | undefined;
  readonly principal?: IamPrincipal | undefined;
  /** Access token of the modes userPool and oidc. */
  readonly token?: string | undefined;
}

interface AmplifyOptions {
  readonly realtime?: Partial<RealtimeSettings>;
  readonly token?: string;
  readonly issuerKeys?: JSONWebKeySet;
  readonly server?: Partial<EventApiServerOptions>;
}

/** A server for the real Amplify client, and the client configured for it in one mode. */
export async function startAmplify(
  context: TestContext,
  mode: AmplifyMode,
  overrides: Partial<EventApi> = {},
  { realtime = {}, token, issuerKeys, server = {} }: AmplifyOptions = {},
) {
  const modes = [MODES[mode]] as const;
  // Before the server's own end: the client would wait for the close of a socket that is gone.
  context.after(() => events.closeAll());
  const api = await startEventApi(context, {
    namespaces: NAMESPACES,
    functions: {
      [ON_PUBLISH]: onPublish,
      [ON_SUBSCRIBE]: ({ info }: { info: { channel: { path: string } } }) =>
        info.channel.path.includes("private") ? { error: "E_PRIVATE" } : null,
      [AUTHORIZER]: ({ authorizationToken }: { authorizationToken: string }) => ({
        isAuthorized: authorizationToken === "custom-token",
      }),
    },
    api: {
      authTypes: modes,
      connectionAuthModes: modes,
      defaultPublishAuthModes: modes,
      defaultSubscribeAuthModes: modes,
      lambdaAuthorizer: { functionArn: AUTHORIZER, resultTtlSeconds: 0 },
      ...overrides,
    },
    server: { principals: [PRINCIPAL], realtime, ...(issuerKeys && { issuerKeys }), ...server },
  });
  configureAmplify(api.port, mode, {
    ...(mode === "apiKey" && { apiKey: KEY }),
    principal: PRINCIPAL,
    token,
  });
  return api;
}

/** Configures the client, which is one for the whole process, for a stage on this machine. */
export function configureAmplify(
  port: number,
  mode: AmplifyMode,
  { apiKey, principal, token }: AmplifyCaller,
): void {
  const tokens =
    token === undefined ? null : { accessToken: { payload: {}, toString: () => token } };
  Amplify.configure(
    {
      API: {
        Events: {
          endpoint: `HTTP://localhost:${port}/event`,
          region: REGION,
          defaultAuthMode: mode,
          ...(apiKey === undefined ? {} : { apiKey }),
        },
      },
    },
    {
      Auth: {
        tokenProvider: { getTokens: async () => tokens },
        credentialsProvider: {
          getCredentialsAndIdentityId: async () => credentialsOf(principal),
          clearCredentialsAndIdentityId: () => undefined,
        },
      },
    },
  );
}

function credentialsOf(principal: IamPrincipal | undefined) {
  if (principal === undefined) {
    return undefined;
  }
  const { accessKeyId, secretAccessKey, sessionToken } = principal;
  return { credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) } };
}

/** What a channel's subscription receives, in order. */
export class Inbox {
  readonly #received: unknown[] = [];
  #wake: () => void = () => undefined;

  /** Subscribes and waits until the server has accepted. */
  static async of(channel: EventsChannel, options?: { authToken?: string }): Promise<Inbox> {
    const inbox = new Inbox();
    const subscription = channel.subscribe(
      {
        next: (message: { event: unknown }) => {
          inbox.#received.push(message.event);
          inbox.#wake();
        },
        error: () => undefined,
      },
      options,
    );
    await subscription.ready;
    return inbox;
  }

  /** The next event that arrives. */
  async next(): Promise<unknown> {
    while (this.#received.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#received.shift();
  }

  /** True when nothing waits to be read. */
  get isEmpty(): boolean {
    return this.#received.length === 0;
  }
}
