import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { securityHubControls, wellArchitectedPractices } from "../../policies/frameworks.ts";
import { remediations } from "../../policies/remediations.ts";
import { rules } from "../../policies/rules.ts";

function page(name: string): Promise<string> {
  return readFile(new URL(`../../policies/docs/${name}.md`, import.meta.url), "utf8");
}

describe("every rule", () => {
  for (const { name, description, remediation, settings } of rules) {
    test(`${name} has a page that says why, and how to fix it`, async () => {
      const text = await page(name);
      assert.ok(text.startsWith(`# ${name}\n`));
      for (const heading of ["## Why", "## How to fix"]) {
        assert.ok(text.includes(heading), heading);
      }
      assert.match(text, /## What it (sees|looks at)/);
      assert.ok(description.length > 0 && remediation.length > 0);
    });

    test(`${name} documents each of its settings`, async () => {
      const text = await page(name);
      for (const setting of Object.keys(settings)) {
        assert.ok(text.includes(`\`${setting}\``), setting);
      }
    });
  }

  const readme = new URL("../../policies/README.md", import.meta.url);
  test("has a row in the table of levels, and one in that of what it proves and cannot see", async () => {
    const [levels = "", proves = ""] = (await readFile(readme, "utf8")).split("## What it proves");
    for (const { name } of rules) {
      const row = new RegExp(
        `^\\| \\[${name}\\]\\(docs/${name}\\.md\\) +((?:\\| [^|]+)+)\\|$`,
        "m",
      );
      assert.ok(row.test(levels), `${name}: level`);
      const [, cells = ""] = row.exec(proves) ?? [];
      const filled = cells.split("|").filter((cell) => cell.trim().length > 10);
      assert.equal(filled.length, 3, `${name}: what it proves, against what, what it cannot see`);
    }
  });

  test("serves a control or practice that is listed, and each that is listed is served", () => {
    const listed = { ...securityHubControls, ...wellArchitectedPractices };
    const served = new Set(rules.map(({ framework }) => framework.reference));
    assert.deepEqual([...served].sort(), Object.keys(listed).sort());
    for (const { framework, tags } of rules) {
      const isSecurityHub = Object.hasOwn(securityHubControls, framework.reference ?? "");
      assert.equal(tags.includes("Security Hub"), isSecurityHub, framework.reference);
    }
    for (const { title, source } of Object.values(listed)) {
      assert.match(source, /^https:\/\/docs\.aws\.amazon\.com\//);
      assert.ok(title.length > 0);
    }
  });
});

describe("every remediation", () => {
  for (const { name, rules: ended, settings } of remediations) {
    test(`${name} is on the page, with the rules whose violations it ends and its settings`, async () => {
      const row = (await page("remediations"))
        .split("\n")
        .find((line) => line.includes(`| \`${name}\``));
      assert.ok(row, name);
      for (const what of [...ended, ...Object.keys(settings)]) {
        assert.ok(row.includes(what), what);
      }
      for (const rule of ended) {
        assert.ok(
          rules.some((one) => one.name === rule),
          rule,
        );
      }
    });
  }
});
