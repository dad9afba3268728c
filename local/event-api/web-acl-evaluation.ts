import type { RateRule, WebAcl } from "../model.ts";
import { SlidingWindow } from "./sliding-window.ts";

/** Addresses that one rule remembers; the oldest go first, so a flood cannot fill the memory. */
const MAXIMUM_ADDRESSES = 10_000;

/**
 * Evaluates the part of a web ACL that one machine can: its rate rules, then its default action.
 * AppSync asks it for HTTP publishes and for connects only, before any authorization
 * (Developer Guide, AWS WAF). AWS counts with some delay and an estimate (WAF guide, rate-based
 * rules); here every request counts at once and exactly.
 */
export class WebAclEvaluation {
  readonly #addresses = new Map<string, Map<string, SlidingWindow>>();

  /** True when the request must be refused. `now` is in milliseconds of the monotonic clock. */
  blocks(webAcl: WebAcl | undefined, address: string, now: number): boolean {
    if (webAcl === undefined) return false;
    let blocked = webAcl.defaultAction === "BLOCK";
    for (const rule of webAcl.rateRules) {
      const exceeded = this.#windowOf(webAcl, rule, address).exceededBy(now);
      if (exceeded && rule.action === "BLOCK") blocked = true;
    }
    return blocked;
  }

  /** A rule with other figures is another rule: its windows start empty. */
  #windowOf(webAcl: WebAcl, rule: RateRule, address: string): SlidingWindow {
    const key = [webAcl.arn, rule.name, rule.limit, rule.evaluationWindowSeconds].join(" ");
    let windows = this.#addresses.get(key);
    if (windows === undefined) {
      windows = new Map();
      this.#addresses.set(key, windows);
    }
    const window =
      windows.get(address) ?? new SlidingWindow(rule.limit, rule.evaluationWindowSeconds * 1000);
    windows.delete(address);
    windows.set(address, window);
    if (windows.size > MAXIMUM_ADDRESSES) {
      const [oldest] = windows.keys();
      if (oldest !== undefined) windows.delete(oldest);
    }
    return window;
  }
}
