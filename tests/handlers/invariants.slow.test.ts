import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import {
  type DeployedNamespace,
  deployNamespace,
  productNamespace,
  testNamespace,
} from "./deployed-namespace.ts";
import { checkInvariants, runsOf } from "./invariants.ts";

/** Generated invocations per namespace; a million in all with `INVARIANT_RUNS=333334`. */
const runs = runsOf(process.env.INVARIANT_RUNS, 30_000);

describe("for every invocation whatsoever", () => {
  const deployed: DeployedNamespace[] = [];
  before(async () => {
    deployed.push(
      await deployNamespace(productNamespace("default")),
      await deployNamespace(productNamespace("chat")),
      await deployNamespace(testNamespace("probe")),
    );
  });

  test("each event has one answer in its place, a payload or a public error, and nothing leaks", async (t) => {
    const totals = { invocations: 0, payloads: 0, errors: 0, accepted: 0, refused: 0 };
    for (const namespace of deployed) {
      const counted = await checkInvariants(namespace, runs);
      for (const key of Object.keys(totals) as (keyof typeof totals)[]) {
        totals[key] += counted[key];
      }
    }
    t.diagnostic(
      `${totals.invocations} generated invocations: ${totals.payloads} payloads, ${totals.errors} ` +
        `errors, ${totals.accepted} accepted and ${totals.refused} refused subscriptions`,
    );
    assert.ok(totals.payloads > runs / 20, "valid events were among them");
    assert.ok(totals.errors > runs / 20 && totals.refused > runs / 20, "hostile ones were, too");
  });
});
