import { isDeepStrictEqual } from "node:util";
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { environment } from "./environment.ts";
import type { OrderEvent, StoredOrderEvent } from "./schemas.ts";

/** A stored event, and whether the event bus has taken it. */
export interface StoredOrder {
  readonly event: StoredOrderEvent;
  readonly announced: boolean;
}

/** What storing an event came to; a conflict is another event stored under the same id. */
export type Stored = StoredOrder | "conflict";

type Item = Record<string, AttributeValue>;

let connected: DynamoDBClient | undefined;

function client(): DynamoDBClient {
  connected ??= new DynamoDBClient({});
  return connected;
}

function tableName(): string {
  return environment().ORDERS_TABLE_NAME;
}

/** An id is its channel's own: what another channel stores under it is another event. */
function eventKey(channel: string, eventId: string): Item {
  return {
    pk: { S: `CHANNEL#${channel}` },
    sk: { S: `EVENT#${eventId}` },
  };
}

/** An item that this module wrote: its JSON is that of a stored event. */
function storedOrder(item: Item): StoredOrder {
  return {
    event: JSON.parse(item.event?.S ?? "null") as StoredOrderEvent,
    announced: item.announced?.BOOL === true,
  };
}

async function find(
  channel: string,
  eventId: string,
  abortSignal: AbortSignal,
): Promise<StoredOrder | undefined> {
  const { Item: item } = await client().send(
    new GetItemCommand({
      TableName: tableName(),
      Key: eventKey(channel, eventId),
      ConsistentRead: true,
    }),
    { abortSignal },
  );
  return item && storedOrder(item);
}

/** Whether a stored event is the one that is published, apart from what storing added. */
function isSame({ event }: StoredOrder, published: OrderEvent): boolean {
  const { storedAt: _, sequence: __, ...first } = event;
  return isDeepStrictEqual(first, JSON.parse(JSON.stringify(published)));
}

async function nextSequence(channel: string, abortSignal: AbortSignal): Promise<number> {
  const { Attributes } = await client().send(
    new UpdateItemCommand({
      TableName: tableName(),
      Key: { pk: { S: `CHANNEL#${channel}` }, sk: { S: "SEQUENCE" } },
      UpdateExpression: "ADD lastSequence :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
      ReturnValues: "UPDATED_NEW",
    }),
    { abortSignal },
  );
  return Number(Attributes?.lastSequence?.N);
}

async function put(
  channel: string,
  event: StoredOrderEvent,
  abortSignal: AbortSignal,
): Promise<void> {
  await client().send(
    new PutItemCommand({
      TableName: tableName(),
      Item: {
        ...eventKey(channel, event.eventId),
        orderId: { S: event.orderId },
        event: { S: JSON.stringify(event) },
        announced: { BOOL: false },
      },
      ConditionExpression: "attribute_not_exists(pk)",
    }),
    { abortSignal },
  );
}

/**
 * Stores an event under its channel and id with the server's time and the next sequence of its
 * channel. The same event stored before stays as it is and is returned, so publishing again is
 * safe; another event under the same id is a conflict and changes nothing.
 *
 * @throws what the DynamoDB client throws.
 */
export async function storeOrder(
  channel: string,
  event: OrderEvent,
  abortSignal: AbortSignal,
): Promise<Stored> {
  const known = await find(channel, event.eventId, abortSignal);
  if (known) {
    return isSame(known, event) ? known : "conflict";
  }
  const sequence = await nextSequence(channel, abortSignal);
  const stored: StoredOrderEvent = { ...event, storedAt: new Date().toISOString(), sequence };
  try {
    await put(channel, stored, abortSignal);
    return { event: stored, announced: false };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) {
      throw error;
    }
    // Another publish of the same id came first: what that one stored counts.
    const first = await find(channel, event.eventId, abortSignal);
    if (first === undefined) {
      throw error;
    }
    return isSame(first, event) ? first : "conflict";
  }
}

/** Notes that the event bus has taken an event. Throws what the DynamoDB client throws. */
export async function markAnnounced(
  channel: string,
  eventId: string,
  abortSignal: AbortSignal,
): Promise<void> {
  await client().send(
    new UpdateItemCommand({
      TableName: tableName(),
      Key: eventKey(channel, eventId),
      UpdateExpression: "SET announced = :yes",
      ExpressionAttributeValues: { ":yes": { BOOL: true } },
    }),
    { abortSignal },
  );
}

/** Retention of subscription records, in days. */
const SUBSCRIPTION_DAYS = 30;
const SECONDS_OF_DAY = 86_400;

/** Records for a month who subscribed to a channel, and when last. Throws as the client does. */
export async function recordSubscriber(
  subscriber: string,
  channel: string,
  abortSignal: AbortSignal,
): Promise<void> {
  const now = new Date();
  const expiresAt = Math.floor(now.getTime() / 1000) + SUBSCRIPTION_DAYS * SECONDS_OF_DAY;
  await client().send(
    new PutItemCommand({
      TableName: tableName(),
      Item: {
        pk: { S: `SUBSCRIBER#${subscriber}` },
        sk: { S: `CHANNEL#${channel}` },
        subscribedAt: { S: now.toISOString() },
        expiresAt: { N: String(expiresAt) },
      },
    }),
    { abortSignal },
  );
}
