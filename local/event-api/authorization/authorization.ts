import type { EventApi, FunctionInvoker, IamPrincipal } from "../../model.ts";
import { emptyAuthorization, notAuthorized } from "../request-error.ts";
import { acceptsApiKey } from "./api-key.ts";
import { type AuthorizationRequest, modeOf } from "./credential.ts";
import { verifySignature } from "./iam-signature.ts";
import type { Identity } from "./identity.ts";
import { LambdaAuthorization } from "./lambda-authorizer.ts";

/**
 * Authorizes connect, subscribe and publish of one API by the mode that the credential is for.
 * Tokens of Cognito and OpenID Connect cannot be verified on one machine, so they are refused and
 * the log says why.
 */
export class Authorization {
  readonly #principals: readonly IamPrincipal[];
  readonly #lambda: LambdaAuthorization;
  readonly #log: (message: string) => void;
  readonly #told = new Set<string>();

  constructor(
    { invoker, principals }: { invoker: FunctionInvoker; principals: readonly IamPrincipal[] },
    log: (message: string) => void,
  ) {
    this.#principals = principals;
    this.#lambda = new LambdaAuthorization(invoker, log);
    this.#log = log;
  }

  /** The caller's identity, as handlers get it. Throws RequestError when it is refused. */
  async authorize(api: EventApi, request: AuthorizationRequest): Promise<Identity> {
    const mode = modeOf(request.credential, request.modes);
    if (mode === undefined && request.credential.authorization?.trim() === "")
      throw emptyAuthorization();
    switch (mode) {
      case "API_KEY":
        if (!acceptsApiKey(api.apiKeys, request.credential["x-api-key"] ?? "", request.now))
          throw notAuthorized();
        return null;
      case "AWS_IAM":
        return verifySignature(api, this.#principals, request);
      case "AWS_LAMBDA":
        return this.#lambda.authorize(api, request);
      case "AMAZON_COGNITO_USER_POOLS":
      case "OPENID_CONNECT":
        this.#explain(mode);
        throw notAuthorized();
      default:
        throw notAuthorized();
    }
  }

  #explain(mode: string): void {
    if (this.#told.has(mode)) return;
    this.#told.add(mode);
    this.#log(
      `A token was refused: the embedded stage cannot verify ${mode}, whose issuer is not on this ` +
        "machine. Use API_KEY, AWS_IAM or AWS_LAMBDA here, and test this mode on an AWS stage.",
    );
  }
}
