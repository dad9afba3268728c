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

/** The setting below `authorization` that a mode cannot do without; AWS_IAM needs none. */
export const PROVIDER_SETTINGS = {
  API_KEY: "apiKeys",
  AMAZON_COGNITO_USER_POOLS: "cognito",
  OPENID_CONNECT: "openIdConnect",
  AWS_LAMBDA: "lambdaAuthorizer",
} as const satisfies { readonly [mode in Exclude<AuthMode, "AWS_IAM">]: string };
