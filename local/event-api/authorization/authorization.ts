import type { JSONWebKeySet } from "jose";
import type { EventApi, FunctionInvoker, IamPrincipal } from "../../model.ts";
import { emptyAuthorization, notAuthorized } from "../request-error.ts";
import { acceptsApiKey } from "./api-key.ts";
import { type AuthorizationRequest, modeOf } from "./credential.ts";
import { verifySignature } from "./iam-signature.ts";
import type { Identity } from "./identity.ts";
import { IssuerKeys } from "./issuer-keys.ts";
import { LambdaAuthorization } from "./lambda-authorizer.ts";
import { TokenAuthorization } from "./token-authorization.ts";

/** What verifies credentials beside the API's own settings. */
export interface AuthorizationOptions {
  readonly invoker: FunctionInvoker;
  /** IAM principals whose signatures are accepted. */
  readonly principals: readonly IamPrincipal[];
  /** Public keys of the stage's own token issuer. @default none */
  readonly issuerKeys?: JSONWebKeySet;
}

/** Authorizes connect, subscribe and publish of one API by the mode that the credential is for. */
export class Authorization {
  readonly #principals: readonly IamPrincipal[];
  readonly #lambda: LambdaAuthorization;
  readonly #tokens: TokenAuthorization;

  constructor(
    { invoker, principals, issuerKeys = { keys: [] } }: AuthorizationOptions,
    log: (message: string) => void,
  ) {
    this.#principals = principals;
    this.#lambda = new LambdaAuthorization(invoker, log);
    this.#tokens = new TokenAuthorization(new IssuerKeys(issuerKeys), log);
  }

  /** The caller's identity, as handlers get it. Throws RequestError when it is refused. */
  async authorize(api: EventApi, request: AuthorizationRequest): Promise<Identity> {
    const mode = modeOf(request.credential, request.modes);
    switch (mode) {
      case "API_KEY":
        if (!acceptsApiKey(api.apiKeys, request.credential["x-api-key"] ?? "", request.now)) {
          throw notAuthorized();
        }
        return null;
      case "AWS_IAM":
        return verifySignature(api, this.#principals, request);
      case "AWS_LAMBDA":
        return this.#lambda.authorize(api, request);
      case "AMAZON_COGNITO_USER_POOLS":
      case "OPENID_CONNECT":
        return this.#tokens.authorize(api, request);
      case undefined:
        throw request.credential.authorization?.trim() === ""
          ? emptyAuthorization()
          : notAuthorized();
    }
  }
}
