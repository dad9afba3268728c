import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnFor } from "./arn.ts";
import { physicalName } from "./physical-name.ts";
import type { PolicyStatement } from "./policy-documents.ts";
import type { Tags } from "./stage-tags.ts";

/** Arguments of the orders table. */
export interface OrdersTableArgs {
  /** Whether the table can be deleted only after this is turned off. @default true */
  readonly deletionProtection?: boolean;
  /** @default none */
  readonly tags?: Tags;
}

/** Where the namespace `orders` keeps accepted events, and the bus that tells others of them. */
export class OrdersTable extends pulumi.ComponentResource {
  readonly table: aws.dynamodb.Table;
  readonly eventBus: aws.cloudwatch.EventBus;
  /** Variables of the function that stores orders. */
  readonly environment: Readonly<Record<string, pulumi.Output<string>>>;
  /** What that function may do: read and write single items, and put events on the bus. */
  readonly policyStatements: readonly PolicyStatement[];

  constructor(name: string, args: OrdersTableArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("appsync-events:components:OrdersTable", name, {}, opts);
    const physical = physicalName(`OrdersTable "${name}"`, [name]);
    this.table = this.#createTable(name, physical, args);
    this.eventBus = new aws.cloudwatch.EventBus(
      name,
      { name: physical, tags: args.tags ?? {} },
      { parent: this },
    );
    this.environment = {
      ORDERS_TABLE_NAME: this.table.name,
      EVENT_BUS_NAME: this.eventBus.name,
    };
    this.policyStatements = [
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        Resource: arnFor(this, "dynamodb", pulumi.interpolate`table/${this.table.name}`),
      },
      {
        Effect: "Allow",
        Action: "events:PutEvents",
        Resource: arnFor(this, "events", pulumi.interpolate`event-bus/${this.eventBus.name}`),
      },
    ];
    this.registerOutputs({ tableName: this.table.name, eventBusName: this.eventBus.name });
  }

  /** One table for orders, subscriptions and counters, told apart by the key's prefix. */
  #createTable(name: string, physical: string, args: OrdersTableArgs): aws.dynamodb.Table {
    return new aws.dynamodb.Table(
      name,
      {
        name: physical,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "pk",
        rangeKey: "sk",
        attributes: [
          { name: "pk", type: "S" },
          { name: "sk", type: "S" },
        ],
        ttl: { attributeName: "expiresAt", enabled: true },
        pointInTimeRecovery: { enabled: true },
        deletionProtectionEnabled: args.deletionProtection ?? true,
        tags: args.tags ?? {},
      },
      { parent: this },
    );
  }
}
