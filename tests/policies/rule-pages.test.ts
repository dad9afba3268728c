import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { rules } from "../../policies/rules.ts";

const page = (name: string): Promise<string> =>
  readFile(new URL(`../../policies/docs/${name}.md`, import.meta.url), "utf8");

describe("every rule", () => {
  for (const { name, description, remediation, settings } of rules) {
    it(`${name} has a page that says why, and how to fix it`, async () => {
      const text = await page(name);
      assert.ok(text.startsWith(`# ${name}\n`));
      for (const heading of ["## Why", "## How to fix"]) assert.ok(text.includes(heading), heading);
      assert.match(text, /## What it (sees|looks at)/);
      assert.ok(description.length > 0 && remediation.length > 0);
    });

    it(`${name} documents each of its settings`, async () => {
      const text = await page(name);
      for (const setting of Object.keys(settings))
        assert.ok(text.includes(`\`${setting}\``), setting);
    });
  }
});
