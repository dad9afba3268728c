import assert from "node:assert/strict";
import { test } from "node:test";
import { allowStatements } from "../../policies/facts/policy-document.ts";
import { propertiesOf } from "../../policies/facts/property.ts";
import { change } from "./stacks/blueprint.ts";
import { compliant } from "./stacks/compliant.ts";
import { policyResources } from "./stacks/policy-resources.ts";

function documentOf(text: string) {
  const program = change(compliant, "function-policy", ["policy"], text);
  const policy = policyResources(program, "update").find(({ name }) => name === "function-policy");
  assert.ok(policy);
  return propertiesOf(policy).at("policy");
}

test("reads a document that several resources hold once, and another one anew", () => {
  const named = (action: string) =>
    JSON.stringify({ Statement: { Effect: "Allow", Action: action } });
  const actionIn = (text: string) => {
    const statements = allowStatements(documentOf(text));
    assert.equal(statements.state, "known");
    return statements.value.flatMap(({ actions }) =>
      actions.state === "known" ? actions.value : [],
    );
  };
  assert.equal(
    allowStatements(documentOf(named("s3:GetObject"))),
    allowStatements(documentOf(named("s3:GetObject"))),
  );
  assert.deepEqual(actionIn(named("s3:GetObject")), [{ state: "known", value: "s3:GetObject" }]);
  assert.deepEqual(actionIn(named("s3:*")), [{ state: "known", value: "s3:*" }]);
});
