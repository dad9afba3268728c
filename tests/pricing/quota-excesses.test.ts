import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { explainQuotaExcess, quotaExcesses } from "../../pricing/quota-excesses.ts";
import { QUOTAS } from "../../pricing/quotas.ts";
import { WORKED_EXAMPLE } from "./worked-example.ts";

const chat = { ...WORKED_EXAMPLE, publishesPerDay: 0 };

describe("quotaExcesses", () => {
  test("finds none in traffic that fits", () => {
    assert.deepEqual(quotaExcesses({ orders: WORKED_EXAMPLE, chat }), []);
  });

  test("finds traffic exactly at a quota to fit, and one above it not to", () => {
    const at = { ...chat, eventBytes: QUOTAS.eventBytes.limit };
    assert.deepEqual(quotaExcesses({ chat: at }), []);
    const [excess, ...others] = quotaExcesses({ chat: { ...at, eventBytes: at.eventBytes + 1 } });
    assert.deepEqual(others, []);
    assert.deepEqual(excess, {
      quota: "eventBytes",
      namespace: "chat",
      declared: 240_001,
      limit: 240_000,
    });
  });

  test("adds up the namespaces of an API", () => {
    const half = { ...chat, peak: { publishesPerSecond: 1_500, connectsPerSecond: 1_500 } };
    const excesses = quotaExcesses({ one: half, two: half });
    assert.deepEqual(
      excesses.map(({ quota, declared }) => [quota, declared]),
      [
        ["requestTokensPerSecond", 3_000],
        ["connectsPerSecond", 3_000],
      ],
    );
    assert.ok(excesses.every((each) => each.namespace === undefined));
  });

  test("meters fan-out in units of 5 KB", () => {
    const busy = { ...chat, subscribers: 1_000, peak: { publishesPerSecond: 600 } };
    assert.deepEqual(quotaExcesses({ busy }), []);
    const [excess] = quotaExcesses({ busy: { ...busy, eventBytes: 6_000 } });
    assert.equal(excess?.quota, "outboundMessagesPerSecond");
    assert.equal(excess?.declared, 1_200_000);
  });

  test("takes a raised quota, and refuses to raise what AWS does not raise", () => {
    const busy = { ...chat, peak: { publishesPerSecond: 3_000 } };
    assert.deepEqual(quotaExcesses({ busy }, { requestTokensPerSecond: 3_000 }), []);
    assert.throws(() => quotaExcesses({ busy }, { eventBytes: 1e9 }), /AWS does not raise it/);
  });

  test("says which quota, by how much, and what to do", () => {
    const [excess] = quotaExcesses({ chat: { ...chat, eventsPerPublish: 10 } });
    assert.ok(excess);
    const { found, fix } = explainQuotaExcess(excess);
    assert.match(found, /events in one publish request: namespace chat would need 10 events/);
    assert.match(found, /the quota is 5, exceeded by 5 \(100 %\) \(AWS General Reference/);
    assert.match(fix, /AWS does not raise this quota/);
  });

  test("counts namespaces without declared traffic, too", () => {
    const [excess] = quotaExcesses({}, {}, 51);
    assert.equal(excess?.quota, "namespacesPerApi");
    assert.deepEqual(quotaExcesses({}, { namespacesPerApi: 51 }, 51), []);
  });
});
