import type { Elsewhere } from "./elsewhere.ts";
import type { Exemption } from "./exemptions.ts";

/**
 * What people let off in this stage. Two policies that run before all rules read it, as only they are
 * handed their configuration; without them nothing is let off.
 */
export class GuardRecords {
  exemptions: readonly Exemption[] = [];
  elsewhere: readonly Elsewhere[] = [];
}
