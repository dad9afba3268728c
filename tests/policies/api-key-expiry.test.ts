import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judgeAll } from "./judge.ts";
import { type Blueprint, ref, type Value } from "./stacks/blueprint.ts";
import { compliant } from "./stacks/compliant.ts";

/** The compliant program with one API key for each end; today is 2026-06-01. */
function withKeys(...ends: readonly (Value | undefined)[]): Blueprint {
  return {
    ...compliant,
    ...Object.fromEntries(
      ends.map((expires, at) => [
        `key-${at}`,
        {
          type: "aws:appsync/apiKey:ApiKey",
          properties: { apiId: ref("api", "apiId"), ...(expires === undefined ? {} : { expires }) },
        },
      ]),
    ),
  };
}

for (const phase of ["preview", "update"] as const) {
  async function findings(blueprint: Blueprint) {
    return (await judgeAll(blueprint, phase))
      .filter(({ policy }) => policy === "api-key-expiry")
      .map(({ resource, found }) => `${resource.name}: ${found}`);
  }

  describe(`api-key-expiry at ${phase}`, () => {
    test("passes keys that overlap within the bounds", async () => {
      assert.deepEqual(
        await findings(withKeys("2026-06-03T00:00:00Z", "2026-09-01T00:00:00Z")),
        [],
      );
    });

    test("passes a stack without keys", async () => {
      assert.deepEqual(await findings(compliant), []);
    });

    test("refuses a key without an end", async () => {
      assert.match(
        (await findings(withKeys(undefined, "2026-09-01T00:00:00Z"))).join(),
        /^key-0: expires/,
      );
    });

    test("refuses a key that has ended", async () => {
      const found = await findings(withKeys("2026-05-01T00:00:00Z", "2026-09-01T00:00:00Z"));
      assert.deepEqual(found, ["key-0: the key has expired"]);
    });

    test("refuses a key that lives for too long", async () => {
      assert.deepEqual(await findings(withKeys("2027-06-01T12:00:00Z")), [
        "key-0: the key expires in 365 days; at most 200 are allowed",
      ]);
    });

    test("refuses an API whose last key ends within days, and names the API", async () => {
      const found = await findings(withKeys("2026-06-03T00:00:00Z", "2026-06-05T00:00:00Z"));
      assert.deepEqual(found, ['api: all its API keys ("key-0", "key-1") expire within 4 days']);
    });

    test("refuses an end that is not a date, for nobody can decide it", async () => {
      assert.match((await findings(withKeys("soon"))).join(), /^key-0: /);
    });
  });
}
