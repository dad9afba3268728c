import type { AddressRange } from "./source-addresses.ts";

/**
 * The two requests that reach an Event API, and so a web ACL: the HTTP publish and the connect of
 * a WebSocket (AppSync guide, "Using AWS WAF": what an open socket carries is not inspected).
 */
export type RequestKind = "publish" | "connect";
export const REQUEST_KINDS = ["publish", "connect"] as const satisfies readonly RequestKind[];

/** What a rule of a web ACL looks for, reduced to what decides whether it can match. */
export type Statement =
  | { readonly kind: "always" }
  /** Matches no request, and why: the words follow the name of the rule. */
  | { readonly kind: "never"; readonly because: string }
  /** Matches some requests and not others; two statements of one key match the same ones. */
  | {
      readonly kind: "sometimes";
      readonly key: string;
      /** Beginning of the labels that looking for it adds, whether it matches or not. */
      readonly labels?: string;
    }
  /** Nothing can be said, and why. */
  | { readonly kind: "undecided"; readonly problem: string }
  /** A set that cannot be seen: it may be empty, and it is taken not to hold everything. */
  | { readonly kind: "unseen"; readonly key: string; readonly problem: string }
  | { readonly kind: "source"; readonly from: string; readonly ranges: readonly AddressRange[] }
  | { readonly kind: "country"; readonly from: string; readonly codes: readonly string[] }
  /** Matches the requests above a rate, in requests a second of one aggregation. */
  | { readonly kind: "rate"; readonly key: string; readonly perSecond: number }
  | { readonly kind: "label"; readonly key: string; readonly scope: string }
  | { readonly kind: "byRequest"; readonly of: Readonly<Record<RequestKind, Statement>> }
  | { readonly kind: "every" | "some"; readonly of: readonly Statement[] }
  | { readonly kind: "not"; readonly of: Statement };

/** Where an address comes from that no header says. */
export const CONNECTION = "connection";

export const ALWAYS: Statement = { kind: "always" };

/** A statement that matches nothing, for the reason given. */
export function never(because: string): Statement {
  return { kind: "never", because };
}

/** A statement that some requests match: those with the same key are the same requests. */
export function sometimes(key: string, labels?: string): Statement {
  return { kind: "sometimes", key, ...(labels === undefined ? {} : { labels }) };
}

/** A statement about which nothing can be said, for the reason given. */
export function undecidedStatement(problem: string): Statement {
  return { kind: "undecided", problem };
}

/** The statements directly below a statement. */
export function partsOf(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case "every":
    case "some":
      return statement.of;
    case "not":
      return [statement.of];
    case "byRequest":
      return Object.values(statement.of);
    default:
      return [];
  }
}

/** A statement and everything below it. */
export function withParts(statement: Statement): readonly Statement[] {
  return [statement, ...partsOf(statement).flatMap(withParts)];
}
