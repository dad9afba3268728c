import { type Html, html } from "./html.ts";

/**
 * A table that scrolls sideways where the screen is narrower than it is. The region can be reached
 * and scrolled with the keyboard, and has the heading with the given id as its name.
 */
export function scrolled(headingId: string, content: Html): Html {
  return html`<div class="scroll" role="region" aria-labelledby="${headingId}" tabindex="0"><table aria-labelledby="${headingId}">
${content}
</table></div>`;
}
