/** How a regular expression of a schema is compiled. */
export interface CompiledPattern {
  readonly flags: "u" | "";
}

/** Escapes of letters that ECMA-262 knows without the flag u; others stand for the letter itself. */
const KNOWN_ESCAPES = /[bBcdDfknrsStuvwWx]/;

function foreignEscape(pattern: string): string | undefined {
  return [...pattern.matchAll(/\\(.)/gs)]
    .map(([written, letter = ""]) =>
      /[A-Za-z]/.test(letter) && !KNOWN_ESCAPES.test(letter) ? written : "",
    )
    .find((written) => written !== "");
}

function failure(pattern: string, flags: string): string | undefined {
  try {
    new RegExp(pattern, flags);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return message.slice(message.lastIndexOf(": ") + 2);
  }
}

/**
 * The flags that a pattern is compiled with: `u` as JSON Schema recommends (2020-12, core 6.4), or
 * none when it is legal without only, as `^[\w-.]+$` is. Otherwise why it is not a regular expression of
 * ECMA-262.
 */
export function compilePattern(pattern: string): CompiledPattern | string {
  const strict = failure(pattern, "u");
  if (strict === undefined) {
    return { flags: "u" };
  }
  const foreign = foreignEscape(pattern);
  // Without the flag, \A and \Z of Python or Rust would be the letters A and Z.
  if (foreign) {
    return `${foreign} is not an escape of ECMA-262`;
  }
  return failure(pattern, "") === undefined ? { flags: "" } : strict;
}

/** How to write a pattern of another language in ECMA-262. */
export function patternFix(pattern: string): string {
  if (/\\A|\\[zZ]/.test(pattern)) {
    return "write ^ for \\A and $ for \\z";
  }
  if (/\(\?P</.test(pattern)) {
    return "write (?<name>...) for (?P<name>...)";
  }
  if (/\(\?[imsxu]+\)/.test(pattern)) {
    return "write (?i:...) around what the flag is for";
  }
  if (/[*+?}]\+|\(\?>/.test(pattern)) {
    return "write it without possessive or atomic groups";
  }
  return "write a regular expression of ECMA-262";
}

/** A regular expression as the text of a pattern that means the same: flags become groups. */
export function patternText({ source, flags }: RegExp): string {
  const groups = flags.replaceAll(/[^ims]/g, "");
  return groups === "" ? source : `(?${groups}:${source})`;
}
