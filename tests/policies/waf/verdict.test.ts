import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Entry, Rule, WebAcl } from "../../../policies/waf/rule.ts";
import {
  ALWAYS,
  never,
  type Statement,
  sometimes,
  undecidedStatement,
} from "../../../policies/waf/statement.ts";
import { whatBlocks } from "../../../policies/waf/verdict.ts";

function entry(
  priority: number | undefined,
  action: Rule["action"],
  statement: Statement,
  more: Partial<Rule> = {},
): Entry {
  const path = `rules[${priority ?? "?"}]`;
  return { priority, path, rules: [{ path, action, statement, labels: [], ...more }] };
}

function acl(defaultAction: WebAcl["defaultAction"], ...entries: readonly Entry[]): WebAcl {
  return {
    defaultAction,
    entries,
    problems: [],
    harmless: [],
  };
}

function judge(one: WebAcl) {
  return whatBlocks(one, 2000);
}

const bots = sometimes("bots");
const office = sometimes("office");

describe("what a web ACL can block", () => {
  test("is named by the first rule that blocks, or by the default action", () => {
    const blocks = [entry(1, "block", bots), entry(2, "block", office)];
    assert.deepEqual(judge(acl("allow", ...blocks)), { state: "blocks", by: "rules[1]" });
    assert.deepEqual(judge(acl("allow", entry(3, "allow", bots), ...blocks)), {
      state: "blocks",
      by: "rules[1]",
    });
    assert.deepEqual(judge(acl("block", entry(1, "allow", office))), {
      state: "blocks",
      by: "defaultAction",
    });
  });

  test("passes over rules that match nothing or whose matches are allowed before", () => {
    const verdict = judge(
      acl(
        "allow",
        entry(0, "block", never("it is empty")),
        entry(1, "allow", office),
        entry(2, "block", { kind: "every", of: [office, bots] }),
        entry(3, "block", bots),
      ),
    );
    assert.deepEqual(verdict, { state: "blocks", by: "rules[3]" });
  });

  test("is nothing when allows cover together what no one of them covers alone", () => {
    const verdict = judge(
      acl(
        "block",
        entry(0, "allow", office),
        entry(1, "allow", { kind: "not", of: { kind: "every", of: [office, bots] } }),
        entry(2, "allow", bots),
      ),
    );
    assert.equal(verdict.state, "nothing");
  });

  test("stays undecided as long as something undecided can let everything through", () => {
    const open = undecidedStatement("rules[0].statement is not known until the update");
    const shadowed = judge(acl("allow", entry(0, "allow", open), entry(1, "block", bots)));
    assert.deepEqual(shadowed, {
      state: "undecided",
      problem: "rules[0].statement is not known until the update",
    });
    const after = judge(acl("allow", entry(0, "block", bots), entry(1, "allow", open)));
    assert.deepEqual(after, { state: "blocks", by: "rules[0]" });
  });

  test("does not depend on an open priority unless an allow-all could come first", () => {
    const free = entry(undefined, "block", bots);
    assert.equal(judge(acl("allow", free, entry(1, "allow", office))).state, "blocks");
    assert.equal(judge(acl("allow", free, entry(1, "allow", ALWAYS))).state, "undecided");
  });

  test("is undecided, and quickly so, for rules that depend on each other in too many ways", () => {
    const allows = Array.from({ length: 40 }, (_, at) =>
      entry(at, "allow", {
        kind: "some",
        of: [
          sometimes(`a${at}`),
          { kind: "every", of: [sometimes(`b${at}`), sometimes(`c${at}`)] },
        ],
      }),
    );
    const impossible: Statement = {
      kind: "every",
      of: allows.flatMap(({ rules }) => rules.map(({ statement }) => statement)),
    };
    const verdict = judge(acl("allow", ...allows, entry(99, "block", impossible)));
    assert.notEqual(verdict.state, "blocks");
  });
});
