import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { type GuardSettings, guardParts } from "../../cli/preview/guard-settings.ts";
import { difference, type Lowered, loweredGuard } from "../../cli/preview/lowered-guard.ts";
import { previewMarkdown, previewSummary } from "../../cli/preview/preview-markdown.ts";
import { loweredByProgram } from "../../cli/preview/program-exemptions.ts";

const EXEMPTION = {
  rule: "namespace-waf",
  resource: "events",
  type: "aws:appsync/api:Api",
  finding: "the API is not associated with a web ACL",
  reason: "Firewall Manager attaches one in June",
  owner: "platform-team",
  expires: "2026-12-31",
};
const ELSEWHERE = {
  kind: "webAcl",
  matches: "arn:aws:wafv2:eu-west-1:999999999999:regional/webacl/shared/*",
  reason: "The platform stack owns it",
  owner: "platform-team",
  reviewBy: "2026-12-31",
};

function settings(stage: Record<string, unknown>, pack: GuardSettings["pack"] = {}) {
  return {
    stage: Object.fromEntries(
      Object.entries(stage).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
    pack,
  };
}

function lowered(now: GuardSettings, before: GuardSettings = settings({}), stage = "prod") {
  return difference(guardParts(stage, now), guardParts(stage, before)).map(
    ({ what, subject, detail }: Lowered) => `${what} ${subject} ${detail}`,
  );
}

function only(rows: readonly string[], form: RegExp): void {
  assert.equal(rows.length, 1, rows.join("\n"));
  assert.match(rows[0] ?? "", form);
}

describe("what lowers the guard", () => {
  test("is nothing when nothing was set", () => {
    assert.deepEqual(lowered(settings({})), []);
  });

  test("is a new exemption, with what it lets off and until when", () => {
    only(
      lowered(settings({ "policies:exemptions": [EXEMPTION] })),
      /^exemption namespace-waf events: the API is not associated.*until 2026-12-31, owner platform/,
    );
  });

  test("is an exemption that lasts longer than before, and none that was there or is gone", () => {
    const before = settings({ "policies:exemptions": [EXEMPTION] });
    const longer = [{ ...EXEMPTION, expires: "2027-03-31" }];
    only(lowered(settings({ "policies:exemptions": longer }), before), /until 2027-03-31/);
    assert.deepEqual(lowered(before, before), []);
    assert.deepEqual(lowered(settings({}), before), []);
  });

  test("is a guard that somebody vouches for, in the stage's file or for every stage", () => {
    const form = /^guard elsewhere webAcl arn:aws:wafv2:.*review by 2026-12-31/;
    only(lowered(settings({ "policies:elsewhere": [ELSEWHERE] })), form);
    const pack = { elsewhere: { entries: [ELSEWHERE] } };
    only(lowered(settings({}, pack)), form);
  });

  for (const [what, pack] of [
    ["by its level", { "namespace-waf": { enforcementLevel: "advisory" } }],
    ["by its level alone", { "namespace-waf": "advisory" }],
    ["on this stage", { "namespace-waf": { levels: { prod: "advisory" } } }],
  ] as const) {
    test(`is a rule that is advisory ${what}`, () => {
      only(lowered(settings({}, pack)), /^level namespace-waf advisory, was mandatory$/);
    });
  }

  test("is every rule when all are off", () => {
    const rows = lowered(settings({}, { all: "disabled" }));
    assert.ok(rows.length > 10);
    assert.ok(rows.every((row) => /^level \S+ disabled, was/.test(row)));
  });

  test("is not a rule of another stage, and none that got stricter", () => {
    const sandbox = { "namespace-waf": { levels: { sandbox: "disabled" } } };
    assert.deepEqual(lowered(settings({}, sandbox)), []);
    const off = { "namespace-waf": { enforcementLevel: "disabled" } };
    assert.deepEqual(lowered(settings({}), settings({}, off)), []);
  });

  test("is a setting that differs, also one that was removed", () => {
    const longer = settings({}, { "api-key-expiry": { maximumDays: 365 } });
    only(lowered(longer), /^setting api-key-expiry maximumDays: 365, was 200$/);
    const strict = settings({}, { "api-key-expiry": { maximumDays: 30 } });
    only(lowered(settings({}), strict), /maximumDays: 200, was 30$/);
    const bound = settings({}, { exemptions: { maximumDays: 4_000 } });
    only(lowered(bound), /^setting exemptions maximumDays: 4000, was 400$/);
  });

  test("is a name that no policy has, which the engine passes over", () => {
    const misspelt = settings({}, { "namespace-wafs": { enforcementLevel: "mandatory" } });
    only(lowered(misspelt), /^configuration of no policy namespace-wafs .*holds for none$/);
  });
});

async function repository(t: TestContext, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lowered-guard-"));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "policies"));
  await write(folder, files);
  const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args]);
  git("init", "--quiet");
  git("add", "--all");
  git(..."-c user.name=a -c user.email=a@b.example commit --quiet -m first".split(" "));
  return folder;
}

