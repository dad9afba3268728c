import type { TestContext } from "node:test";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/** A headless Chromium of the test's own, closed when the test ends. */
export async function browserFor(t: TestContext): Promise<Browser> {
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args,
    headless: true,
  });
  t.after(() => browser.close());
  return browser;
}
