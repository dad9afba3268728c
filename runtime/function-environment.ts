/** The environment that the program gives every namespace's function. */
export interface FunctionEnvironment {
  /** Name of the stack. */
  readonly STAGE: string;
  readonly EVENT_API_ID: string;
  readonly CHANNEL_NAMESPACE: string;
  readonly METRICS_FLUSH?: "invocation" | "aggregate";
  /** US dollars, as decimal text; without it operations are counted, and no dollars. */
  readonly OPERATIONS_USD_PER_MILLION?: string;
}

type Variables = Readonly<Record<string, unknown>>;

const REQUIRED = ["STAGE", "EVENT_API_ID", "CHANNEL_NAMESPACE"];

function isOneOf(value: unknown, allowed: readonly unknown[]): boolean {
  return value === undefined || allowed.includes(value);
}

/** Why variables are not {@link FunctionEnvironment}; none when they are. Values are never repeated. */
export function functionEnvironmentFaults(variables: Variables): string[] {
  const faults = REQUIRED.filter((name) => !variables[name]).map((name) => `${name} is required`);
  const { METRICS_FLUSH: flush, OPERATIONS_USD_PER_MILLION: price } = variables;
  if (!isOneOf(flush, ["invocation", "aggregate"])) {
    faults.push("METRICS_FLUSH must be invocation or aggregate");
  }
  if (price !== undefined && !(Number(price) >= 0 && Number.isFinite(Number(price)))) {
    faults.push("OPERATIONS_USD_PER_MILLION must be a number from 0");
  }
  return faults;
}
