import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import AjvDraft4 from "ajv-draft-04";
import { policyReport } from "../../cli/policies/policy-report.ts";
import { sarifLog } from "../../cli/policies/sarif.ts";
import { exempted, staleExemption, violation } from "../../policies/message.ts";
import { namespaceWaf } from "../../policies/rules/namespace-waf.ts";
import { rules } from "../../policies/rules.ts";

/** The schema of SARIF 2.1.0 as OASIS published it, in Microsoft's package. */
const schema: object = createRequire(import.meta.url)(
  "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
);
function isUri(text: string) {
  return URL.canParse(text);
}

const ajv = new AjvDraft4.default({
  strict: false,
  // The schema has a pattern that is not valid with the flag u.
  unicodeRegExp: false,
  formats: { uri: isUri, "uri-reference": true, "date-time": true },
});
const isSarif = ajv.compile(schema);

const urn = "urn:pulumi:prod::appsync-events::my:Parent$aws:appsync/api:Api::events";
const resource = { name: "events", urn, type: "aws:appsync/api:Api" };
const finding = {
  resource,
  found: "the API is not associated with a web ACL",
  why: "Anyone can flood it",
  fix: "add a WebAclAssociation",
};
const exemption = {
  rule: "namespace-waf",
  resource: "events",
  finding: finding.found,
  reason: "behind a firewall of its own",
  owner: "team-realtime",
  expires: "2026-12-31",
};
function reported(message: string, enforcementLevel = "mandatory", resourceUrn = urn) {
  return policyReport({ policyName: "namespace-waf", message, enforcementLevel, resourceUrn });
}

const open = reported(violation(namespaceWaf, finding).message);
const advisory = reported(violation(namespaceWaf, finding).message, "advisory");
const held = reported(exempted(namespaceWaf, finding, exemption).message, "advisory");
/** The engine reports what is about no resource with the stack's URN. */
const STACK_URN = "urn:pulumi:prod::appsync-events::pulumi:pulumi:Stack::appsync-events-prod";
const stale = reported(staleExemption(exemption, "has expired").message, "mandatory", STACK_URN);

/** Sets the variables by which a workflow of GitHub Actions tells where it runs. */
function inWorkflow(t: TestContext): void {
  const names = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "acme/realtime" };
  for (const [name, value] of Object.entries(names)) {
    const before = process.env[name];
    process.env[name] = value;
    t.after(() => {
      if (before === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = before;
      }
    });
  }
}

function resultsOf(...reports: (typeof open)[]) {
  const [run] = sarifLog("prod", reports).runs;
  assert.ok(run?.results);
  return run.results;
}

describe("SARIF", () => {
  test("is valid by the schema of OASIS, with findings of every kind and with none", (t) => {
    inWorkflow(t);
    const placed = { ...open, position: { file: "my files/web-acl.ts", line: 12, column: 3 } };
    for (const reports of [[open, placed, advisory, held, stale], []]) {
      assert.ok(isSarif(sarifLog("prod", reports)), ajv.errorsText(isSarif.errors));
    }
  });

  test("describes every rule, with its severity, topics and the address of its page", (t) => {
    inWorkflow(t);
    const { rules: described = [] } = sarifLog("prod", []).runs[0]?.tool.driver ?? {};
    for (const { name, severity, tags } of rules) {
      const rule = described.find(({ id }) => id === name);
      const page = `https://github.com/acme/realtime/blob/HEAD/policies/docs/${name}.md`;
      assert.equal(rule?.helpUri, page);
      assert.ok(rule?.help?.text, name);
      assert.ok(Number(rule?.properties?.["security-severity"]) > 0, severity);
      for (const tag of tags) {
        assert.ok(rule?.properties?.tags?.includes(tag), tag);
      }
    }
  });

  test("has no more tags a rule than GitHub shows, and no path of this machine", () => {
    const { rules: described = [] } = sarifLog("prod", []).runs[0]?.tool.driver ?? {};
    for (const { properties } of described) {
      assert.ok((properties?.tags?.length ?? 0) <= 10);
    }
    assert.doesNotMatch(JSON.stringify(sarifLog("prod", [open])), /file:/);
  });

  test("leaves out the lightest findings beyond what GitHub takes, and says how many", () => {
    const many = Array.from({ length: 25_000 }, (_, index) => ({
      ...open,
      urn: `${urn}-${index}`,
    }));
    const log = sarifLog("prod", [held, advisory, ...many]);
    const [run] = log.runs;
    assert.equal(run?.results?.length, 25_000);
    assert.deepEqual([...new Set(run?.results?.map(({ level }) => level))], ["error"]);
    const [notification] = run?.invocations?.[0]?.toolExecutionNotifications ?? [];
    assert.match(notification?.message.text ?? "", /^2 findings are left out/);
    // GitHub docs, "SARIF support for code scanning": 10 MB once it is compressed.
    assert.ok(gzipSync(JSON.stringify(log)).length < 10 * 1024 * 1024);
  });

  test("has the level of each finding, and exemptions as suppressions with their reason", () => {
    const results = resultsOf(open, advisory, held);
    assert.deepEqual(
      results.map(({ level }) => level),
      ["error", "warning", "note"],
    );
    const [, , { suppressions: [suppression] = [] } = {}] = results;
    assert.match(suppression?.justification ?? "", /behind a firewall of its own \(team-realtime/);
    assert.equal(results[0]?.suppressions, undefined);
  });

  test("places a finding at its URN and where the program declares the resource", () => {
    const position = { file: "components/my acl.ts", line: 12, column: 3 };
    const [location] = resultsOf({ ...open, position })[0]?.locations ?? [];
    assert.deepEqual(location?.physicalLocation, {
      artifactLocation: { uri: "components/my%20acl.ts", uriBaseId: "%SRCROOT%" },
      region: { startLine: 12, startColumn: 3 },
    });
    assert.equal(location?.logicalLocations?.[0]?.fullyQualifiedName, urn);
  });

  test("places what has no known position in the program, and what is about the stack in its settings", () => {
    const places = resultsOf(open, stale).map(({ locations: [location] = [] }) => [
      location?.physicalLocation?.artifactLocation?.uri,
      location?.logicalLocations?.[0]?.fullyQualifiedName,
    ]);
    assert.deepEqual(places, [
      ["index.ts", urn],
      ["Pulumi.prod.yaml", STACK_URN],
    ]);
  });

  test("has the same fingerprint for a finding whatever changes in its figures", () => {
    const withFigure = (days: number) =>
      reported(
        violation(namespaceWaf, { ...finding, found: `lives ${days} days`, id: "lives too long" })
          .message,
      );
    const [one, later, other] = resultsOf(withFigure(300), withFigure(299), open);
    assert.deepEqual(one?.partialFingerprints, later?.partialFingerprints);
    assert.notDeepEqual(one?.partialFingerprints, other?.partialFingerprints);
    // GitHub reads this one alone.
    const [hash, laterHash, otherHash] = [one, later, other].map(
      (result) => result?.partialFingerprints?.primaryLocationLineHash,
    );
    assert.equal(hash, laterHash);
    assert.notEqual(hash, otherHash);
    // Exempting a finding must not make another alert of it.
    const [before] = resultsOf(open);
    const [after] = resultsOf(held);
    assert.deepEqual(before?.partialFingerprints, after?.partialFingerprints);
  });
});
