/** The type of the component by which a stack shows its policies the verdict of another one. */
export const VERDICT_COMPONENT = "appsync-events:policies:GuardedStack";
