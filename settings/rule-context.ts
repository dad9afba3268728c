/** What a rule may know beside the settings. */
export interface RuleContext {
  readonly today: Date;
  /** Names of the program's namespaces; undefined when the caller does not know them. */
  readonly namespaces: readonly string[] | undefined;
}
