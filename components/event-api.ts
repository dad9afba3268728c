import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AuthMode } from "../aws-facts/auth-modes.ts";
import { scheduledApiKeys } from "../settings/api-key-schedule.ts";
import { arnFor, placeFor } from "./arn.ts";
import { authProviders } from "./auth-providers.ts";
import { refuse } from "./component-error.ts";
import {
  type EventApiArgs,
  type EventApiDomain,
  type EventApiLogging,
  eventApiRefusals,
} from "./event-api-args.ts";
import { type ResolvedAuthorization, resolveAuthorization } from "./event-api-authorization.ts";
import { physicalName } from "./physical-name.ts";
import { policyDocument, trustPolicy } from "./policy-documents.ts";
import type { Tags } from "./stage-tags.ts";

/**
 * An AppSync Event API with its providers, API keys, log group and, when asked for, domain. Secure
 * with no arguments: IAM signatures only, errors logged, logs kept for 30 days.
 */
export class EventApi extends pulumi.ComponentResource {
  readonly apiId: pulumi.Output<string>;
  readonly apiArn: pulumi.Output<string>;
  /** URL for publishing over HTTP. */
  readonly httpEndpoint: pulumi.Output<string>;
  /** URL for connecting with WebSockets. */
  readonly realtimeEndpoint: pulumi.Output<string>;
  /** Values of the API keys, the newest first; a secret. Empty without API_KEY. */
  readonly apiKeys: pulumi.Output<string[]>;
  /** Whole days until each key expires, the newest key first. */
  readonly apiKeyDaysLeft: number[];
  /** Modes that namespaces can choose from. */
  readonly authProviders: readonly AuthMode[];
  /** Name that the DNS record of the custom domain points to. */
  readonly domainTarget: pulumi.Output<string> | undefined;

  readonly api: aws.appsync.Api;
  readonly logRole: aws.iam.Role;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly keys: readonly aws.appsync.ApiKey[];

  readonly #name: string;

