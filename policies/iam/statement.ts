/** Texts of a policy, with those that are known at the update only left out. */
export interface TextList {
  readonly texts: readonly string[];
  /** Whether there are more, that cannot be read yet. */
  readonly open: boolean;
}

/** One operator of a condition block and one of its keys. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: TextList;
}

/** One statement of an IAM policy document (IAM user guide, "Grammar of the IAM JSON policy language"). */
export interface Statement {
  readonly path: string;
  /** Undefined when it cannot be read. */
  readonly effect: "Allow" | "Deny" | undefined;
  readonly action: TextList | undefined;
  readonly notAction: TextList | undefined;
  readonly resource: TextList | undefined;
  readonly notResource: TextList | undefined;
  /** Services that a trust policy names, `*` for everyone. */
  readonly services: TextList;
  readonly conditions: readonly Condition[];
}
