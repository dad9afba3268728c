import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Channel,
  type ChannelPattern,
  parseChannel,
  parseChannelPattern,
} from "../../../local/event-api/channel.ts";
import { SubscriptionIndex } from "../../../local/event-api/subscription-index.ts";

const segments = fc.array(fc.constantFrom("a", "b", "A"), { minLength: 1, maxLength: 5 });
const channels = segments.map((parts) => channel(`/${parts.join("/")}`));
const patterns = fc
  .tuple(segments, fc.boolean())
  .map(([parts, wildcard]) =>
    pattern(wildcard ? `/${parts.slice(0, 4).join("/")}/*` : `/${parts.join("/")}`),
  );

function channel(text: string): Channel {
  const parsed = parseChannel(text);
  assert.ok(parsed, text);
  return parsed;
}

function pattern(text: string): ChannelPattern {
  const parsed = parseChannelPattern(text);
  assert.ok(parsed, text);
  return parsed;
}

/** Matching as the Developer Guide words it, by text alone. */
function matches({ path }: ChannelPattern, published: Channel): boolean {
  return path.endsWith("/*")
    ? published.path.startsWith(path.slice(0, -1))
    : published.path === path;
}

test("an event reaches exactly the subscriptions that a naive search finds", () => {
  const subscriptions = fc.array(fc.tuple(patterns, fc.boolean()), { maxLength: 20 });
  fc.assert(
    fc.property(subscriptions, channels, (all, published) => {
      const index = new SubscriptionIndex<number>();
      for (const [id, [subscribed]] of all.entries()) {
        index.add(subscribed, id);
      }
      for (const [id, [subscribed, stays]] of all.entries()) {
        if (!stays) {
          index.remove(subscribed, id);
        }
      }
      const expected = [...all.entries()]
        .filter(([, [subscribed, stays]]) => stays && matches(subscribed, published))
        .map(([id]) => id);
      assert.deepEqual(index.match(published).sort(), expected.sort());
      assert.equal(index.size, all.filter(([, stays]) => stays).length);
    }),
    { numRuns: 2_000 },
  );
});

test("a wildcard matches channels on every level below it, not its own prefix", () => {
  const index = new SubscriptionIndex<string>();
  index.add(pattern("/default/*"), "all");
  assert.deepEqual(index.match(channel("/default/greetings/tutorial")), ["all"]);
  assert.deepEqual(index.match(channel("/default/greetings")), ["all"]);
  assert.deepEqual(index.match(channel("/default")), []);
  assert.deepEqual(index.match(channel("/other/greetings")), []);
});

test("removing a subscription twice, or from a pattern that it does not have, changes nothing", () => {
  const index = new SubscriptionIndex<string>();
  index.add(pattern("/a/b"), "one");
  index.remove(pattern("/a/c"), "one");
  index.remove(pattern("/a/*"), "one");
  index.remove(pattern("/a/b"), "two");
  assert.equal(index.size, 1);
  index.remove(pattern("/a/b"), "one");
  index.remove(pattern("/a/b"), "one");
  assert.equal(index.size, 0);
});
