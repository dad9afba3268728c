/** Something that a remediation changed, or would have changed. */
export interface Remediated {
  readonly remediation: string;
  readonly urn: string;
  /** Type token and name of the resource. */
  readonly type: string;
  readonly name: string;
  /** The change, as `timeout is 30, was 900`. */
  readonly says: string;
  /** Why nothing was changed after all. */
  readonly because?: string;
}

/**
 * What remediations were asked to change in a run, and what they changed: the engine hands each of them
 * one resource after another, and a policy that sees the whole stack reports all of it.
 */
export class RemediationLog {
  readonly #changes = new Map<string, Remediated>();
  readonly #asked = new Map<string, readonly string[]>();

  /** Notes for which resources a remediation was asked. */
  ask(remediation: string, resources: readonly string[]): void {
    this.#asked.set(remediation, resources);
  }

  add(change: Remediated): void {
    this.#changes.set(`${change.remediation} ${change.urn} ${change.says}`, change);
  }

  get changes(): readonly Remediated[] {
    return [...this.#changes.values()];
  }

  /** Patterns of names, by the remediation that was asked for them. */
  get asked(): ReadonlyMap<string, readonly string[]> {
    return this.#asked;
  }
}
