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

type Item = Record<string, AttributeValue>;

/** Days for which it is kept who subscribed. */
const subscriptionDays = 30;
const secondsOfDay = 86_400;

let connected: DynamoDBClient | undefined;

const client = (): DynamoDBClient => {
  connected ??= new DynamoDBClient({});
  return connected;
};

const tableName = (): string => environment().ORDERS_TABLE_NAME;

const eventKey = (eventId: string): Item => ({ pk: { S: `EVENT#${eventId}` }, sk: { S: "EVENT" } });

/** An item that this module wrote: its JSON is that of a stored event. */
const storedOrder = (item: Item): StoredOrder => ({
  event: JSON.parse(item.event?.S ?? "null") as StoredOrderEvent,
  announced: item.announced?.BOOL === true,
});

const find = async (
  eventId: string,
  abortSignal: AbortSignal,
): Promise<StoredOrder | undefined> => {
  const { Item: item } = await client().send(
    new GetItemCommand({ TableName: tableName(), Key: eventKey(eventId), ConsistentRead: true }),
    { abortSignal },
  );
  return item && storedOrder(item);
};

const nextSequence = async (channel: string, abortSignal: AbortSignal): Promise<number> => {
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
};

const put = async (
  channel: string,
  event: StoredOrderEvent,
  abortSignal: AbortSignal,
): Promise<void> => {
  await client().send(
    new PutItemCommand({
      TableName: tableName(),
      Item: {
        ...eventKey(event.eventId),
        channel: { S: channel },
        orderId: { S: event.orderId },
        event: { S: JSON.stringify(event) },
        announced: { BOOL: false },
      },
      ConditionExpression: "attribute_not_exists(pk)",
    }),
    { abortSignal },
  );
};

/**
 * Stores an event under its id with the server's time and the next sequence of its channel. An event
 * whose id is stored already stays as it is and is given back, so publishing again is safe.
 *
 * @throws what the DynamoDB client throws.
 */
export const storeOrder = async (
  channel: string,
  event: OrderEvent,
  abortSignal: AbortSignal,
): Promise<StoredOrder> => {
  const known = await find(event.eventId, abortSignal);
  if (known) return known;
  const sequence = await nextSequence(channel, abortSignal);
  const stored: StoredOrderEvent = { ...event, storedAt: new Date().toISOString(), sequence };
  try {
    await put(channel, stored, abortSignal);
    return { event: stored, announced: false };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // Another publish of the same id came first: what that one stored counts.
    return (await find(event.eventId, abortSignal)) ?? { event: stored, announced: false };
  }
};

/** Notes that the event bus has taken an event. Throws what the DynamoDB client throws. */
export const markAnnounced = async (eventId: string, abortSignal: AbortSignal): Promise<void> => {
  await client().send(
    new UpdateItemCommand({
      TableName: tableName(),
      Key: eventKey(eventId),
      UpdateExpression: "SET announced = :yes",
      ExpressionAttributeValues: { ":yes": { BOOL: true } },
    }),
    { abortSignal },
  );
};

/** Records for a month who subscribed to a channel, and when last. Throws as the client does. */
export const recordSubscriber = async (
  subscriber: string,
  channel: string,
  abortSignal: AbortSignal,
): Promise<void> => {
  const now = new Date();
  const expiresAt = Math.floor(now.getTime() / 1000) + subscriptionDays * secondsOfDay;
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
};
