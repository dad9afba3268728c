import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { difference, placeOf } from "../../policies/facts/place.ts";
import { compliant } from "./stacks/compliant.ts";
import { type Phase, policyResources } from "./stacks/policy-resources.ts";

/** The place of the compliant program's log group, with other settings of its provider. */
function placed(phase: Phase, settings: Record<string, unknown>, own: object = {}) {
  const group = policyResources(compliant, phase).find(({ name }) => name === "api-logs");
  assert.ok(group?.provider);
  const provider = { ...group.provider, props: settings };
  return placeOf({ ...group, provider, props: { ...own } });
}

describe("the place of a resource", () => {
  test("is what its ARN says once that is known", () => {
    const arn = "arn:aws:logs:eu-north-1:111111111111:log-group:x";
    const settings = { region: "eu-west-1", allowedAccountIds: '["222222222222"]' };
    assert.deepEqual(placed("update", settings, { arn }), {
      region: "eu-north-1",
      account: "111111111111",
    });
  });

  test("is what its own region says, before that of its provider", () => {
    const settings = { region: "eu-west-1" };
    assert.deepEqual(placed("preview", settings, { region: "us-east-1" }), {
      region: "us-east-1",
      account: undefined,
    });
  });

  test("takes the account that its provider is limited to, or whose role it assumes", () => {
    const limited = { allowedAccountIds: '["222222222222"]' };
    assert.equal(placed("preview", limited).account, "222222222222");
    const roleArn = "arn:aws:iam::333333333333:role/deploy";
    const assuming = { assumeRoles: JSON.stringify([{ roleArn }]) };
    assert.equal(placed("preview", assuming).account, "333333333333");
    const several = { allowedAccountIds: '["222222222222","333333333333"]' };
    assert.equal(placed("preview", several).account, undefined);
  });

  test("differs from another only where both are known", () => {
    const here = { region: "eu-west-1", account: undefined };
    assert.equal(difference(here, { region: undefined, account: "111111111111" }), undefined);
    assert.equal(difference(here, { region: "us-east-1", account: undefined }), "region");
  });
});
