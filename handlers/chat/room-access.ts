import type { Identity } from "../runtime/channel-namespace.ts";

/** The room that everyone who may connect can enter, with or without an identity. */
export const publicRoom = "lobby";

const namesIn = (value: unknown): readonly string[] => {
  if (typeof value === "string") return value.split(",").map((name) => name.trim());
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
};

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/**
 * The rooms that an identity names: `rooms` of a Lambda authorizer's context, groups of a Cognito
 * user, the claim `rooms` of an OpenID Connect token. IAM principals and API keys name none.
 */
const roomsOf = (identity: Identity): readonly string[] => {
  const { handlerContext, groups, claims } = record(identity);
  return [
    ...namesIn(record(handlerContext).rooms),
    ...namesIn(groups),
    ...namesIn(record(claims).rooms),
  ];
};

/** The name under which an identity speaks, its `sub`; undefined for API keys and IAM. */
export const subjectOf = (identity: Identity): string | undefined => {
  const { handlerContext, sub, claims } = record(identity);
  const subject = record(handlerContext).sub ?? sub ?? record(claims).sub;
  return typeof subject === "string" && subject !== "" ? subject : undefined;
};

/** Whether an identity may speak and listen in a room: the public one, or one that it names. */
export const mayEnter = (room: string | undefined, identity: Identity): boolean =>
  room === publicRoom || (room !== undefined && roomsOf(identity).includes(room));
