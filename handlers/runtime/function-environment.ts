import { type Static, Type } from "typebox";

const text = (): ReturnType<typeof Type.String> => Type.String({ minLength: 1, maxLength: 1024 });

/** The environment that the program gives every namespace's function. */
export const FunctionEnvironment = Type.Object({
  /** Name of the stack. */
  STAGE: text(),
  EVENT_API_ID: text(),
  CHANNEL_NAMESPACE: text(),
  /** Digest of the schemas that were deployed, to be equal to the compiled one. */
  EVENT_SCHEMAS_DIGEST: Type.String({ pattern: "^sha256:[0-9a-f]{64}$", maxLength: 71 }),
  /** Set by Lambda itself. */
  AWS_REGION: text(),
  METRICS_FLUSH: Type.Optional(Type.Union([Type.Literal("invocation"), Type.Literal("aggregate")])),
  /** JSON of prices that override the public ones. */
  METRICS_PRICES: Type.Optional(Type.String({ maxLength: 4096 })),
});

/** Values of `FunctionEnvironment`. */
export type FunctionEnvironment = Static<typeof FunctionEnvironment>;
