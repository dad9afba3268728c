import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { run } from "../../cli/cost.ts";
import { busyMonth, capturedMetrics, emfLine } from "../cli/captured-metrics.ts";
import { LARGE_STAGE_NAMESPACES, largeStage } from "../cli/large-stage.ts";
import { browserFor } from "./browser.ts";
import { overlappingTexts } from "./overlapping-texts.ts";

const now = new Date("2026-11-02T08:30:00Z");

/** The HTML report of October 2026, written by the command. */
async function reportFile(
  t: TestContext,
  lines: Parameters<typeof capturedMetrics>[1],
  stage = "local",
): Promise<string> {
  const folder = await capturedMetrics(t, lines);
  const file = join(folder, "report.html");
  const month = ["--stage", stage, "--month", "2026-10", "--metrics", folder];
  await run(["report", ...month, "--html", file], now);
  return file;
}

async function sidewaysOverflow(page: Page): Promise<unknown> {
  return page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
}

describe("cost report in a browser", () => {
  test("opens from a file, shows every namespace and day, and no error", async (t) => {
    const file = await reportFile(t, busyMonth());
    const page = await (await browserFor(t)).newPage();
    const faults: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        faults.push(message.text());
      }
    });
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) {
        faults.push(`request for ${request.url()}`);
      }
    });
    await page.goto(pathToFileURL(file).href);
    assert.deepEqual(faults, []);
    assert.equal(await page.title(), "Cost of stage local in 2026-10");
    for (const name of ["orders", "chat", "default", "whole API"]) {
      assert.ok((await page.locator(`td:text-is("${name}")`).count()) > 0, name);
    }
    const bars = page.locator("svg.plot rect");
    assert.equal(await bars.count(), 40, "ten days of three namespaces and the API as a whole");
    for (const bar of await bars.all()) {
      const box = await bar.boundingBox();
      assert.ok(box && box.width > 0 && box.height > 0);
    }
    assert.equal(await page.locator("svg.bar").count(), 4);
  });

  test("shows a hostile namespace as text", async (t) => {
    const hostile = "<img src=x onerror=document.title='taken'>";
    const line = emfLine("2026-10-01T00:00:00Z", hostile, { InboundOperations: 1 });
    const file = await reportFile(t, { emf: [line] });
    const page = await (await browserFor(t)).newPage();
    await page.goto(pathToFileURL(file).href);
    assert.equal(await page.title(), "Cost of stage local in 2026-10");
    assert.equal(await page.locator("img").count(), 0);
    assert.ok((await readFile(file, "utf8")).includes("&lt;img"));
  });

  test("stays readable with many namespaces and billions of operations, on any screen", async (t) => {
    const file = await reportFile(t, largeStage(), "prod");
    const page = await (await browserFor(t)).newPage();
    for (const [width, colorScheme] of [
      [360, "dark"],
      [1440, "light"],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(pathToFileURL(file).href);
      const where = `${width} px, ${colorScheme}`;
      assert.equal(await sidewaysOverflow(page), 0, where);
      assert.deepEqual(await overlappingTexts(page), [], where);
      if (process.env.SCREENSHOTS) {
        await page.screenshot({
          path: join(process.env.SCREENSHOTS, `cost-report-${width}-${colorScheme}.png`),
          fullPage: true,
        });
      }
    }
  });

  test("has no fault that axe finds, light and dark", async (t) => {
    const file = await reportFile(t, busyMonth());
    const page = await (await browserFor(t)).newPage();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(pathToFileURL(file).href);
      await page.evaluate(axe.source);
      const { violations, passes } = (await page.evaluate("axe.run()")) as axe.AxeResults;
      const found = violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
      assert.deepEqual(found, [], colorScheme);
      assert.ok(passes.some(({ id }) => id === "color-contrast"));
    }
  });

  test("says for whom it is, and sets last month and the forecast beside each subtotal", async (t) => {
    const file = await reportFile(t, largeStage(), "prod");
    const page = await (await browserFor(t)).newPage();
    await page.goto(pathToFileURL(file).href);
    const facts = (await page.locator(".facts").textContent()) ?? "";
    for (const fact of ["000000000000", "realtime-team", "realtime", "2026-11-02 08:30 UTC"]) {
      assert.ok(facts.includes(fact), fact);
    }
    const row = page.locator('#namespaces + .scroll tr:has(th:text-is("chat"))');
    // 30 days of 100,000,000 inbound, as many handler invocations, and nine times as many outbound.
    const cells = (await row.locator("td").allTextContents()).map((text) => text.trim());
    assert.deepEqual(cells.slice(0, 3), ["$33,000.00", "$24,750.00", "+$8,250.00 (+33.3 %)"]);
    assert.match(cells[3] ?? "", /^\$\d/);
    assert.equal(cells[4], "33,000,000,000");
    const amount = row.locator("data.money").first();
    assert.equal(await amount.getAttribute("title"), "33,000.000000000 USD");
    const undeclared = page.locator('#namespaces + .scroll tr:has(th:text-is("tenant-1"))');
    assert.equal((await undeclared.locator("td").nth(3).textContent())?.trim(), "–");
    const subtotals = await page.locator(".subtotal th").allTextContents();
    assert.equal(subtotals.length, LARGE_STAGE_NAMESPACES.length + 1);
    assert.ok(subtotals.indexOf("Subtotal tenant-2") < subtotals.indexOf("Subtotal tenant-10"));
  });

  test("gives no color of a chart to two namespaces", async (t) => {
    const file = await reportFile(t, largeStage(), "prod");
    const page = await (await browserFor(t)).newPage();
    await page.goto(pathToFileURL(file).href);
    const legend = page.locator("figure").first().locator(".legend li");
    assert.equal(await legend.count(), 8);
    assert.equal(await legend.last().textContent(), "12 others");
    const classes = await legend
      .locator(".swatch")
      .evaluateAll((swatches) => swatches.map((swatch) => swatch.className));
    assert.equal(new Set(classes).size, 8);
  });
});
