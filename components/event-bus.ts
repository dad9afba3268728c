import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EventBusUsage } from "../pricing/resource-usage.ts";
import { arnFor } from "./arn.ts";
import { type Grantee, grant } from "./grant.ts";
import { physicalName } from "./physical-name.ts";
import type { Tags } from "./stage-tags.ts";

/** Arguments of an event bus. */
export interface EventBusArgs {
  /** How a namespace's handler uses the bus, for the forecast. @default the bus is not priced */
  readonly usage?: EventBusUsage;
  /** @default none */
  readonly tags?: Tags;
}

/** An EventBridge event bus that tells others of what happened. */
export class EventBus extends pulumi.ComponentResource {
  readonly eventBus: aws.cloudwatch.EventBus;
  readonly eventBusName: pulumi.Output<string>;

  readonly #name: string;

  /** Throws ComponentError if the bus's name gets too long. */
  constructor(name: string, args: EventBusArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const physical = physicalName(`EventBus "${name}"`, [name]);
    // The forecast reads a component's inputs, the policy pack its outputs.
    const { usage } = args;
    const inputs = usage === undefined ? {} : { eventBusName: physical, usage };
    super("appsync-events:components:EventBus", name, inputs, opts);
    this.#name = name;
    const tags = args.tags ?? {};
    this.eventBus = new aws.cloudwatch.EventBus(name, { name: physical, tags }, { parent: this });
    this.eventBusName = this.eventBus.name;
    this.registerOutputs({
      eventBusName: this.eventBusName,
      ...(usage === undefined ? {} : { usage }),
    });
  }

  /** Grants putting events on the bus. */
  grantPut(grantee: Grantee): aws.iam.RolePolicy {
    const Resource = arnFor(this, "events", pulumi.interpolate`event-bus/${this.eventBus.name}`);
    const statement = { Effect: "Allow", Action: "events:PutEvents", Resource } as const;
    return grant(this, `${this.#name}-bus-put`, grantee, [statement]);
  }
}
