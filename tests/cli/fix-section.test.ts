import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { policyReport } from "../../cli/policies/policy-report.ts";
import { sarifLog } from "../../cli/policies/sarif.ts";
import { sarifMessage } from "../../cli/policies/sarif-message.ts";
import { previewMarkdown } from "../../cli/preview/preview-markdown.ts";
import { FUNCTION_BOUNDS } from "../../policies/fixes/functions-and-tags.ts";
import { raisedQuotas } from "../../policies/fixes/settings.ts";
import { remediated, violation } from "../../policies/message.ts";
import type { Finding } from "../../policies/rule.ts";
import { functionTimeoutAndMemory } from "../../policies/rules/function-timeout-and-memory.ts";

const TYPE = "aws:lambda/function:Function";

function report(name: string, changes: Partial<Finding> = {}) {
  const resource = { name, type: TYPE, urn: `urn:pulumi:prod::events::${TYPE}::${name}` };
  const finding = {
    resource,
    found: "f",
    why: "W",
    fix: "x",
    example: FUNCTION_BOUNDS,
    ...changes,
  };
  const { message } = violation(functionTimeoutAndMemory, finding);
  const { name: policyName } = functionTimeoutAndMemory;
  return policyReport({
    policyName,
    message,
    resourceUrn: resource.urn,
    enforcementLevel: "mandatory",
  });
}

function comment(...policies: readonly ReturnType<typeof report>[]): string {
  const outcome = { succeeded: false, changes: [], resources: [], policies, errors: [] };
  return previewMarkdown({ stage: "prod", outcome, embedded: true });
}

describe("a violation's fix as code", () => {
  test("is taken out of the message as it was put in, with the resource's name", () => {
    const { example, message } = report("orders", {
      example: { ...FUNCTION_BOUNDS, ...raisedQuotas },
    });
    assert.deepEqual(example, {
      ...FUNCTION_BOUNDS,
      ...raisedQuotas,
      aws: FUNCTION_BOUNDS.aws?.replace("<name>", "orders"),
    });
    assert.equal(message, 'Function "orders": f. Why: W.');
  });

  test("is left out of a message that has none", () => {
    const { example, message } = report("orders", { example: undefined as never });
    assert.equal(example, undefined);
    assert.equal(message, 'Function "orders": f. Why: W.');
  });

  test("stands once in a comment for all resources that it is for", () => {
    const text = comment(report("orders"), report("chat"));
    assert.equal(text.split("memorySize: 256").length - 1, 1);
    assert.match(text, /<details><summary>The fixes as code/);
    assert.match(text, /`Function orders`<br>`Function chat`/);
  });

  test("keeps its lines in a comment, and breaks no table", () => {
    const code = "const a = `\u0024{b}` | c; // <x>\n  $&";
    const text = comment(report("a|b $& <c>", { example: { components: code } }));
    const row = text.split("\n").find((line) => line.includes("<pre>")) ?? "";
    assert.equal(row.split(/(?<!\\)\|/).length, 5, row);
    const cell = /<pre>(.*)<\/pre>/.exec(row)?.[1] ?? "";
    const shown = cell
      .replace(/&#(\d+);/g, (_, number) => String.fromCharCode(Number(number)))
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
    assert.equal(shown, code);
  });

  test("is Markdown in SARIF, below the sentences", () => {
    const { text, markdown } = sarifMessage(report("orders"));
    assert.equal(text, 'Function "orders": f. Why: W. Fix: x.');
    assert.match(
      markdown ?? "",
      /With @pulumi\/aws:\n\n```ts\nnew aws\.lambda\.Function\("orders"/,
    );
  });
});

test("changes by remediations have a table of their own, and are not violations", () => {
  const urn = "urn:pulumi:prod::events::aws:cloudwatch/logGroup:LogGroup::orders";
  const change = {
    remediation: "remediate-log-retention",
    urn,
    type: "aws:cloudwatch/logGroup:LogGroup",
    name: "orders",
    says: "retentionInDays is 30, was not set",
  };
  const changed = policyReport({
    policyName: "remediations",
    message: remediated(change),
    resourceUrn: urn,
    enforcementLevel: "advisory",
  });
  const text = comment(changed);
  assert.match(text, /### Changed by remediations\n\n\| Resource \| Change \|/);
  assert.match(
    text,
    /retentionInDays is 30, was not set\. Changed by: remediate\\-log\\-retention/,
  );
  assert.doesNotMatch(text, /### Policy violations/);
  assert.match(text, /0 violations, 0 advisory notes/);
  assert.deepEqual(sarifLog("prod", [changed]).runs[0]?.results, []);
});
