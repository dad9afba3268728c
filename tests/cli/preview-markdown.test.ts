import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { policyReport } from "../../cli/policies/policy-report.ts";
import { fitSections, type Section } from "../../cli/preview/fit-sections.ts";
import {
  COMMENT_LIMIT,
  previewMarkdown,
  previewSummary,
} from "../../cli/preview/preview-markdown.ts";
import type { PreviewOutcome } from "../../cli/preview/run-preview.ts";
import { markdownCode, markdownText } from "../../cost/markdown-document.ts";
import { exempted, staleExemption, violation } from "../../policies/message.ts";
import { namespaceWaf } from "../../policies/rules/namespace-waf.ts";

const URN = "urn:pulumi:prod::appsync-events::my:Parent$aws:appsync/api:Api::events";
const resource = { name: "events", urn: URN, type: "aws:appsync/api:Api" };
function event(message: string, level = "mandatory") {
  return {
    resourceUrn: URN,
    message,
    color: "never",
    policyName: "namespace-waf",
    policyPackName: "appsync-events",
    policyPackVersion: "0.1.0",
    policyPackVersionTag: "0.1.0",
    enforcementLevel: level,
  };
}

describe("policy reports", () => {
  const finding = {
    resource,
    found: "the API is not associated with a web ACL",
    why: "Anyone can flood it",
    fix: "add a WebAclAssociation with resourceArn: api.apiArn",
  };

  test("take a violation of the pack apart", () => {
    assert.deepEqual(policyReport(event(violation(namespaceWaf, finding).message)), {
      rule: "namespace-waf",
      level: "mandatory",
      resource: "Api events",
      urn: URN,
      finding: "the API is not associated with a web ACL",
      message: 'Api "events": the API is not associated with a web ACL. Why: Anyone can flood it.',
      fix: "add a WebAclAssociation with resourceArn: api.apiArn",
    });
  });

  test("take an exemption apart", () => {
    const exemption = {
      rule: "namespace-waf",
      resource: "events",
      finding: "the API is not associated with a web ACL",
      reason: "behind a firewall of its own",
      owner: "team (realtime)",
      expires: "2026-12-31",
    };
    const report = policyReport(event(exempted(namespaceWaf, finding, exemption).message));
    assert.deepEqual(report.exemption, {
      until: "2026-12-31",
      owner: "team (realtime)",
      reason: "behind a firewall of its own",
    });
  });

  test("show a stale exemption as the violation that it is", () => {
    const exemption = {
      rule: "x",
      resource: "y",
      finding: "f",
      reason: "z",
      owner: "o",
      expires: "2020-01-01",
    };
    const report = policyReport(event(staleExemption(exemption, "expired on 2020-01-01").message));
    assert.equal(report.exemption, undefined);
    assert.match(report.message, /The exemption of "y" from x expired/);
    assert.match(report.fix ?? "", /renew it with its reason$/);
  });

  test("show the message of another pack as it is, without the engine's colors", () => {
    const report = policyReport(event("<{%fg 1%}>No.<{%reset%}>", "advisory"));
    assert.deepEqual(report, {
      rule: "namespace-waf",
      level: "advisory",
      resource: "Api events",
      urn: URN,
      finding: "No",
      message: "No.",
    });
  });
});

