import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { TableUsage } from "../pricing/resource-usage.ts";
import { arnFor } from "./arn.ts";
import { type Grantee, grant } from "./grant.ts";
import { physicalName } from "./physical-name.ts";
import type { Tags } from "./stage-tags.ts";

/** A key attribute: a text, a number or bytes. */
export interface KeyAttribute {
  readonly name: string;
  /** @default "S" */
  readonly type?: "S" | "N" | "B";
}

/** Another key by which a table's items are found. */
export interface TableIndex {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** Attributes that the index holds. @default "ALL" */
  readonly projection?: "ALL" | "KEYS_ONLY";
}

/** Arguments of a table. */
export interface TableArgs {
  readonly partitionKey: KeyAttribute;
  /** @default none */
  readonly sortKey?: KeyAttribute;
  /** @default none */
  readonly globalSecondaryIndexes?: readonly TableIndex[];
  /** Attribute with the epoch seconds at which an item expires. @default items never expire */
  readonly timeToLiveAttribute?: string;
  /** What the table's stream says of a changed item. @default no stream */
  readonly stream?: "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";
  /** Whether the table can be restored to any second of the last 35 days. @default true */
  readonly pointInTimeRecovery?: boolean;
  /** Whether the table can be deleted only after this is turned off. @default true */
  readonly deletionProtection?: boolean;
  /** How a namespace's handler uses the table, for the forecast. @default the table is not priced */
  readonly usage?: TableUsage;
  /** @default none */
  readonly tags?: Tags;
}

/** Actions of the DynamoDB API that read items (Service Authorization Reference, DynamoDB). */
const READ = ["BatchGetItem", "ConditionCheckItem", "GetItem", "Query", "Scan"] as const;
/** Actions that write items. */
const WRITE = ["BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem"] as const;

/** An action of the DynamoDB API on a table's items. */
export type TableAction = (typeof READ)[number] | (typeof WRITE)[number];

/** A DynamoDB table that is paid per request, with grants for those who work with it. */
export class Table extends pulumi.ComponentResource {
  readonly table: aws.dynamodb.Table;
  readonly tableName: pulumi.Output<string>;

  readonly #name: string;
  readonly #hasIndexes: boolean;

  /** Throws ComponentError if the table's name gets too long. */
  constructor(name: string, args: TableArgs, opts?: pulumi.ComponentResourceOptions) {
    const physical = physicalName(`Table "${name}"`, [name], MAX_TABLE_NAME_LENGTH);
    // The forecast reads a component's inputs, the policy pack its outputs.
    const { usage } = args;
    const inputs = usage === undefined ? {} : { tableName: physical, usage };
    super("appsync-events:components:Table", name, inputs, opts);
    this.#name = name;
    this.#hasIndexes = (args.globalSecondaryIndexes ?? []).length > 0;
    this.table = new aws.dynamodb.Table(name, tableArgs(physical, args), { parent: this });
    this.tableName = this.table.name;
    this.registerOutputs({ tableName: this.tableName, ...(usage === undefined ? {} : { usage }) });
  }

  /** Grants reading items, also through indexes. */
  grantRead(grantee: Grantee): aws.iam.RolePolicy {
    return this.#grant("read", grantee, READ);
  }

  /** Grants writing and deleting items. */
  grantWrite(grantee: Grantee): aws.iam.RolePolicy {
    return this.#grant("write", grantee, WRITE);
  }

  /** Grants reading, writing and deleting items. */
  grantReadWrite(grantee: Grantee): aws.iam.RolePolicy {
    return this.#grant("read-write", grantee, [...READ, ...WRITE]);
  }

  /** Grants single actions, for those who need less than reading or writing in every way. */
  grantActions(grantee: Grantee, ...actions: readonly TableAction[]): aws.iam.RolePolicy {
    return this.#grant("actions", grantee, actions);
  }

  #grant(what: string, grantee: Grantee, actions: readonly TableAction[]): aws.iam.RolePolicy {
    const arn = arnFor(this, "dynamodb", pulumi.interpolate`table/${this.table.name}`);
    const Resource = this.#hasIndexes ? [arn, pulumi.interpolate`${arn}/index/*`] : arn;
    const Action = actions.map((action) => `dynamodb:${action}`);
    const name = `${this.#name}-table-${what}`;
    return grant(this, name, grantee, [{ Effect: "Allow", Action, Resource }]);
  }
}

/** Longest name of a table (DynamoDB Developer Guide, naming rules). */
const MAX_TABLE_NAME_LENGTH = 255;

function tableArgs(name: string, args: TableArgs): aws.dynamodb.TableArgs {
  const { partitionKey, sortKey, globalSecondaryIndexes: indexes = [], stream } = args;
  return {
    name,
    billingMode: "PAY_PER_REQUEST",
    hashKey: partitionKey.name,
    ...(sortKey === undefined ? {} : { rangeKey: sortKey.name }),
    attributes: attributesOf([args, ...indexes]),
    ...(indexes.length === 0 ? {} : { globalSecondaryIndexes: indexes.map(indexArgs) }),
    ...(args.timeToLiveAttribute === undefined
      ? {}
      : { ttl: { attributeName: args.timeToLiveAttribute, enabled: true } }),
    ...(stream === undefined ? {} : { streamEnabled: true, streamViewType: stream }),
    pointInTimeRecovery: { enabled: args.pointInTimeRecovery ?? true },
    deletionProtectionEnabled: args.deletionProtection ?? true,
    tags: args.tags ?? {},
  };
}

function indexArgs(index: TableIndex): aws.types.input.dynamodb.TableGlobalSecondaryIndex {
  const { name, partitionKey, sortKey, projection = "ALL" } = index;
  return {
    name,
    hashKey: partitionKey.name,
    ...(sortKey === undefined ? {} : { rangeKey: sortKey.name }),
    projectionType: projection,
  };
}

/** DynamoDB wants each key attribute once, however many keys it is part of. */
function attributesOf(
  keys: readonly Pick<TableArgs, "partitionKey" | "sortKey">[],
): { name: string; type: string }[] {
  const all = keys.flatMap(({ partitionKey, sortKey }) => [
    partitionKey,
    ...(sortKey ? [sortKey] : []),
  ]);
  return [...new Map(all.map(({ name, type = "S" }) => [name, { name, type }])).values()];
}
