/**
 * Bytes of one event at most. AWS says "240 KB" and not which kilobyte, so the smaller reading is the
 * safe one: what fits it fits either.
 * Source: AppSync Events Developer Guide, concepts; AWS General Reference, AWS AppSync quotas.
 */
export const MAXIMUM_EVENT_BYTES = 240_000;

/** Events of one publish request at most (AWS General Reference, AWS AppSync quotas). */
export const MAXIMUM_EVENTS_PER_PUBLISH = 5;

/** Bytes of a whole publish request at most: AWS says 1.2 MB, which is five events of 240 KB. */
export const MAXIMUM_PUBLISH_BYTES = MAXIMUM_EVENTS_PER_PUBLISH * MAXIMUM_EVENT_BYTES;
