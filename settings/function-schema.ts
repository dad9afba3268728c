import Type, { type Static } from "typebox";
import { closed, RetentionDays } from "./value-schemas.ts";

/** Longest timeout in seconds: AppSync ends a request after 30 s (AWS AppSync quotas). */
export const MAX_TIMEOUT_SECONDS = 29;

/** Log levels of Powertools for AWS Lambda. */
export const FUNCTION_LOG_LEVELS = [
  "DEBUG",
  "INFO",
  "WARN",
  "ERROR",
  "CRITICAL",
  "SILENT",
] as const;

/** How a function runs; memory bounds are Lambda's quotas. */
export const FunctionSchema = Type.Object(
  {
    logLevel: Type.Optional(Type.Enum([...FUNCTION_LOG_LEVELS])),
    logRetentionDays: Type.Optional(RetentionDays),
    memoryMegabytes: Type.Optional(Type.Integer({ minimum: 128, maximum: 10_240 })),
    timeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_TIMEOUT_SECONDS })),
    reservedConcurrency: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    provisionedConcurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    tracing: Type.Optional(Type.Enum(["Active", "PassThrough"])),
  },
  closed,
);

/** How a function runs. */
export type FunctionSettings = Static<typeof FunctionSchema>;
