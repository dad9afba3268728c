import type { Page } from "playwright-core";

interface DrawnText {
  readonly text: string;
  readonly box: { left: number; right: number; top: number; bottom: number };
}

// NodeFilter.SHOW_TEXT (DOM Standard).
const SHOW_TEXT = 4;
// Boxes of text are a little larger than what is drawn of it.
const SLACK = { width: 1.5, height: 3 };

/** Pairs of texts on a page of which one is drawn over the other. */
export async function overlappingTexts(page: Page): Promise<string[]> {
  const texts = await drawnTexts(page);
  return texts.flatMap((one, index) =>
    texts
      .slice(index + 1)
      .filter((other) => overlap(one, other))
      .map((other) => `${one.text} | ${other.text}`),
  );
}

function overlap({ box: one }: DrawnText, { box: other }: DrawnText): boolean {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > SLACK.width && height > SLACK.height;
}

function drawnTexts(page: Page): Promise<DrawnText[]> {
  return page.locator("body").evaluate((body, show) => {
    const page = body.ownerDocument;
    const walker = page.createTreeWalker(body, show);
    const texts: DrawnText[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim();
      const parent = node.parentElement;
      // A title is a tooltip, and what is hidden is drawn nowhere.
      if (!text || !parent || parent.closest("title")) {
        continue;
      }
      if (page.defaultView?.getComputedStyle(parent).visibility === "hidden") {
        continue;
      }
      const range = page.createRange();
      range.selectNodeContents(node);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        texts.push({ text, box: { left, right, top, bottom } });
      }
    }
    return texts;
  }, SHOW_TEXT);
}
