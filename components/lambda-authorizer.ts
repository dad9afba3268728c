import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CODE_FILE } from "../bundle/attestation.ts";
import type { AuthorizerBundle } from "../bundle/handler-bundle.ts";
import type { AlarmTopic } from "./alarm-topic.ts";
import { type Refusal, refuse } from "./component-error.ts";
import { type AlarmThresholds, alarmRefusals, createFunctionAlarms } from "./function-alarms.ts";
import {
  createFunction,
  DEFAULT_TIMEOUT_SECONDS,
  type FunctionOptions,
  functionRefusals,
} from "./lambda-function.ts";
import type { Tags } from "./stage-tags.ts";

/** A JSON Web Key Set (RFC 7517) of public keys. */
export interface JsonWebKeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** Arguments of a Lambda authorizer. */
export interface LambdaAuthorizerArgs extends FunctionOptions {
  readonly bundle: AuthorizerBundle;
  /** The `iss` that tokens must have. */
  readonly issuer: string;
  /** The `aud` that tokens must have. */
  readonly audience: string;
  /** The issuer's public keys. Give either these or `jwksUrl`. */
  readonly jwks?: JsonWebKeySet;
  /** Where the issuer publishes its keys. Give either this or `jwks`. */
  readonly jwksUrl?: string;
  /**
   * Claims of a token that handlers receive beside `sub` and `rooms`, by name; `claimsOf(identity)`
   * reads them. @default none
   */
  readonly claims?: readonly string[];
  /** @default alarms that notify nobody */
  readonly alarmTopic?: AlarmTopic;
  readonly alarms?: AlarmThresholds;
  /** @default none */
  readonly tags?: Tags;
}

/** AppSync waits 10 s for an authorizer at most (AppSync Events guide, AWS_LAMBDA authorization). */
const MAX_AUTHORIZER_SECONDS = 10;

/** The function that decides on tokens: bundle, log group, role, alarms and, per API, permission. */
export class LambdaAuthorizer extends pulumi.ComponentResource {
  readonly functionArn: pulumi.Output<string>;
  /** ARN of the alias that AppSync invokes; it leads to the version that was deployed last. */
  readonly aliasArn: pulumi.Output<string>;
  /** Name of the component, which tells its grants apart. */
  readonly name: string;

  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly role: aws.iam.Role;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** Throws ComponentError, before any resource exists, for arguments that cannot work. */
  constructor(name: string, args: LambdaAuthorizerArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = `LambdaAuthorizer "${name}"`;
    refuse(component, [
      ...functionRefusals(args, MAX_AUTHORIZER_SECONDS),
      ...alarmRefusals(args.alarms ?? {}, args.timeoutSeconds),
      ...keySetRefusals(args),
    ]);
    super("appsync-events:components:LambdaAuthorizer", name, {}, opts);
    this.name = name;

    const tags = args.tags ?? {};
    const resources = createFunction(this, {
      component,
      name,
      description: "Decides who may connect, publish and subscribe",
      files: { [CODE_FILE]: args.bundle.code },
      environment: tokenVariables(args),
      policyStatements: [],
      options: args,
      tags,
    });
    this.function = resources.function;
    this.alias = resources.alias;
    this.logGroup = resources.logGroup;
    this.role = resources.role;
    this.alarms = createFunctionAlarms(this, {
      component,
      name,
      functionName: this.function.name,
      timeoutSeconds: args.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
      thresholds: args.alarms ?? {},
      topic: args.alarmTopic,
      tags,
    });

    this.functionArn = this.function.arn;
    this.aliasArn = this.alias.arn;
    this.registerOutputs({ functionArn: this.functionArn, aliasArn: this.aliasArn });
  }

  /** Lets one Event API invoke the authorizer. `name` tells the grants apart. */
  grantInvoke(name: string, apiArn: pulumi.Input<string>): aws.lambda.Permission {
    return new aws.lambda.Permission(
      `${this.name}-${name}`,
      {
        action: "lambda:InvokeFunction",
        function: this.function.name,
        // AppSync invokes the alias, and a permission without qualifier is for $LATEST alone.
        qualifier: this.alias.name,
        principal: "appsync.amazonaws.com",
        sourceArn: apiArn,
      },
      { parent: this },
    );
  }
}

function tokenVariables(args: LambdaAuthorizerArgs): Record<string, string> {
  return {
    STAGE: pulumi.getStack(),
    POWERTOOLS_SERVICE_NAME: `${pulumi.getProject()}-authorizer`,
    POWERTOOLS_LOG_LEVEL: args.logLevel ?? "INFO",
    TOKEN_ISSUER: args.issuer,
    TOKEN_AUDIENCE: args.audience,
    ...(args.jwks === undefined ? {} : { TOKEN_JWKS: JSON.stringify(args.jwks) }),
    ...(args.jwksUrl === undefined ? {} : { TOKEN_JWKS_URL: args.jwksUrl }),
    ...(args.claims === undefined ? {} : { TOKEN_CLAIMS: JSON.stringify(args.claims) }),
  };
}

function keySetRefusals({ jwks, jwksUrl }: LambdaAuthorizerArgs): Refusal[] {
  if ((jwks === undefined) !== (jwksUrl === undefined)) {
    return [];
  }
  const got = jwks === undefined ? "neither jwks nor jwksUrl" : "both jwks and jwksUrl";
  return [{ property: "jwks", got, allowed: "exactly one of jwks and jwksUrl" }];
}
