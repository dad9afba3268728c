import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testNamespace } from "../../testing/test-namespace.ts";
import vault from "./namespaces/vault/index.ts";

function lengths(secrets: Record<string, unknown>) {
  return testNamespace(vault, { secrets }).publish("/vault/lengths", {});
}

describe("secrets of a namespace", () => {
  const DATABASE = { user: "ann", password: "correct horse" };

  test("are read as text, or as the JSON in it where the schema says so", async () => {
    assert.deepEqual(await lengths({ SIGNING_KEY: "12345678", DATABASE }), {
      payload: { key: 8, user: "ann", password: 13 },
    });
    const text = { SIGNING_KEY: "12345678", DATABASE: JSON.stringify(DATABASE) };
    assert.deepEqual(await lengths(text), { payload: { key: 8, user: "ann", password: 13 } });
  });

  test("are each test's own, also at the same time", async () => {
    const results = await Promise.all([
      lengths({ SIGNING_KEY: "12345678", DATABASE }),
      lengths({ SIGNING_KEY: "123456789", DATABASE }),
    ]);
    assert.deepEqual(
      results.map(({ payload }) => (payload as { key: number } | undefined)?.key),
      [8, 9],
    );
  });

  test("refuse the event where one does not match, and name it in the log without its value", async () => {
    for (const database of [{ user: "ann", password: "pst" }, "s3cret{", { user: "s3cret" }]) {
      const tested = testNamespace(vault, {
        secrets: { SIGNING_KEY: "12345678", DATABASE: database },
      });
      const result = await tested.publish("/vault/lengths", {});
      assert.equal(result.code, "HANDLER_FAILED");
      const log = JSON.stringify(tested.logs);
      assert.match(log, /The secret DATABASE does not match its schema/);
      assert.doesNotMatch(log, /pst|s3cret/);
    }
  });

  test("that nobody gives are named before the function starts", () =>
    assert.rejects(lengths({ SIGNING_KEY: "12345678" }), {
      message: /MISCONFIGURED.*no place of the secret DATABASE/s,
    }));
});