  /** Throws ComponentError, before any resource exists, for arguments that cannot work. */
  constructor(name: string, args: EventApiArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const component = `EventApi "${name}"`;
    const authorization = resolveAuthorization(args.authorization);
    const today = args.today ?? new Date();
    const apiName = args.name ?? physicalName(component, [], 50);
    refuse(component, eventApiRefusals({ ...args, name: apiName }, authorization, today));
    super("appsync-events:components:EventApi", name, {}, opts);
    this.#name = name;

    const tags = args.tags ?? {};
    this.logRole = this.#createLogRole(component, tags);
    this.api = this.#createApi(apiName, authorization, args);
    this.logGroup = this.#createLogGroup(args.logging ?? {}, tags);
    this.#grantLogging();
    const keys = authorization.apiKeys ? scheduledApiKeys(authorization.apiKeys, today) : [];
    this.keys = keys.map((key) => this.#createApiKey(key));
    const domain = args.domain && this.#createDomain(args.domain);
    authorization.lambdaAuthorizer?.authorizer.grantInvoke(name, this.api.apiArn);

    this.apiId = this.api.apiId;
    this.apiArn = this.api.apiArn;
    this.httpEndpoint = pulumi.interpolate`https://${this.#dns("HTTP")}/event`;
    this.realtimeEndpoint = pulumi.interpolate`wss://${this.#dns("REALTIME")}/event/realtime`;
    const values = pulumi.all(this.keys.map(({ key }) => key));
    this.apiKeys = this.keys.length === 0 ? values : pulumi.secret(values);
    this.apiKeyDaysLeft = keys.map(({ daysLeft }) => daysLeft);
    this.authProviders = authorization.providers;
    this.domainTarget = domain?.appsyncDomainName;
    this.registerOutputs({
      apiId: this.apiId,
      httpEndpoint: this.httpEndpoint,
      realtimeEndpoint: this.realtimeEndpoint,
    });
  }

  /**
   * Lets a role connect. `name` tells the grants of an API apart.
   */
  grantConnect(name: string, role: aws.iam.Role): aws.iam.RolePolicy {
    // AWS's samples name the API itself in one place and what is below it in another.
    const Resource = [this.apiArn, pulumi.interpolate`${this.apiArn}/*`];
    return new aws.iam.RolePolicy(
      `${this.#name}-connect-${name}`,
      {
        role: role.id,
        policy: policyDocument([{ Effect: "Allow", Action: "appsync:EventConnect", Resource }]),
      },
      { parent: this },
    );
  }

  /** The role exists before the API, so only the account can be named in its trust policy. */
  #createLogRole(component: string, tags: Tags): aws.iam.Role {
    return new aws.iam.Role(
      `${this.#name}-log`,
      {
        name: physicalName(component, [this.#name, "log"]),
        description: "Lets AppSync write the Event API's own log group",
        assumeRolePolicy: trustPolicy("appsync.amazonaws.com", {
          StringEquals: { "aws:SourceAccount": placeFor(this).account },
        }),
        tags,
      },
      { parent: this },
    );
  }

  #createApi(name: string, auth: ResolvedAuthorization, args: EventApiArgs): aws.appsync.Api {
    const modes = (list: readonly AuthMode[]) => list.map((authType) => ({ authType }));
    return new aws.appsync.Api(
      this.#name,
      {
        name,
        ...(args.ownerContact === undefined ? {} : { ownerContact: args.ownerContact }),
        eventConfig: {
          authProviders: authProviders(auth),
          connectionAuthModes: modes(auth.connect),
          defaultPublishAuthModes: modes(auth.publish),
          defaultSubscribeAuthModes: modes(auth.subscribe),
          logConfig: {
            logLevel: args.logging?.level ?? "ERROR",
            cloudwatchLogsRoleArn: this.logRole.arn,
          },
        },
        tags: args.tags ?? {},
      },
      { parent: this },
    );
  }

  /** AppSync would create the group at the first request, and keep it for ever. */
  #createLogGroup(logging: EventApiLogging, tags: Tags): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      `${this.#name}-log`,
      {
        name: pulumi.interpolate`/aws/appsync/apis/${this.api.apiId}`,
        retentionInDays: logging.retentionDays ?? 30,
        ...(logging.kmsKeyArn === undefined ? {} : { kmsKeyId: logging.kmsKeyArn }),
        tags,
      },
      { parent: this },
    );
  }

  /**
   * Granted once the group exists: until then AppSync cannot create one without retention. AWS
   * makes up an API's id, so the first preview could not judge a document with the group's ARN.
   */
  #grantLogging(): aws.iam.RolePolicy {
    const groups = arnFor(this, "logs", "log-group:/aws/appsync/apis/*");
    return new aws.iam.RolePolicy(
      `${this.#name}-log`,
      {
        role: this.logRole.id,
        policy: policyDocument([
          {
            Effect: "Allow",
            Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: [groups, pulumi.interpolate`${groups}:*`],
          },
        ]),
      },
      { parent: this, dependsOn: [this.logGroup] },
    );
  }

  #createApiKey({ firstDay, expires }: { firstDay: string; expires: string }): aws.appsync.ApiKey {
    return new aws.appsync.ApiKey(
      `${this.#name}-${firstDay}`,
      { apiId: this.api.apiId, description: `Key of the period from ${firstDay} on`, expires },
      { parent: this },
    );
  }

  #createDomain(domain: EventApiDomain): aws.appsync.DomainName {
    const domainName = new aws.appsync.DomainName(
      this.#name,
      { domainName: domain.name, certificateArn: domain.certificateArn },
      { parent: this },
    );
    new aws.appsync.DomainNameApiAssociation(
      this.#name,
      { apiId: this.api.apiId, domainName: domainName.domainName },
      { parent: this },
    );
    return domainName;
  }

  #dns(endpoint: "HTTP" | "REALTIME"): pulumi.Output<string> {
    return this.api.dns.apply((dns) => dns[endpoint] ?? "");
  }
}
