import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { run } from "../../cli/cost.ts";
import { busyMonth, capturedMetrics, emfLine } from "../cli/captured-metrics.ts";
import { browserFor } from "./browser.ts";

const now = new Date("2026-11-02T00:00:00Z");

describe("cost report in a browser", () => {
  test("opens from a file, shows every namespace and day, and no error", async (t) => {
    const folder = await capturedMetrics(t, busyMonth());
    const file = join(folder, "report.html");
    const month = ["--stage", "local", "--month", "2026-10", "--metrics", folder];
    await run(["report", ...month, "--html", file], now);
    const page = await (await browserFor(t)).newPage();
    const faults: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) faults.push(`request for ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    assert.deepEqual(faults, []);
    assert.equal(await page.title(), "Cost of stage local in 2026-10");
    assert.equal(await page.locator("svg").count(), 2);
    for (const name of ["orders", "chat", "default", "whole API"])
      assert.ok((await page.locator(`td:text-is("${name}")`).count()) > 0, name);
    const bars = page.locator("svg").first().locator("rect");
    assert.equal(await bars.count(), 40, "ten days of three namespaces and the API as a whole");
    for (const bar of await bars.all()) {
      const box = await bar.boundingBox();
      assert.ok(box && box.width > 0 && box.height > 0);
    }
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    assert.equal(overflow, 0);
    if (process.env.SCREENSHOT)
      await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
  });

  test("shows a hostile namespace as text", async (t) => {
    const hostile = "<img src=x onerror=document.title='taken'>";
    const line = emfLine("2026-10-01T00:00:00Z", hostile, { InboundOperations: 1 });
    const folder = await capturedMetrics(t, { emf: [line] });
    const file = join(folder, "report.html");
    const month = ["--stage", "local", "--month", "2026-10", "--metrics", folder];
    await run(["report", ...month, "--html", file], now);
    const page = await (await browserFor(t)).newPage();
    await page.goto(pathToFileURL(file).href);
    assert.equal(await page.title(), "Cost of stage local in 2026-10");
    assert.equal(await page.locator("img").count(), 0);
    assert.ok((await readFile(file, "utf8")).includes("&lt;img"));
  });
});
