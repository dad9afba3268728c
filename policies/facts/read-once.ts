import type { Property } from "./property.ts";

/** Texts kept at the same time: more than the documents of a large stack that are alike. */
const LIMIT = 10_000;

/**
 * Returns a reader that reads each JSON text at one path once, whichever resource holds it: every role
 * of a stack has the same trust policy, and several rules read it.
 *
 * @param read Must look at nothing but what the property holds, and name no resource in its answer.
 */
export function readOnce<Answer>(
  read: (document: Property) => Answer,
): (document: Property) => Answer {
  const answers = new Map<string, Answer>();
  return (document) => {
    const text = document.text();
    if (text.state !== "known") {
      return read(document);
    }
    const key = `${document.path}\n${text.value}`;
    const before = answers.get(key);
    if (before !== undefined) {
      return before;
    }
    if (answers.size >= LIMIT) {
      answers.clear();
    }
    const answer = read(document);
    answers.set(key, answer);
    return answer;
  };
}
