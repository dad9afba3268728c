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

/** What the pack's configuration asks a remediation for. */
export interface RemediationRequest {
  /** Patterns of names. */
  readonly resources: readonly string[];
  /** Settings that it does not have. */
  readonly strange: readonly string[];
}

/**
 * What remediations were asked to change in a run, and what they changed: the engine hands each of them
 * one resource after another, and a policy that sees the whole stack reports all of it.
 */
export class RemediationLog {
  readonly #changes = new Map<string, Remediated>();
  readonly #asked = new Map<string, RemediationRequest>();

  /** Notes what a remediation was asked for. */
  ask(remediation: string, request: RemediationRequest): void {
    this.#asked.set(remediation, request);
  }

  add(change: Remediated): void {
    this.#changes.set(`${change.remediation} ${change.urn} ${change.says}`, change);
  }

  get changes(): readonly Remediated[] {
    return [...this.#changes.values()];
  }

  /** By the name of the remediation. */
  get asked(): ReadonlyMap<string, RemediationRequest> {
    return this.#asked;
  }
}
