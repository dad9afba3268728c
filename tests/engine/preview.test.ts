import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as aws from "@pulumi/aws";
import { previewCommand } from "../../cli/preview/preview-command.ts";
import program from "../../index.ts";
import { exempt } from "../../policies/exempt.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const command = join(root, "cli", "preview.ts");
const now = new Date();
const tomorrow = new Date(now.valueOf() + 86_400_000).toISOString().slice(0, 10);

async function scratch(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "preview-test-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

describe("npm run preview", () => {
  test("passes stage prod, with resources, forecast and difference in the comment", async (t) => {
    const file = join(await scratch(t), "comment.md");
    const args = [command, "--stage", "prod", "--markdown", file, "--against", "HEAD"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^Preview of stage prod: passed, 0 violations/);
    const text = await readFile(file, "utf8");
    assert.match(text, /\| create \| `aws:appsync\/api:Api` \| `events` \|/);
    assert.match(text, /\| create \| `aws:cloudwatch\/dashboard:Dashboard` \| `cost` \|/);
    assert.match(text, /### Forecast: Difference to HEAD/);
    assert.match(text, /Forecast against HEAD: \$0\.00 a month/);
  });

  test("fails on a mandatory violation, and names rule, resource, fix and place", async (t) => {
    const sarif = join(await scratch(t), "preview.sarif");
    const naked = async () => {
      await program();
      const mode = [{ authType: "AWS_IAM" }];
      const api = new aws.appsync.Api("naked", {
        name: "naked",
        eventConfig: {
          authProviders: mode,
          connectionAuthModes: mode,
          defaultPublishAuthModes: mode,
          defaultSubscribeAuthModes: mode,
        },
      });
      new aws.appsync.ChannelNamespace("bare", { apiId: api.apiId, name: "bare" });
      exempt(api, {
        rule: "namespace-waf",
        reason: "Firewall Manager attaches one in June",
        owner: "platform-team",
        expires: tomorrow,
      });
    };
    const request = { root, program: naked, stage: "prod", sarif, now };
    const { text, passed } = await previewCommand(request);
    assert.equal(passed, false);
    assert.match(text, /^## Preview of stage prod: refused/);
    for (const rule of ["namespace-logging", "namespace-request-response"]) {
      assert.match(
        text,
        new RegExp(`\\| \\*\\*mandatory\\*\\* \\| \`${rule}\` \\| \`\\w+ (naked|bare)\``),
      );
    }
    assert.match(
      text,
      /^## .*guard lowered in 1 place\n\n### What lowers .*\n\n.*\n.*\n\| \*\*exemption in the program\*\* \| `namespace-waf` \| Api naked: .*tests\/engine\/preview\.test\.ts:\d+/,
    );
    assert.match(
      text,
      /### Exemptions and guards elsewhere\n\n.*\n.*\n\| `namespace-waf` \| `Api naked`/,
    );
    const [run] = JSON.parse(await readFile(sarif, "utf8")).runs;
    const [found] = run.results.filter(
      ({ ruleId }: { ruleId: string }) => ruleId === "namespace-logging",
    );
    const { artifactLocation, region } = found.locations[0].physicalLocation;
    assert.equal(artifactLocation.uri, "tests/engine/preview.test.ts");
    const [here = ""] = (await readFile(import.meta.filename, "utf8"))
      .split("\n")
      .slice(region.startLine - 1);
    assert.match(here, /new aws\.appsync\.Api\("naked"/);
  });

  test("fails on traffic beyond the budget and beyond a quota", async (t) => {
    const folder = await scratch(t);
    const file = await readFile(join(root, "Pulumi.prod.yaml"), "utf8");
    const changed = file
      .replace(/monthlyUsd: \d+/, "monthlyUsd: 5")
      .replace(/eventsPerPublish: 2/, "eventsPerPublish: 6");
    await writeFile(join(folder, "Pulumi.prod.yaml"), changed);
    await symlink(join(root, "policies"), join(folder, "policies"));
    const { text, passed } = await previewCommand({ root: folder, program, stage: "prod", now });
    assert.equal(passed, false);
    assert.match(text, /\*\*mandatory\*\* \| `cost-within-budget` \| `Api events`/);
    assert.match(text, /the budget \$5\.00/);
    const [, ofPack] = /the forecast is (.+?) a month/.exec(text) ?? [];
    const [, ofComment] = /forecast (\S+) a month/.exec(text) ?? [];
    assert.ok(ofPack, text);
    assert.equal(ofPack.replaceAll("\\", ""), ofComment?.replaceAll("\\", ""), "one scope");
    assert.match(
      text,
      /\*\*mandatory\*\* \| `traffic-within-quotas` \| `ChannelNamespace default`/,
    );
    assert.match(text, /would need 6 events, the quota is 5, exceeded by 1/);
  });

  test("names the resources whose assets have no content, and ends at once", () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, "empty-assets-preview.ts")],
      { encoding: "utf8" },
    );
    assert.equal(status, 1, stderr);
    for (const name of ["plain", "later", "nested"]) {
      assert.match(stdout, new RegExp(`"${name}"`));
    }
    assert.match(stdout, /assets? without content/);
    assert.doesNotMatch(`${stdout}${stderr}`, /\n\s+at /);
  });

  test("names a resource type that no forecast can price", async () => {
    const more = async () => {
      await program();
      new aws.sqs.Queue("later", { name: "later" });
    };
    const { text } = await previewCommand({ root, program: more, stage: "prod", now });
    assert.match(text, /Not priced, and so not in the forecast: aws:sqs\/queue:Queue/);
    assert.match(text, /\| aws:sqs\/queue:Queue \| later \|/);
  });

  test("refuses bad input with a message and no stack trace", () => {
    const cases: [string[], RegExp][] = [
      [[], /--stage is missing/],
      [["--stage", "nope"], /got "nope", allowed: dev, local, prod/],
      [["--stage", "prod", "--embedded", "--aws"], /choose one/],
      [["--stage", "prod", "--aws"], /PULUMI_BACKEND_URL is not set/],
      [["--stage", "prod", "--against", "nope"], /git finds no commit "nope"/],
    ];
    const { PULUMI_BACKEND_URL: _, ...env } = process.env;
    for (const [args, message] of cases) {
      const { status, stderr } = spawnSync(process.execPath, [command, ...args], {
        encoding: "utf8",
        env,
      });
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });
});
