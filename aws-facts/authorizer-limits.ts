import type { Bounds } from "./bounds.ts";

/** Seconds that the answer of a Lambda authorizer is kept (AppSync API Reference, LambdaAuthorizerConfig). */
export const AUTHORIZER_RESULT_TTL_SECONDS: Bounds = { minimum: 0, maximum: 3_600 };
