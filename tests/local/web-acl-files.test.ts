import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { WebAclFiles } from "../../local/web-acl-files.ts";
import { WriteHealth } from "../../shared/write-health.ts";

test("each log destination is a file of its own that only its owner may read", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "web-acl-files-"));
  t.after(() => rm(folder, { recursive: true }));
  const health = new WriteHealth(() => undefined);
  const files = new WebAclFiles({ folder, maximumFileBytes: 1_000_000, health });
  files.log("aws-waf-logs-a", '{"action":"ALLOW"}');
  files.log("aws-waf-logs-b", '{"action":"BLOCK"}');
  files.log("aws-waf-logs-a", '{"action":"COUNT"}');
  const dimensions = { Region: "eu-west-1", Rule: "ALL", WebACL: "guard" };
  files.count("AllowedRequests", dimensions);
  files.count("AllowedRequests", dimensions);
  files.count("AllowedRequests", { ...dimensions, Rule: "Default_Action" });
  await files.close();
  const log = join(folder, "logs", "aws-waf-logs-a.jsonl");
  assert.equal(await readFile(log, "utf8"), '{"action":"ALLOW"}\n{"action":"COUNT"}\n');
  assert.equal((await stat(log)).mode & 0o077, 0);
  const metrics = await readFile(join(folder, "metrics", "aws-wafv2.jsonl"), "utf8");
  const counts = metrics
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    counts.map(({ value, dimensions: { Rule } }) => [Rule, value]),
    [
      ["ALL", 2],
      ["Default_Action", 1],
    ],
  );
});
