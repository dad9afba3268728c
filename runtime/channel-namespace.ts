import type { Logger } from "@aws-lambda-powertools/logger";
import type { Static, TObject, TSchema } from "typebox";
import type { Environment } from "./environment.ts";
import type { Identity } from "./identity.ts";
import type { PublishOutcome } from "./outcome.ts";
import type { Secrets } from "./secrets.ts";

export type { Identity } from "./identity.ts";

type Awaitable<T> = T | Promise<T>;

/** Kinds of TypeBox whose values JSON cannot carry, or that stand for a type in the making. */
type OtherKind =
  | "BigInt"
  | "Call"
  | "Constructor"
  | "Deferred"
  | "Function"
  | "Generic"
  | "Identifier"
  | "Infer"
  | "Parameter"
  | "Rest"
  | "Symbol"
  | "Undefined"
  | "Void";

/** A type of TypeBox that the build compiles: no refinement and no codec, which are functions. */
interface CompilableSchema {
  readonly "~refine"?: never;
  readonly "~codec"?: never;
}

/**
 * A channel's schema. TypeBox takes any object for one, and so a whole `Type.Module()`, a schema of
 * Zod or `{}`; here it is one that TypeBox built or that `jsonSchema()` took.
 */
export type EventSchema = TSchema &
  CompilableSchema &
  ({ readonly "~kind": string } | { readonly "~unsafe": unknown });

/** Refuses the kinds that are not JSON. */
type JsonKind<Schema> = Schema extends { readonly "~kind": OtherKind } ? never : unknown;

/**
 * What the functions of a channel know about the request besides the event itself. Each function has a
 * copy of its own: what it changes, no other sees.
 */
export interface ChannelRequest {
  /** The full channel, namespace first: `/chat/rooms/lobby`. */
  readonly path: string;
  /** The same, split: `["chat", "rooms", "lobby"]`. */
  readonly segments: readonly string[];
  /** Who calls; null with an API key. Narrow it with the functions of `identity.ts`. */
  readonly identity: Identity;
  /** Request headers; a header sent more than once is an array. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Logs with the request's correlation id and keys of this invocation only. Never throws: what cannot
   * be written as JSON is written as text. Log no payloads.
   */
  readonly logger: Logger;
  /** Aborted when the invocation's time budget is spent. */
  readonly signal: AbortSignal;
}

/** One event of a publish, checked against the channel's schema. */
export interface PublishedEvent<Payload> {
  /** The id that AppSync gave the event. */
  readonly id: string;
  readonly payload: Payload;
}

/** Decides whether a subscription is accepted. Anything but true refuses it. */
export type SubscribeRule = (request: ChannelRequest) => Awaitable<boolean>;

interface ChannelSettings<Event extends EventSchema, Broadcast extends EventSchema> {
  /** The published event. What does not match never reaches the publish function. */
  readonly schema: Event & JsonKind<Event>;
  /** @default the same as `schema`. What subscribers receive; results are checked against it. */
  readonly broadcast?: Broadcast & JsonKind<Broadcast>;
  /** @default nobody may subscribe */
  readonly subscribe?: SubscribeRule;
  /** @default the same as the namespace's function description */
  readonly description?: string;
}

/**
 * What becomes of a batch's events in their functions: all run at once, or each starts when the one
 * before it has settled.
 */
export type PublishOrder = "concurrent" | "sequential";

/** A channel whose events are handled one by one. Without `publish` they pass as they came. */
export interface PerEventChannel<Event extends EventSchema, Broadcast extends EventSchema>
  extends ChannelSettings<Event, Broadcast> {
  /**
   * Makes of an event what is broadcast. AppSync passes up to five events of one request together, and
   * their functions run concurrently: what they share, in the module or in a database, they share at
   * the same time. `order: "sequential"` runs them one after another. Of what a function throws the
   * publisher reads a code alone, UNAUTHORIZED for an UnauthorizedException, else HANDLER_FAILED, and
   * no other event is touched by it.
   */
  readonly publish?: (
    payload: Static<Event>,
    request: ChannelRequest & { readonly id: string },
  ) => Awaitable<PublishOutcome<Static<Broadcast>>>;
  /**
   * @default "concurrent". "sequential": the function of an event starts when that of the event before
   * has settled, whatever came of it; all of a batch share one time budget. Batches of their own still
   * run at the same time, in functions of their own.
   */
  readonly order?: PublishOrder;
  readonly publishAll?: never;
}

