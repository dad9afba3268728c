import {
  ALWAYS,
  never,
  type RequestKind,
  type Statement,
  sometimes,
  undecidedStatement,
} from "./statement.ts";

/** The part of a request that a statement inspects. */
export interface Field {
  /** AWS's name of it, and of the header or argument: two of one key are the same part. */
  readonly key: string;
  /** What it holds in every publish and every connect, where the protocol fixes that. */
  readonly fixed?: Readonly<Record<RequestKind, string>>;
  /** Whether every request has it, though it may be empty. */
  readonly present: boolean;
  /** Texts of all kinds that it can hold, where it cannot hold any: what fits each fits all. */
  readonly examples?: readonly string[];
}

/** Paths of the two requests (AppSync guide, "Event API HTTP" and "WebSocket protocol"). */
const PATHS = { publish: "/event", connect: "/event/realtime" };
const METHODS = { publish: "POST", connect: "GET" };

/** Parts that hold the same in each publish and in each connect. */
export const fixedFields: Readonly<Record<string, Field>> = {
  uripath: { key: "uriPath", fixed: PATHS, present: true },
  method: { key: "method", fixed: METHODS, present: true },
};

/** The name that a request was sent to: of AWS, or a custom domain. It is never empty. */
export const HOST_FIELD: Field = {
  key: "singleheader host",
  present: true,
  examples: [
    "abcdefghijklmnopqrstuvwxyz.appsync-api.eu-west-1.amazonaws.com",
    "abcdefghijklmnopqrstuvwxyz.appsync-realtime-api.us-east-1.amazonaws.com",
    "events.example.org",
    "a.io",
  ],
};

/** A text, and how the request's part must relate to it. */
export interface ByteMatch {
  /** Undefined when it cannot be read. */
  readonly search: string | undefined;
  readonly position: string;
  readonly problem: string;
}

const relations: Readonly<Record<string, (text: string, search: string) => boolean>> = {
  EXACTLY: (text, search) => text === search,
  STARTS_WITH: (text, search) => text.startsWith(search),
  ENDS_WITH: (text, search) => text.endsWith(search),
  CONTAINS: (text, search) => text.includes(search),
  CONTAINS_WORD: (text, search) => text.split(/\W+/).includes(search) || text === search,
};

/** Transformations that leave a method or path of the protocol as it is, but for its case. */
const HARMLESS = new Set([
  "NONE",
  "LOWERCASE",
  "COMPRESS_WHITE_SPACE",
  "HTML_ENTITY_DECODE",
  "URL_DECODE",
  "URL_DECODE_UNI",
  "NORMALIZE_PATH",
  "REMOVE_NULLS",
  "REPLACE_NULLS",
  "REPLACE_COMMENTS",
  "ESCAPE_SEQ_DECODE",
  "JS_DECODE",
  "CSS_DECODE",
  "CMD_LINE",
  "NORMALIZE_PATH_WIN",
  "SQL_HEX_DECODE",
  "UTF8_TO_UNICODE",
]);

/** Which publishes and connects a byte match matches. */
export function byteMatch(
  field: Field,
  { search, position, problem }: ByteMatch,
  transformations: readonly string[],
): Statement {
  const relation = relations[position];
  if (relation === undefined) {
    return undecidedStatement(problem);
  }
  if (search === undefined) {
    // Whatever the text is, a whole header is equal to it in some requests and not in others.
    return field.fixed === undefined && position === "EXACTLY"
      ? sometimes(problem)
      : undecidedStatement(problem);
  }
  const fixed = fixedTexts(field, transformations);
  if (fixed !== undefined) {
    return compared(
      fixed,
      (text) => relation(text, search),
      `no publish or connect has this ${field.key}`,
    );
  }
  if (field.fixed !== undefined) {
    return transformed(field);
  }
  if (isLowered(transformations) && search !== search.toLowerCase()) {
    return never("it looks for upper case in text that LOWERCASE has transformed");
  }
  const key = `${field.key} ${position} ${transformations.join()} ${search}`;
  const holdsAnything = search === "" && position !== "EXACTLY" && position !== "CONTAINS_WORD";
  const fitsAll = field.examples?.every((text) => relation(text, search)) ?? false;
  return (holdsAnything || fitsAll) && field.present ? ALWAYS : sometimes(key);
}

