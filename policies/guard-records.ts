import type { Elsewhere } from "./elsewhere.ts";
import type { Exemption } from "./exemptions.ts";

/**
 * What people let off in this stage. Two policies that run before all rules read it, as only they are
 * handed their configuration; without them nothing is let off. One that runs after all rules tells what
 * none of them needed.
 */
export class GuardRecords {
  exemptions: readonly Exemption[] = [];
  elsewhere: readonly Elsewhere[] = [];
  /** Those of `elsewhere` that the stage's own settings hold. */
  ofStage: readonly Elsewhere[] = [];
  /** Entries of `elsewhere` that vouched for something. */
  readonly used = new Set<Elsewhere>();
  /** Rules that have judged the stack, by whether they left something undecided. */
  readonly judged = new Map<string, { readonly undecided: boolean }>();

  /** Forgets what an earlier validation of the stack found: a pack may be asked more than once. */
  reset(): void {
    this.elsewhere = [];
    this.ofStage = [];
    this.used.clear();
    this.judged.clear();
  }
}
