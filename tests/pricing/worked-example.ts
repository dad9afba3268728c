import type { Traffic } from "../../pricing/traffic.ts";

/**
 * 1,000 clients connected 8 hours a day for 30 days, one connect and two subscribes a day,
 * handlers on publish and subscribe, 10,000 events a day of 3 KB, each to 50 subscriptions.
 */
export const WORKED_EXAMPLE: Traffic = {
  publishesPerDay: 10_000,
  eventsPerPublish: 1,
  eventBytes: 3 * 1_024,
  subscribers: 50,
  connections: { clients: 1_000, minutesPerDay: 480, connectsPerDay: 1, subscribesPerDay: 2 },
};