/** A channel whose valid events of one request are handled together. */
export interface AggregateChannel<Event extends EventSchema, Broadcast extends EventSchema>
  extends ChannelSettings<Event, Broadcast> {
  readonly publish?: never;
  readonly order?: never;
  /**
   * One outcome per given event, in the same order; a list of another length fails them all. An outcome
   * may be a promise: each is waited for, and one that is rejected refuses its own event only.
   */
  readonly publishAll: (
    events: readonly PublishedEvent<Static<Event>>[],
    request: ChannelRequest,
  ) => Awaitable<readonly Awaitable<PublishOutcome<Static<Broadcast>>>[]>;
}

const channelMark = Symbol("channel");

/** A channel as `channel()` makes it, its schema types checked and then forgotten. */
export interface Channel {
  readonly [channelMark]: true;
  readonly schema: TSchema;
  readonly broadcast: TSchema;
  readonly description?: string;
  readonly subscribe?: SubscribeRule;
  readonly publish?: (
    payload: unknown,
    request: ChannelRequest & { readonly id: string },
  ) => unknown;
  readonly order?: PublishOrder;
  readonly publishAll?: (
    events: readonly PublishedEvent<unknown>[],
    request: ChannelRequest,
  ) => unknown;
}

/**
 * Describes one channel. The schema types the arguments of `publish` and `publishAll`; `broadcast`,
 * or else the schema, types their result.
 */
export function channel<Event extends EventSchema, Broadcast extends EventSchema = Event>(
  settings: PerEventChannel<Event, Broadcast> | AggregateChannel<Event, Broadcast>,
): Channel {
  return {
    ...settings,
    broadcast: settings.broadcast ?? settings.schema,
    [channelMark]: true,
  } as Channel;
}

/** The settings of `channelNamespace()`. */
export interface ChannelNamespaceSettings {
  /**
   * Channels by full path, namespace first. `/chat/rooms/*` matches every depth below
   * `/chat/rooms`; of several that match, the longest literal text wins.
   */
  readonly channels: Readonly<Record<`/${string}`, Channel>>;
  /**
   * Wildcards that may be subscribed to, each by its literal name and under its own rule.
   * @default none
   */
  readonly wildcardSubscriptions?: Readonly<Record<`/${string}*`, SubscribeRule>>;
  /** Variables that the namespace's functions read, made by `environmentVariables()`. */
  readonly environment?: Environment<TObject>;
  /** Secrets that the namespace's functions read, made by `secretValues()`. */
  readonly secrets?: Secrets<TObject>;
  /** @default false: the X-Ray SDK is left out of the bundle. */
  readonly tracing?: boolean;
  readonly description?: string;
}

const namespaceMark = Symbol.for("appsync-events:channel-namespace");

/** A channel namespace: what a `handlers/<namespace>/index.ts` exports as default. */
export interface ChannelNamespace extends ChannelNamespaceSettings {
  readonly [namespaceMark]: true;
}

/** Describes a channel namespace: its channels, their schemas and who may do what. */
export function channelNamespace(settings: ChannelNamespaceSettings): ChannelNamespace {
  return {
    ...settings,
    [namespaceMark]: true,
  };
}

/** Whether a value was made by `channelNamespace()`, in whichever copy of this module. */
export function isChannelNamespace(value: unknown): value is ChannelNamespace {
  return typeof value === "object" && value !== null && namespaceMark in value;
}
