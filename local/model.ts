/**
 * What the embedded stage serves, in AWS's words: the provider fills these shapes from the
 * resources of the deployed stack, the Event API server reads them.
 */

import type { AuthMode } from "../aws-facts/auth-modes.ts";
import type { WebAcl } from "./waf/web-acl.ts";

/** The Lambda authorizer of an API; `resultTtlSeconds` 0 means that no result is kept. */
export interface LambdaAuthorizer {
  readonly functionArn: string;
  readonly resultTtlSeconds: number;
  readonly identityValidationExpression?: string;
  /** Why AppSync may not invoke the function; for the log. @default it may */
  readonly notPermitted?: string;
}

/** A Cognito user pool or OpenID Connect provider whose tokens an API accepts. */
export interface TokenProvider {
  readonly authType: "AMAZON_COGNITO_USER_POOLS" | "OPENID_CONNECT";
  /** The `iss` that its tokens have. */
  readonly issuer: string;
  /** Regular expression of client ids (`appIdClientRegex`, `clientId`). @default every client */
  readonly clientIdExpression?: string;
  /** Milliseconds that a token is good after it was issued. @default what the token says */
  readonly issuedAtTtlMs?: number;
  /** Milliseconds that a token is good after its user authenticated. @default what the token says */
  readonly authenticationTtlMs?: number;
}

/** An API key with its value; `expires` is in epoch seconds. */
export interface ApiKey {
  readonly apiKeyId: string;
  readonly key: string;
  readonly expires: number;
}

/** How one side of a namespace calls its function. */
export interface HandlerConfig {
  readonly functionArn: string;
  readonly invokeType: "REQUEST_RESPONSE" | "EVENT";
  /** Why AppSync may not invoke the function; for the log. @default it may */
  readonly notPermitted?: string;
}

/** A channel namespace. Auth modes, when given, replace the API's defaults for that operation. */
export interface ChannelNamespace {
  readonly name: string;
  readonly publishAuthModes?: readonly AuthMode[];
  readonly subscribeAuthModes?: readonly AuthMode[];
  readonly onPublish?: HandlerConfig;
  readonly onSubscribe?: HandlerConfig;
}

/** An Event API with all that hangs on it. */
export interface EventApi {
  readonly apiId: string;
  readonly apiArn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** Modes that the API has a provider for. */
  readonly authTypes: readonly AuthMode[];
  readonly connectionAuthModes: readonly AuthMode[];
  readonly defaultPublishAuthModes: readonly AuthMode[];
  readonly defaultSubscribeAuthModes: readonly AuthMode[];
  readonly lambdaAuthorizer?: LambdaAuthorizer;
  readonly tokenProviders: readonly TokenProvider[];
  readonly apiKeys: readonly ApiKey[];
  readonly namespaces: ReadonlyMap<string, ChannelNamespace>;
  readonly webAcl?: WebAcl;
}

/** Why an invocation gave no result. The public text of a failure never goes beyond this kind. */
export type InvocationFailure =
  | "AccessDenied"
  | "NotFound"
  | "OutOfMemory"
  | "Throttled"
  | "Timeout"
  | "Unhandled";

/** Thrown by `FunctionInvoker.invoke`; `message` is for the function's log, never for a client. */
export class InvocationError extends Error {
  readonly failure: InvocationFailure;

  constructor(failure: InvocationFailure, message: string) {
    super(message);
    this.name = "InvocationError";
    this.failure = failure;
  }
}

/** What a function answered, read once: its JSON value, and the bytes of the text it came in. */
export interface InvocationResult {
  /** Undefined when the function returned nothing. */
  readonly value: unknown;
  readonly bytes: number;
}

/** Runs deployed functions. */
export interface FunctionInvoker {
  /**
   * REQUEST_RESPONSE resolves with the function's result; EVENT resolves with nothing as soon as
   * the event is queued. Throws InvocationError.
   */
  invoke(
    functionArn: string,
    payload: unknown,
    invokeType: "REQUEST_RESPONSE" | "EVENT",
  ): Promise<InvocationResult>;
}

/** An IAM principal that can sign requests to the stage. */
export interface IamPrincipal {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly userArn: string;
  readonly username: string;
}

/** Dimensions of AWS's own metrics for Event APIs (Developer Guide, CloudWatch metrics). */
export interface MetricDimensions {
  readonly EventAPIId: string;
  readonly ChannelNamespaceName?: string;
}

/**
 * Receives what AWS WAF would write: lines of the log, and metrics of the namespace AWS/WAFV2 with
 * the dimensions WebACL and Rule (WAF guide, "AWS WAF metrics and dimensions").
 */
export interface WebAclRecords {
  /** `destination` begins with `aws-waf-logs-`. */
  log(destination: string, line: string): void;
  count(metricName: string, dimensions: Readonly<Record<string, string>>): void;
}

/** Receives the metrics that AppSync itself would publish in the namespace AWS/AppSync. */
export interface ServiceMetrics {
  record(metricName: string, value: number, dimensions: MetricDimensions): void;
}
