import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judgeRule } from "./judge.ts";
import { attestedCode } from "./stacks/attested-code.ts";
import { Archive, type Blueprint, change } from "./stacks/blueprint.ts";
import type { Phase } from "./stacks/policy-resources.ts";
import { inbound, outbound } from "./stacks/shapes.ts";

const RULE = "namespace-request-response";

for (const phase of ["preview", "update"] as const satisfies readonly Phase[]) {
  for (const [shape, { passing, breaking }] of Object.entries({
    "outbound-only": outbound,
    "inbound-only": inbound,
  })) {
    function judged(blueprint: Blueprint) {
      return judgeRule(RULE, blueprint, phase, { shapes: { orders: shape } });
    }

    describe(`a namespace that may be ${shape}, at ${phase}`, () => {
      for (const [what, blueprint] of Object.entries(passing)) {
        test(`passes with ${what}, and is shown`, async () => {
          const found = await judged(blueprint);
          assert.deepEqual(
            found.map((one) => [one.resource.name, one.note]),
            [["namespace", true]],
          );
          assert.match(found[0]?.found ?? "", new RegExp(`^it is ${shape}: `));
        });

        test(`is refused with ${what} when no setting allows the shape`, async () => {
          assert.ok((await judgeRule(RULE, blueprint, phase)).some(({ note }) => !note));
        });
      }

      for (const [what, blueprint, said] of breaking) {
        test(`is refused, naming the condition, when ${what}`, async () => {
          const expected = phase === "update" && said.source.includes("is not known until");
          const found = (await judged(blueprint)).filter(({ note }) => !note);
          const texts = found.map((one) => one.found).join("\n");
          assert.match(texts, expected ? /the setting shapes says it is/ : said);
        });
      }
    });
  }
}

describe("the function of a namespace with a shape", () => {
  const unattested = (blueprint: Blueprint) =>
    change(blueprint, "function", ["code"], attestedCode(["chat"]));

  test("must be attested where subscribing waits for it", async () => {
    const attested = outbound.passing["a handler on subscribe"];
    assert.deepEqual(await judgeRule("handler-attestation", attested, "preview"), []);
    const [one] = await judgeRule("handler-attestation", unattested(attested), "preview");
    assert.match(one?.found ?? "", /attestation is for other namespaces/);
  });

  test("need not be attested where nobody receives what it is called with", async () => {
    const plain = change(
      inbound.passing["code that refuses"],
      "function",
      ["code"],
      new Archive({ "index.mjs": "export const handler = () => {};" }),
    );
    for (const phase of ["preview", "update"] as const) {
      assert.deepEqual(await judgeRule("handler-attestation", plain, phase), []);
    }
  });
});

describe("the setting shapes", () => {
  test("refuses the name of a namespace that the stack does not have", async () => {
    const blueprint = outbound.passing["a handler on subscribe"];
    const [one] = await judgeRule(RULE, blueprint, "preview", {
      shapes: { namespace: "outbound-only", nobody: "inbound-only" },
    });
    assert.match(one?.found ?? "", /shapes names "nobody"/);
    assert.equal(one?.note, undefined);
  });

  test("does not speak for other namespaces", async () => {
    const passing = outbound.passing["a handler on subscribe"];
    const renamed = change(passing, "namespace", ["name"], "payments");
    const found = await judgeRule(RULE, renamed, "preview", {
      shapes: { orders: "outbound-only" },
    });
    assert.ok(found.some((one) => one.found === "handlerConfigs.onPublish is missing"));
  });
});
