import { createHash } from "node:crypto";
import type { Elsewhere } from "../elsewhere.ts";

/** What the pack said about a stack, in the form in which that stack exports it. */
export interface PolicyVerdict {
  /** Version of the policy pack. */
  readonly version: string;
  /** The day of the update, in UTC: 2026-12-31. */
  readonly day: string;
  /** Rules that found something; a stack without any is guarded. */
  readonly violated: readonly string[];
  /** Ids of the Event APIs, and ARNs of the web ACLs, that were judged. */
  readonly api: readonly string[];
  readonly webAcl: readonly string[];
  /** Digest of all that was judged: `sha256:` and 64 hexadecimal digits. */
  readonly resources: string;
  /** Digest of everything above. */
  readonly digest: string;
}

/** How long a verdict holds: a stack that nobody has updated since is to be judged again. */
export const VERDICT_DAYS = 90;

const KINDS = ["api", "webAcl"] as const;

export function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** The digest that binds a verdict together. */
export function digestOf(verdict: Omit<PolicyVerdict, "digest">): string {
  const { version, day, violated, api, webAcl, resources } = verdict;
  return sha256(JSON.stringify([version, day, violated, api, webAcl, resources]));
}

/**
 * What a verdict vouches for in a stack that refers to the judged one, or why it vouches for nothing.
 *
 * @param stack Name of the judged stack.
 * @param version Version of the pack that reads the verdict.
 */
export function readVerdict(
  stack: string,
  value: unknown,
  version: string,
  now: Date,
): { readonly entries: readonly Elsewhere[] } | { readonly problem: string } {
  if (!isVerdict(value)) {
    return { problem: "exports no verdict of this pack" };
  }
  if (value.digest !== digestOf(value)) {
    return { problem: "exports a verdict that was changed" };
  }
  if (value.version !== version) {
    return { problem: `was judged by version ${value.version} of the pack, this is ${version}` };
  }
  if (value.violated.length > 0) {
    return { problem: `violates ${value.violated.join(", ")}` };
  }
  const start = new Date(`${value.day}T00:00:00Z`);
  const end = new Date(start.valueOf() + VERDICT_DAYS * 24 * 60 * 60 * 1000);
  if (Number.isNaN(end.valueOf()) || end < now || start > now) {
    return { problem: `was judged on ${value.day}, which is not within ${VERDICT_DAYS} days` };
  }
  const reviewBy = end.toISOString().slice(0, 10);
  const reason = `Judged by the pack on ${value.day}`;
  const entries = KINDS.flatMap((kind) =>
    value[kind].map((matches): Elsewhere => ({ kind, matches, owner: stack, reason, reviewBy })),
  );
  return { entries };
}

function isVerdict(value: unknown): value is PolicyVerdict {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const texts = ["version", "day", "resources", "digest"];
  const lists = ["violated", ...KINDS];
  const at = (key: string): unknown => Reflect.get(value, key);
  return (
    texts.every((key) => typeof at(key) === "string") &&
    lists.every((key) => {
      const list = at(key);
      return (
        Array.isArray(list) && list.every((one) => typeof one === "string" && !one.includes("*"))
      );
    })
  );
}
