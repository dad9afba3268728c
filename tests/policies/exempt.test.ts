import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { exempt } from "../../policies/exempt.ts";

const COMPLETE = {
  rule: "namespace-waf",
  reason: "Firewall Manager attaches one in June",
  owner: "platform-team",
  expires: "2026-12-31",
};

/** What the engine is handed, by name of the resource. */
const registered = new Map<string, pulumi.runtime.MockResourceArgs>();

before(async () => {
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.set(args.name, args);
      return { id: args.name, state: args.inputs };
    },
    call: ({ inputs }) => inputs,
  });
});

function resource(name: string) {
  return new pulumi.ComponentResource("tests:index:Api", name);
}

function settled(component: pulumi.ComponentResource) {
  return new Promise<string>((resolve) => component.urn.apply(resolve));
}

describe("exempt", () => {
  test("records what it is told with the URN of the resource, as the settings would", async () => {
    const api = resource("api");
    await settled(exempt(api, { ...COMPLETE, finding: "no web ACL" }));
    const [name = "", record] = [...registered].find(([key]) => key.startsWith("api-")) ?? [];
    assert.match(name, /^api-namespace-waf-[0-9a-f]{8}$/);
    assert.deepEqual(record?.inputs, {
      ...COMPLETE,
      finding: "no web ACL",
      resource: await settled(api),
    });
  });

  test("lets a resource off several findings of a rule", async () => {
    const api = resource("several");
    const records = ["one", "two"].map((finding) => exempt(api, { ...COMPLETE, finding }));
    const urns = await Promise.all(records.map(settled));
    assert.equal(new Set(urns).size, 2);
  });

  test("refuses what a reviewer cannot read, and shows nothing of it", () => {
    const secret = pulumi.secret("hush-hush-hush");
    for (const [name, value, got] of [
      ["reason", secret, /reason must be plain text, got an Output, which may be a secret/],
      ["finding", [secret], /finding must be plain text/],
      ["expires", new Date(), /expires must be plain text, got object/],
      ["owner", 7, /owner must be plain text, got number/],
    ] as const) {
      const args = { ...COMPLETE, [name]: value } as unknown as Parameters<typeof exempt>[1];
      assert.throws(
        () => exempt(resource(`secret-${name}`), args),
        (error: Error) => {
          assert.match(error.message, got);
          assert.doesNotMatch(error.message, /hush/);
          return true;
        },
      );
    }
  });

  test("refuses what is not a resource", () => {
    for (const given of ["api", pulumi.output(resource("later")), undefined]) {
      assert.throws(
        () => exempt(given as unknown as pulumi.Resource, COMPLETE),
        /must be a resource, got (string|an Output|undefined)\. Fix: pass/,
      );
    }
  });
});
