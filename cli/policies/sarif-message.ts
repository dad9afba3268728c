import type { Message } from "sarif";
import { EXAMPLE_TITLES, exampleForms } from "../../policies/fix-example.ts";
import type { PolicyReport } from "./policy-report.ts";

/** Returns what a viewer of SARIF shows: one paragraph, and the fix as code where it renders Markdown. */
export function sarifMessage({ message, fix, example }: PolicyReport): Message {
  const text = fix === undefined ? message : `${message} Fix: ${fix}.`;
  if (example === undefined) {
    return { text };
  }
  const blocks = exampleForms(example).map(
    ({ form, language, code }) => `${EXAMPLE_TITLES[form]}\n\n\`\`\`${language}\n${code}\n\`\`\``,
  );
  return { text, markdown: [text, ...blocks].join("\n\n") };
}