describe("Markdown for GitHub", () => {
  test("lets no text become markup, HTML, a mention, a link or another cell", () => {
    const hostile = "a|b <script> @octocat #1 https://x.example www.x.example *b* `c` [d](e)\n# f";
    const text = markdownText(hostile);
    assert.doesNotMatch(text, /[^\\]\||<|@o|#1|:\/\/|www\.|[^\\][*`[]|\n/);
  });

  test("keeps any text on one line and in one cell", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (any) => {
        for (const text of [markdownText(any), markdownCode(any)]) {
          assert.ok(!text.includes("\n"));
          assert.doesNotMatch(text.replace(/\\[\\|`]/g, ""), /\|/);
        }
        assert.doesNotMatch(markdownText(any), /[<>]/);
      }),
    );
  });

  test("fences code that has backticks itself", () => {
    assert.equal(markdownCode("a"), "`a`");
    assert.equal(markdownCode("a|b\nc"), "`a\\|b c`");
    assert.equal(markdownCode("a``b"), "```a``b```");
    assert.equal(markdownCode("`a`"), "`` `a` ``");
  });
});

describe("a comment that would be too long", () => {
  const section = (heading: string, count: number, weight: number): Section => ({
    heading,
    columns: [{ name: "Row" }],
    rows: Array.from({ length: count }, (_, index) => [`${heading} ${index}`]),
    weight,
  });

  test("loses rows of what matters least, and says how many", () => {
    const sections = [section("violations", 20, 5), section("changes", 500, 1)];
    const text = fitSections("# Head", sections, 4_000);
    assert.ok(text.length <= 4_000 && text.length > 3_900, String(text.length));
    assert.match(text, /violations 19/);
    const kept = [...text.matchAll(/^\| changes \d+ \|$/gm)].length;
    assert.match(text, new RegExp(`\\*${500 - kept} of 500 rows are cut to fit a comment\\.\\*`));
  });

  test("always fits, and keeps every row when it can", () => {
    const counts = fc.tuple(fc.nat(200), fc.nat(200), fc.nat(200));
    fc.assert(
      fc.property(counts, fc.integer({ min: 600, max: 8_000 }), ([one, two, three], limit) => {
        const sections = [section("a", one, 3), section("b", two, 1), section("c", three, 2)];
        const text = fitSections("# Head", sections, limit);
        assert.ok(text.length <= limit);
        const whole = fitSections("# Head", sections, 1e6);
        if (whole.length <= limit) {
          assert.equal(text, whole);
        }
      }),
    );
  });

  test("is refused when not even its headings fit", () => {
    assert.throws(() => fitSections("x".repeat(100), [], 50), /at most 50/);
  });
});

describe("the comment of a preview", () => {
  const outcome: PreviewOutcome = {
    succeeded: false,
    changes: Array.from({ length: 2_000 }, (_, index) => ({
      operation: index === 1_999 ? "delete" : "create",
      type: "aws:lambda/function:Function",
      name: `function-${index}`,
      properties: ["code"],
    })),
    resources: [],
    policies: [
      policyReport(event("It is | bad @octocat.\nFix: do <b>better</b>.")),
      policyReport(event("Hm.", "advisory")),
    ],
    errors: [],
  };
  const comment = { stage: "prod", outcome, embedded: true };

  test("leaves room for two stages in one comment of GitHub's 65,536 characters", () => {
    const text = previewMarkdown(comment);
    assert.ok(text.length <= COMMENT_LIMIT);
    assert.ok(2 * COMMENT_LIMIT < 65_536);
    assert.match(text, /of 2000 rows are cut/);
  });

  test("names violations before all else, and what is deleted before what is created", () => {
    const text = previewMarkdown(comment);
    assert.ok(text.indexOf("Policy violations") < text.indexOf("Resource changes"));
    assert.match(text, /\| \*\*mandatory\*\* \| `namespace-waf` \| `Api events` \| It is \\\| bad/);
    assert.match(text, /do &lt;b&gt;better/);
    assert.ok(text.indexOf("function-1999") < text.indexOf("function-0"));
  });

  test("sums up in one line", () => {
    assert.equal(
      previewSummary(comment),
      "Preview of stage prod: refused, 1 violation, 1 advisory note, 2000 resource changes",
    );
  });

  test("shows why a program failed", () => {
    const failed = {
      succeeded: false,
      changes: [],
      resources: [],
      policies: [],
      errors: ["Pulumi.prod.yaml: 1 fault"],
    };
    const text = previewMarkdown({ ...comment, outcome: failed });
    assert.match(
      text,
      /### The preview failed\n\n\| Error \|\n\| --- \|\n\| `Pulumi\.prod\.yaml: 1 fault` \|/,
    );
  });
});
