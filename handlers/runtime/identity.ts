import type { Identity } from "./channel-namespace.ts";

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const namesIn = (value: unknown): readonly string[] => {
  if (typeof value === "string") return value.split(",").map((name) => name.trim());
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
};

/**
 * The subject of an identity: `sub` of a Lambda authorizer's context, of a Cognito user or of an
 * OpenID Connect token. Undefined for API keys and IAM principals (Event API context reference).
 */
export const subjectOf = (identity: Identity): string | undefined => {
  const { handlerContext, sub, claims } = record(identity);
  return text(record(handlerContext).sub) ?? text(sub) ?? text(record(claims).sub);
};

/** Who calls: the subject, or the ARN of an IAM principal; undefined with an API key. */
export const callerOf = (identity: Identity): string | undefined =>
  subjectOf(identity) ?? text(record(identity).userArn);

/**
 * The rooms or groups that an identity names: `rooms` of a Lambda authorizer's context (a list with
 * commas), groups of a Cognito user, the claim `rooms` of an OpenID Connect token.
 */
export const roomsOf = (identity: Identity): readonly string[] => {
  const { handlerContext, groups, claims } = record(identity);
  return [
    ...namesIn(record(handlerContext).rooms),
    ...namesIn(groups),
    ...namesIn(record(claims).rooms),
  ];
};
