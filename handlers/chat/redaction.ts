import luhn from "fast-luhn";

const REPLACEMENT = { email: "[e-mail removed]", card: "[card number removed]" };

/** Bounded on both sides of the @, so that no text makes the search slow (RFC 5321, 4.5.3.1). */
const EMAIL_ADDRESS = /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}.-]{1,253}\.\p{L}{2,24}/gu;

/** Digits in groups, as cards are written; 13 digits at least. */
const DIGIT_GROUPS = /\d(?:[\s.-]?\d){12,}/g;
/** Digits of a payment card number (ISO/IEC 7812-1). */
const CARD_DIGITS = { least: 13, most: 19 };

interface Group {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
}

function groupsOf(text: string): Group[] {
  return [...text.matchAll(/\d+/g)].map((match) => ({
    digits: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Where the longest card number that starts with the given group ends; undefined for none. */
function cardEnd(groups: readonly Group[], first: number): number | undefined {
  let digits = "";
  let end: number | undefined;
  for (const group of groups.slice(first)) {
    digits += group.digits;
    if (digits.length > CARD_DIGITS.most) {
      break;
    }
    if (digits.length >= CARD_DIGITS.least && luhn(digits)) {
      end = group.end;
    }
  }
  return end;
}

function withoutCards(run: string): string {
  const groups = groupsOf(run);
  let kept = "";
  let position = 0;
  groups.forEach((group, index) => {
    if (group.start < position) {
      return;
    }
    const end = cardEnd(groups, index);
    if (end === undefined) {
      return;
    }
    kept += run.slice(position, group.start) + REPLACEMENT.card;
    position = end;
  });
  return kept + run.slice(position);
}

/** Takes e-mail addresses and card numbers (13 to 19 digits that pass the Luhn check) out of a text. */
export function redact(text: string): string {
  return text.replace(EMAIL_ADDRESS, REPLACEMENT.email).replace(DIGIT_GROUPS, withoutCards);
}
