import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AuthMode } from "../aws-facts/auth-modes.ts";
import { CHANNEL_SEGMENT, CHANNEL_SEGMENT_ALLOWED } from "../aws-facts/channel-grammar.ts";
import { arnFor, placeFor } from "./arn.ts";
import { type Refusal, refuse } from "./component-error.ts";
import type { EventApi } from "./event-api.ts";
import { authModesRefusals } from "./event-api-authorization.ts";
import type { EventHandler } from "./event-handler.ts";
import { physicalName } from "./physical-name.ts";
import { policyDocument, trustPolicy } from "./policy-documents.ts";
import type { Tags } from "./stage-tags.ts";

/** Arguments of a channel namespace. */
export interface ChannelNamespaceArgs {
  readonly eventApi: EventApi;
  /** Checks every publish and every subscribe before AppSync acts on it. */
  readonly handler: EventHandler;
  /** Modes that may publish here, in place of the API's. @default the API's */
  readonly publishAuthModes?: readonly AuthMode[];
  /** Modes that may subscribe here, in place of the API's. @default the API's */
  readonly subscribeAuthModes?: readonly AuthMode[];
  /** @default none */
  readonly tags?: Tags;
}

/**
 * A channel namespace whose publishes and subscribes are answered by a function: AppSync invokes it
 * directly and waits, so nothing is broadcast that the function has not returned. The component's
 * name is the first segment of the channels.
 */
export class ChannelNamespace extends pulumi.ComponentResource {
  /** Name of the namespace, the first segment of its channels. */
  readonly namespace: string;
  readonly arn: pulumi.Output<string>;

  readonly channelNamespace: aws.appsync.ChannelNamespace;
  readonly dataSource: aws.appsync.DataSource;
  readonly invokeRole: aws.iam.Role;

  /** Throws ComponentError, before any resource exists, for arguments that cannot work. */
  constructor(name: string, args: ChannelNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = `ChannelNamespace "${name}"`;
    const { authProviders } = args.eventApi;
    refuse(component, [
      ...nameRefusals(name),
      ...handlerRefusals(name, args.handler),
      ...authModesRefusals("publishAuthModes", args.publishAuthModes, authProviders),
      ...authModesRefusals("subscribeAuthModes", args.subscribeAuthModes, authProviders),
    ]);
    super("appsync-events:components:ChannelNamespace", name, {}, opts);
    this.namespace = name;

    this.invokeRole = this.#createInvokeRole(component, args);
    const grant = this.#grantInvoke(args.handler);
    this.dataSource = this.#createDataSource(args);
    this.channelNamespace = this.#createNamespace(args, grant);

    this.arn = pulumi.interpolate`${args.eventApi.apiArn}/channelNamespace/${name}`;
    this.registerOutputs({ namespace: this.namespace, arn: this.arn });
  }

  /** Lets a role publish to every channel of the namespace. `name` tells the grants apart. */
  grantPublish(name: string, role: aws.iam.Role): aws.iam.RolePolicy {
    return this.#grant(`publish-${name}`, "appsync:EventPublish", role);
  }

  /**
   * Lets a role subscribe to channels of the namespace; its handler still decides on each. `name`
   * tells the grants apart. Subscribers need `EventApi.grantConnect` as well.
   */
  grantSubscribe(name: string, role: aws.iam.Role): aws.iam.RolePolicy {
    return this.#grant(`subscribe-${name}`, "appsync:EventSubscribe", role);
  }

  #grant(suffix: string, Action: string, role: aws.iam.Role): aws.iam.RolePolicy {
    return new aws.iam.RolePolicy(
      `${this.namespace}-${suffix}`,
      { role: role.id, policy: policyDocument([{ Effect: "Allow", Action, Resource: this.arn }]) },
      { parent: this },
    );
  }

  #createInvokeRole(component: string, { tags = {} }: ChannelNamespaceArgs): aws.iam.Role {
    return new aws.iam.Role(
      `${this.namespace}-invoke`,
      {
        name: physicalName(component, [this.namespace, "invoke"]),
        description: `Lets the Event API invoke the function of the namespace ${this.namespace}`,
        // AWS makes up an API's id, so the first preview could not judge a document with its ARN.
        assumeRolePolicy: trustPolicy("appsync.amazonaws.com", {
          StringEquals: { "aws:SourceAccount": placeFor(this).account },
          ArnLike: { "aws:SourceArn": arnFor(this, "appsync", "apis/*") },
        }),
        tags,
      },
      { parent: this },
    );
  }

  #grantInvoke(handler: EventHandler): aws.iam.RolePolicy {
    return new aws.iam.RolePolicy(
      `${this.namespace}-invoke`,
      {
        role: this.invokeRole.id,
        policy: policyDocument([
          {
            Effect: "Allow",
            Action: "lambda:InvokeFunction",
            // The alias alone: neither $LATEST nor an old version may answer events.
            Resource: arnFor(
              this,
              "lambda",
              pulumi.interpolate`function:${handler.functionName}:${handler.alias.name}`,
            ),
          },
        ]),
      },
      { parent: this },
    );
  }

  #createDataSource({ eventApi, handler }: ChannelNamespaceArgs): aws.appsync.DataSource {
    return new aws.appsync.DataSource(
      this.namespace,
      {
        apiId: eventApi.apiId,
        name: dataSourceName(this.namespace),
        type: "AWS_LAMBDA",
        serviceRoleArn: this.invokeRole.arn,
        lambdaConfig: { functionArn: handler.aliasArn },
      },
      { parent: this },
    );
  }

  #createNamespace(
    args: ChannelNamespaceArgs,
    grant: aws.iam.RolePolicy,
  ): aws.appsync.ChannelNamespace {
    // The name as an output, so that the namespace waits for its data source.
    const handler = {
      behavior: "DIRECT",
      integration: {
        dataSourceName: this.dataSource.name,
        lambdaConfig: { invokeType: "REQUEST_RESPONSE" },
      },
    };
    const modes = (list: readonly AuthMode[]) => list.map((authType) => ({ authType }));
    return new aws.appsync.ChannelNamespace(
      this.namespace,
      {
        apiId: args.eventApi.apiId,
        // The engine would append characters, and so change every channel.
        name: this.namespace,
        handlerConfigs: { onPublish: handler, onSubscribe: handler },
        ...(args.publishAuthModes ? { publishAuthModes: modes(args.publishAuthModes) } : {}),
        ...(args.subscribeAuthModes ? { subscribeAuthModes: modes(args.subscribeAuthModes) } : {}),
        tags: args.tags ?? {},
      },
      { parent: this, dependsOn: [grant] },
    );
  }
}

/** Namespaces have hyphens but no underscores, data sources the reverse; digits may not lead. */
function dataSourceName(namespace: string): string {
  return namespace.replaceAll("-", "_").replace(/^(?=\d)/, "_");
}

function nameRefusals(name: string): Refusal[] {
  if (CHANNEL_SEGMENT.test(name)) {
    return [];
  }
  return [{ property: "name", got: name, allowed: CHANNEL_SEGMENT_ALLOWED }];
}

/** A bundle refuses events of other namespaces, so this one would answer nothing but errors. */
function handlerRefusals(name: string, handler: EventHandler): Refusal[] {
  if (handler.namespace === name) {
    return [];
  }
  const got = `the handler of namespace ${handler.namespace}`;
  return [{ property: "handler", got, allowed: `the handler of namespace ${name}` }];
}
