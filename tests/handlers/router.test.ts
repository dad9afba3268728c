import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AppSyncEventsResolver } from "@aws-lambda-powertools/event-handler/appsync-events";
import type { Context } from "aws-lambda";
import fc from "fast-check";
import { createRouter } from "../../runtime/router.ts";
import { publish, subscribe } from "./invocation-events.ts";

function ignore(): void {
  undefined;
}

const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const CONTEXT = {} as Context;

/** Few segments, so that routes and paths meet: alike but for case, or special in expressions. */
const segment = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "A", "b", "ab", "a-b", "rooms", "Rooms") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("a.b", "a+b", "(a)", "[a]", "a|b", "$", "^a", "\\d", "?"),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^[^/*\n\r\u2028\u2029]{1,6}$/) },
);

const exactPath = fc
  .array(segment, { minLength: 1, maxLength: 5 })
  .map((all) => `/${all.join("/")}`);
const wildcard = fc.oneof(
  exactPath.map((path) => `${path}/*`),
  fc.constant("/*"),
);

const routes = fc.uniqueArray(fc.oneof(exactPath, wildcard), { minLength: 1, maxLength: 12 });

/** Any path, and often one that a route is made for, or just misses. */
function pathFor(all: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    exactPath,
    wildcard,
    fc
      .tuple(fc.constantFrom(...all), fc.array(segment, { maxLength: 3 }))
      .map(([route, more]) => [route.replace(/\/\*$/, ""), ...more].join("/") || "/"),
    fc.constantFrom(...all).map((route) => `${route.replace(/\*$/, "")}`),
    fc.constantFrom(...all).map((route) => route.toUpperCase()),
  );
}

const cases = routes.chain((all) => fc.tuple(fc.constant(all), pathFor(all)));

describe("a channel's route", () => {
  test("is the one that Powertools' resolver takes, for publishes", async () => {
    let routed = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ([all, path]) => {
        const app = new AppSyncEventsResolver({ logger: quiet });
        for (const route of all) {
          app.onPublish(route, () => route);
        }
        const answer = await app.resolve(publish(path, ["unrouted"]), CONTEXT);
        const { events } = answer as { events: { payload: string }[] };
        const found = createRouter(all.map((route) => [route, route] as const))(path);
        if (found !== undefined) {
          routed += 1;
        }
        assert.equal(found ?? "unrouted", events[0]?.payload);
      }),
      { numRuns: 3_000 },
    );
    assert.ok(routed > 500, "many paths had a route");
  });

  test("is the one that Powertools' resolver takes, for subscriptions to wildcards too", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([all, path]) => {
        let resolved: string | undefined;
        const app = new AppSyncEventsResolver({ logger: quiet });
        for (const route of all) {
          app.onSubscribe(route, () => {
            resolved = route;
          });
        }
        await app.resolve(subscribe(path), CONTEXT);
        assert.equal(createRouter(all.map((route) => [route, route] as const))(path), resolved);
      }),
      { numRuns: 1_000 },
    );
  });
});
