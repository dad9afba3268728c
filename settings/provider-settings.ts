import type { AuthMode } from "../aws-facts/auth-modes.ts";

/** The setting below `authorization` that a mode cannot do without; AWS_IAM needs none. */
export const PROVIDER_SETTINGS = {
  API_KEY: "apiKeys",
  AMAZON_COGNITO_USER_POOLS: "cognito",
  OPENID_CONNECT: "openIdConnect",
  AWS_LAMBDA: "lambdaAuthorizer",
} as const satisfies { readonly [mode in Exclude<AuthMode, "AWS_IAM">]: string };
