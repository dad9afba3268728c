/** Authorization modes of an Event API (AWS AppSync API Reference, AuthProvider.authType). */
export const AUTH_MODES = [
  "API_KEY",
  "AWS_IAM",
  "AMAZON_COGNITO_USER_POOLS",
  "OPENID_CONNECT",
  "AWS_LAMBDA",
] as const;

/** Authorization mode of an Event API. */
export type AuthMode = (typeof AUTH_MODES)[number];

/** The mode that identifies nobody: whoever has the key is the same caller. */
export const ANONYMOUS_AUTH_MODE = "API_KEY" satisfies AuthMode;

/** Modes whose credential is a token of an identity provider. */
export const TOKEN_AUTH_MODES = [
  "AMAZON_COGNITO_USER_POOLS",
  "OPENID_CONNECT",
] as const satisfies readonly AuthMode[];
