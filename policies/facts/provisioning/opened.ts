import type { PolicyResource } from "@pulumi/policy";

/** What a resource declares in its own text. */
export interface Opened {
  readonly standIns: readonly PolicyResource[];
  /** Why more may be declared than can be read, one clause each. */
  readonly hidden: readonly string[];
}