/** Which publishes and connects a regular expression matches. */
export function regexMatch(
  field: Field,
  pattern: string,
  transformations: readonly string[],
): Statement {
  const key = `${field.key} ~ ${transformations.join()} ${pattern}`;
  const expression = toExpression(pattern);
  const fixed = fixedTexts(field, transformations);
  if (fixed !== undefined) {
    return expression === undefined
      ? undecidedStatement(`a regular expression about the ${field.key} could not be read`)
      : compared(
          fixed,
          (text) => expression.test(text),
          `no publish or connect has this ${field.key}`,
        );
  }
  if (field.fixed !== undefined) {
    return transformed(field);
  }
  const texts = field.examples ?? PROBES;
  const all = expression !== undefined && texts.every((text) => expression.test(text));
  return all && field.present ? ALWAYS : sometimes(key);
}

/** Texts of all kinds: what matches each of them matches anything. */
const PROBES = ["x", "Z", "0", " ", "/", "-_.", '{"a":1}', "\u00e9", "a b", "%00", "=&?", "Az09"];

function toExpression(pattern: string): RegExp | undefined {
  try {
    const insensitive = pattern.startsWith("(?i)");
    return new RegExp(insensitive ? pattern.slice(4) : pattern, insensitive ? "i" : "");
  } catch {
    return undefined;
  }
}

const comparisons: Readonly<Record<string, (size: number, limit: number) => boolean>> = {
  EQ: (size, limit) => size === limit,
  NE: (size, limit) => size !== limit,
  LE: (size, limit) => size <= limit,
  LT: (size, limit) => size < limit,
  GE: (size, limit) => size >= limit,
  GT: (size, limit) => size > limit,
};

/** No part of a request is longer: a publish has at most 1.2 MB (AppSync quotas). */
const LONGEST = 10_000_000;

/** Which publishes and connects have a part of such a size. */
export function sizeMatch(
  field: Field,
  operator: string,
  limit: number,
  transformations: readonly string[],
): Statement {
  const compare = comparisons[operator];
  if (compare === undefined) {
    return undecidedStatement("a comparison operator could not be read");
  }
  const fixed = fixedTexts(field, transformations);
  const because = "no request has a part of that size";
  if (fixed !== undefined) {
    return compared(fixed, (text) => compare(text.length, limit), because);
  }
  if (field.fixed !== undefined) {
    return transformed(field);
  }
  const shortest = field.examples === undefined ? 0 : 1;
  const sizes = [shortest, 1, limit - 1, limit, limit + 1, LONGEST];
  const possible = sizes.filter((size) => size >= shortest && size <= LONGEST);
  if (!possible.some((size) => compare(size, limit))) {
    return never(because);
  }
  const all = possible.every((size) => compare(size, limit));
  return all && field.present ? ALWAYS : sometimes(`${field.key} ${operator} ${limit}`);
}

/** Which publishes and connects hold what a detector of attacks looks for. */
export function attackMatch(field: Field, attack: string): Statement {
  return field.fixed === undefined
    ? sometimes(`${field.key} ${attack}`)
    : never(`no publish or connect has an attack in its ${field.key}`);
}

/** A transformation such as MD5 gives a fixed text too, but not one that anybody writes by hand. */
function transformed({ key }: Field): Statement {
  return undecidedStatement(`what the text transformations make of the ${key} cannot be judged`);
}

function isLowered(transformations: readonly string[]): boolean {
  return transformations.includes("LOWERCASE") && transformations.every((one) => HARMLESS.has(one));
}

function fixedTexts(
  { fixed }: Field,
  transformations: readonly string[],
): Readonly<Record<RequestKind, string>> | undefined {
  if (fixed === undefined || !transformations.every((one) => HARMLESS.has(one))) {
    return undefined;
  }
  return ["LOWERCASE", "CMD_LINE"].some((one) => transformations.includes(one))
    ? { publish: fixed.publish.toLowerCase(), connect: fixed.connect.toLowerCase() }
    : fixed;
}

function compared(
  texts: Readonly<Record<RequestKind, string>>,
  matches: (text: string) => boolean,
  because: string,
): Statement {
  const answer = (text: string) => (matches(text) ? ALWAYS : never(because));
  return {
    kind: "byRequest",
    of: { publish: answer(texts.publish), connect: answer(texts.connect) },
  };
}