async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
  }
}

describe("a change of a repository", () => {
  test("is compared with the commit it goes to: stage file, configuration and the pack", async (t) => {
    const root = await repository(t, {
      "Pulumi.prod.yaml": `config:\n  policies:exemptions: ${JSON.stringify([EXEMPTION])}\n`,
      "pack.json": '{"namespace-waf":"advisory"}',
      "policies/rules.ts": "export const rules = [];",
    });
    const packConfigFile = join(root, "pack.json");
    const config = {
      "policies:exemptions": JSON.stringify([EXEMPTION, { ...EXEMPTION, resource: "other" }]),
    };
    await write(root, {
      "pack.json": '{"namespace-waf":"advisory","namespace-logging":"disabled"}',
      "policies/rules.ts": "export const rules = undefined;",
    });
    const request = { root, stage: "prod", config, packConfigFile };
    const { rows } = await loweredGuard({ ...request, against: "HEAD" });
    assert.deepEqual(
      rows.map(({ what, subject }) => `${what} ${subject}`),
      ["exemption namespace-waf", "level namespace-logging", "policy pack policies"],
    );
    const whole = await loweredGuard(request);
    assert.equal(whole.against, undefined);
    assert.equal(whole.rows.length, 4);
  });

  test("shows the exemptions of the program whose files it touches, new files as well", async (t) => {
    const root = await repository(t, { "index.ts": "one", "api.ts": "two", "same.ts": "three" });
    await write(root, { "api.ts": "changed", "new.ts": "four" });
    const record = {
      ...EXEMPTION,
      resource: "urn:pulumi:prod::shop::my:Platform$aws:appsync/api:Api::events",
    };
    const called = (...files: string[]) => {
      return { record, calls: files.map((file) => ({ file, line: 12 })) };
    };
    const rowsAgainst = (against: string | undefined, ...calls: ReturnType<typeof called>[]) =>
      loweredByProgram(root, against, calls);
    const old = called("index.ts", "same.ts");
    const changed = [called("api.ts", "index.ts"), called("index.ts", "api.ts"), called("new.ts")];
    assert.deepEqual(await rowsAgainst("HEAD", old), []);
    for (const one of [...changed, called()]) {
      assert.equal((await rowsAgainst("HEAD", one)).length, 1, JSON.stringify(one.calls));
    }
    const [row] = await rowsAgainst(undefined, old);
    assert.deepEqual(row, {
      what: "exemption in the program",
      subject: "namespace-waf",
      detail:
        "Api events: the API is not associated with a web ACL; until 2026-12-31, owner platform-team: " +
        "Firewall Manager attaches one in June (index.ts:12)",
    });
  });

  test("whose configuration is not JSON is refused, naming the file", async (t) => {
    const root = await repository(t, { "pack.json": "{" });
    const packConfigFile = join(root, "pack.json");
    await assert.rejects(
      loweredGuard({ root, stage: "prod", config: {}, packConfigFile }),
      /--policy-pack-config: .*pack\.json must hold an object in JSON/,
    );
  });
});

describe("the comment of a change that lowers the guard", () => {
  const outcome = { succeeded: true, changes: [], resources: [], policies: [], errors: [] };
  const rows = [{ what: "level", subject: "namespace-waf", detail: "advisory, was mandatory" }];
  const comment = { stage: "prod", outcome, embedded: true };

  test("says so first of all", () => {
    const text = previewMarkdown({ ...comment, guard: { against: "main", rows } });
    const [heading, section] = text.split("\n\n");
    assert.match(heading ?? "", /guard lowered in 1 place$/);
    assert.equal(section, "### This change lowers the guard");
    assert.ok(text.indexOf("namespace-waf") < text.indexOf("Previewed without"));
  });

  test("says nothing of it when nothing is lowered", () => {
    const guard = { against: "main", rows: [] };
    assert.doesNotMatch(previewMarkdown({ ...comment, guard }), /lowers the guard/);
    assert.doesNotMatch(previewSummary({ ...comment, guard }), /guard/);
  });
});
