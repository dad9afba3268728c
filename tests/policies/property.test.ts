import assert from "node:assert/strict";
import { test } from "node:test";
import { unknownCheckingProxy } from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy.js";
import { propertiesOf } from "../../policies/facts/property.ts";
import { compliant } from "./stacks/compliant.ts";
import { policyResources } from "./stacks/policy-resources.ts";

/** What the policy SDK puts in the place of values of each type that are not known yet. */
const sentinels = Object.entries(proxy).filter(([name]) => /^unknown\w+Value$/.test(name));

test("takes what the policy SDK calls unknown for unknown, of whatever type and however deep", () => {
  assert.ok(sentinels.length >= 7);
  const [resource] = policyResources(compliant, "update");
  assert.ok(resource);
  for (const [name, value] of sentinels) {
    const props = unknownCheckingProxy({ [name]: value, list: [value], deep: { [name]: value } });
    const properties = propertiesOf({ ...resource, props });
    assert.equal(properties.at(name).state, "unknown", name);
    assert.equal(properties.at("deep", name).state, "unknown", name);
    const items = properties.at("list").items();
    assert.equal(items.state === "known" && items.value[0]?.state, "unknown", name);
  }
});

test("reads a copy of a resource for itself, whatever was read of the first", () => {
  const [resource] = policyResources(compliant, "update");
  assert.ok(resource);
  propertiesOf(resource).at("name");
  const copy = { ...resource, props: { name: "copy" } };
  assert.deepEqual(propertiesOf(copy).at("name").text(), { state: "known", value: "copy" });
});
