import { type Channel, parseChannel } from "./channel.ts";
import {
  MAXIMUM_EVENT_BYTES,
  MAXIMUM_EVENTS_PER_PUBLISH,
  MAXIMUM_PUBLISH_BYTES,
} from "./limits.ts";
import {
  badRequest,
  inputExceeded,
  invalidChannel,
  malformedEvents,
  missingEvents,
  notSerialized,
} from "./request-error.ts";

/** One event as published: its JSON text, and the value that the text stands for. */
export interface PublishedEvent {
  readonly text: string;
  readonly payload: unknown;
}

/** Reads the channel of a publish. Throws RequestError. */
export function readChannel(value: unknown): Channel {
  if (typeof value !== "string") {
    throw notSerialized("channel must be a string.");
  }
  const channel = parseChannel(value);
  if (channel === undefined) {
    throw invalidChannel();
  }
  return channel;
}

/** Reads `events` as texts, without a look at the quotas. Throws RequestError. */
export function readEventTexts(value: unknown): readonly string[] {
  if (value === undefined || value === null) {
    throw missingEvents();
  }
  if (!Array.isArray(value)) {
    throw malformedEvents(`A publish was refused: events must be a list, got ${typeof value}.`);
  }
  if (value.length === 0) {
    throw missingEvents();
  }
  const index = value.findIndex((text) => typeof text !== "string");
  if (index >= 0) {
    throw malformedEvents(
      `A publish was refused: events[${index}] must be a string that holds JSON, ` +
        `got ${value[index] === null ? "null" : typeof value[index]}. Fix: JSON.stringify it.`,
    );
  }
  return value;
}

/**
 * Holds events against the quotas and parses them. Read strictly where AWS is silent: a text that
 * is not JSON and an oversize event refuse the whole request. Throws RequestError.
 */
export function readEvents(texts: readonly string[]): PublishedEvent[] {
  if (texts.length > MAXIMUM_EVENTS_PER_PUBLISH) {
    throw inputExceeded(`${MAXIMUM_EVENTS_PER_PUBLISH} event limit`);
  }
  let bytes = 0;
  for (const text of texts) {
    const size = Buffer.byteLength(text);
    if (size > MAXIMUM_EVENT_BYTES) {
      throw inputExceeded("240 KB event limit");
    }
    bytes += size;
  }
  if (bytes > MAXIMUM_PUBLISH_BYTES) {
    throw inputExceeded("1.2 MB request limit");
  }
  return texts.map((text, index) => ({ text, payload: parse(text, index) }));
}

function parse(text: string, index: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`events[${index}] must be JSON.`);
  }
}
