import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { RETENTION_DAYS } from "../aws-facts/log-retention.ts";
import { EVALUATION_WINDOWS_SECONDS } from "../settings/stage-settings-schema.ts";
import { arnFor, placeFor } from "./arn.ts";
import { oneOf, refuse, wholeNumber } from "./component-error.ts";
import type { EventApi } from "./event-api.ts";
import { physicalName } from "./physical-name.ts";
import { policyDocument } from "./policy-documents.ts";
import type { Tags } from "./stage-tags.ts";
import { visibility, webAclRules } from "./web-acl-rules.ts";

/** Arguments of a web ACL. */
export interface WebAclArgs {
  readonly eventApi: EventApi;
  /** Requests of one address within the window before it is blocked, 10 or more. @default 2000 */
  readonly rateLimit?: number;
  /** 60, 120, 300 or 600. @default 300 */
  readonly evaluationWindowSeconds?: number;
  /**
   * Which requests the log holds: BLOCKED leaves out those that no rule blocked or counted, most of what
   * the log costs. @default ALL
   */
  readonly loggedRequests?: "ALL" | "BLOCKED";
  /** One of the periods of CloudWatch Logs. @default 30 */
  readonly logRetentionDays?: number;
  /** Key that CloudWatch Logs may use. @default CloudWatch Logs' own encryption */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** @default none */
  readonly tags?: Tags;
}

/** Headers with credentials; that of a connect carries API key or token in base64url. */
const CREDENTIAL_HEADERS = ["authorization", "x-api-key", "sec-websocket-protocol"];

/** Keeps what a rule blocked or counted (AWS WAF API Reference, LoggingFilter). */
const BLOCKED_OR_COUNTED = {
  defaultBehavior: "DROP",
  filters: [
    {
      behavior: "KEEP",
      requirement: "MEETS_ANY",
      conditions: ["BLOCK", "COUNT"].map((action) => ({ actionCondition: { action } })),
    },
  ],
};

/**
 * The web ACL of an Event API, its association and its log. It sees HTTP publishes and connects;
 * what clients send on an open WebSocket is for the handlers to check.
 */
export class WebAcl extends pulumi.ComponentResource {
  readonly webAclArn: pulumi.Output<string>;

  readonly webAcl: aws.wafv2.WebAcl;
  readonly association: aws.wafv2.WebAclAssociation;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly logging: aws.wafv2.WebAclLoggingConfiguration;

  readonly #name: string;

  /** Throws ComponentError, before any resource exists, for arguments that cannot work. */
  constructor(name: string, args: WebAclArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = `WebAcl "${name}"`;
    refuse(component, [
      ...wholeNumber("rateLimit", args.rateLimit, { minimum: 10, maximum: 2_000_000_000 }),
      ...oneOf("evaluationWindowSeconds", args.evaluationWindowSeconds, EVALUATION_WINDOWS_SECONDS),
      ...oneOf("logRetentionDays", args.logRetentionDays, RETENTION_DAYS),
    ]);
    super("appsync-events:components:WebAcl", name, {}, opts);
    this.#name = name;

    const physical = physicalName(component, [name], 128);
    this.webAcl = this.#createWebAcl(physical, args);
    this.logGroup = this.#createLogGroup(physical, args);
    const logPolicy = this.#createLogPolicy(physical);
    this.logging = this.#createLogging(logPolicy, args);
    this.association = this.#associate(args.eventApi);

    this.webAclArn = this.webAcl.arn;
    this.registerOutputs({ webAclArn: this.webAclArn });
  }

  #createWebAcl(physical: string, args: WebAclArgs): aws.wafv2.WebAcl {
    const { rateLimit = 2_000, evaluationWindowSeconds = 300 } = args;
    return new aws.wafv2.WebAcl(
      this.#name,
      {
        name: physical,
        description: "Guards HTTP publishes and WebSocket connects of an Event API",
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        rules: webAclRules(physical, { limit: rateLimit, evaluationWindowSeconds }),
        visibilityConfig: visibility(physical),
        tags: args.tags ?? {},
      },
      { parent: this },
    );
  }

  /** AWS WAF writes only to groups whose name starts like this. */
  #createLogGroup(physical: string, args: WebAclArgs): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      `${this.#name}-log`,
      {
        name: `aws-waf-logs-${physical}`,
        retentionInDays: args.logRetentionDays ?? 30,
        ...(args.kmsKeyArn === undefined ? {} : { kmsKeyId: args.kmsKeyArn }),
        tags: args.tags ?? {},
      },
      { parent: this },
    );
  }

  /** The policy that AWS WAF's guide asks for, for this account and this group alone. */
  #createLogPolicy(physical: string): aws.cloudwatch.LogResourcePolicy {
    return new aws.cloudwatch.LogResourcePolicy(
      `${this.#name}-log`,
      {
        policyName: physical,
        policyDocument: policyDocument([
          {
            Effect: "Allow",
            Principal: { Service: "delivery.logs.amazonaws.com" },
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: pulumi.interpolate`${this.logGroup.arn}:*`,
            Condition: {
              StringEquals: { "aws:SourceAccount": placeFor(this).account },
              ArnLike: { "aws:SourceArn": arnFor(this, "logs", "*") },
            },
          },
        ]),
      },
      { parent: this },
    );
  }

  #createLogging(
    policy: aws.cloudwatch.LogResourcePolicy,
    { loggedRequests = "ALL" }: WebAclArgs,
  ): aws.wafv2.WebAclLoggingConfiguration {
    return new aws.wafv2.WebAclLoggingConfiguration(
      this.#name,
      {
        resourceArn: this.webAcl.arn,
        logDestinationConfigs: [this.logGroup.arn],
        ...(loggedRequests === "BLOCKED" ? { loggingFilter: BLOCKED_OR_COUNTED } : {}),
        redactedFields: CREDENTIAL_HEADERS.map((name) => ({ singleHeader: { name } })),
      },
      { parent: this, dependsOn: [policy] },
    );
  }

  /** AWS WAF can call a new web ACL unavailable for minutes; the provider tries again until then. */
  #associate(eventApi: EventApi): aws.wafv2.WebAclAssociation {
    return new aws.wafv2.WebAclAssociation(
      this.#name,
      { resourceArn: eventApi.apiArn, webAclArn: this.webAcl.arn },
      { parent: this, dependsOn: [this.logging], customTimeouts: { create: "15m" } },
    );
  }
}
