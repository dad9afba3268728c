/** One filter of a logging configuration. */
export interface LoggingFilter {
  readonly behavior: string;
  readonly requirement: string;
  readonly conditions: readonly LoggingCondition[];
}

/** The action, or the label, that a record must have. */
export type LoggingCondition = { readonly action: string } | { readonly label: string };

/**
 * Whether the record of a blocked request is kept. The filters are asked in order and the first
 * that the record meets decides, else the default behaviour (AWS WAF API reference,
 * `LoggingFilter`). The record is that of a request that one rule blocked and no other rule counted
 * or labelled: what a filter drops beyond that is a choice, and what it drops of that is not.
 */
export function keepsBlocked(filters: readonly LoggingFilter[], defaultBehavior: string): boolean {
  const decisive = filters.find(({ requirement, conditions }) =>
    requirement === "MEETS_ANY" ? conditions.some(isMet) : conditions.every(isMet),
  );
  return (decisive?.behavior ?? defaultBehavior) === "KEEP";
}

function isMet(condition: LoggingCondition): boolean {
  return "action" in condition && condition.action === "BLOCK";
}
