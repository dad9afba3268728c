import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
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
const isUri = (text: string) => URL.canParse(text);
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
  found: "the API is associated with no web ACL",
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
const reported = (message: string, enforcementLevel = "mandatory", resourceUrn = urn) =>
  policyReport({ policyName: "namespace-waf", message, enforcementLevel, resourceUrn });

const open = reported(violation(namespaceWaf, finding).message);
const advisory = reported(violation(namespaceWaf, finding).message, "advisory");
const held = reported(exempted(namespaceWaf, finding, exemption).message, "advisory");
const stale = reported(staleExemption(exemption, "has expired").message, "mandatory", "");

const resultsOf = (...reports: (typeof open)[]) => {
  const [run] = sarifLog("prod", reports).runs;
  assert.ok(run?.results);
  return run.results;
};

describe("SARIF", () => {
  test("is valid by the schema of OASIS, with findings of every kind and with none", () => {
    for (const reports of [[open, advisory, held, stale], []]) {
      assert.ok(isSarif(sarifLog("prod", reports)), ajv.errorsText(isSarif.errors));
    }
  });

  test("describes every rule, with its severity, topics and the address of its page", () => {
    const { rules: described = [] } = sarifLog("prod", []).runs[0]?.tool.driver ?? {};
    for (const { name, severity, tags } of rules) {
      const rule = described.find(({ id }) => id === name);
      assert.ok(isUri(rule?.helpUri ?? ""), name);
      assert.ok(Number(rule?.properties?.["security-severity"]) > 0, severity);
      for (const tag of tags) assert.ok(rule?.properties?.tags?.includes(tag), tag);
    }
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

  test("places a finding at its URN and in the program, one about the stack in its settings", () => {
    const places = resultsOf(open, stale).map(({ locations: [location] = [] }) => [
      location?.physicalLocation?.artifactLocation?.uri,
      location?.logicalLocations?.[0]?.fullyQualifiedName,
    ]);
    assert.deepEqual(places, [
      ["index.ts", urn],
      ["Pulumi.prod.yaml", "prod"],
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
    // Exempting a finding must not make another alert of it.
    const [before, after] = resultsOf(open, held);
    assert.deepEqual(before?.partialFingerprints, after?.partialFingerprints);
  });
});
