import type { Bounds } from "./bounds.ts";

/** Memory of a function in megabytes (Lambda API Reference, CreateFunction, MemorySize). */
export const FUNCTION_MEMORY_MEGABYTES: Bounds = { minimum: 128, maximum: 10_240 };

/** Seconds that any function may run (Lambda API Reference, CreateFunction, Timeout). */
export const FUNCTION_TIMEOUT_SECONDS: Bounds = { minimum: 1, maximum: 900 };

/** Temporary storage of a function in megabytes (Lambda API Reference, EphemeralStorage). */
export const EPHEMERAL_STORAGE_MEGABYTES: Bounds = { minimum: 512, maximum: 10_240 };

/**
 * Seconds that a function may run which an Event API waits for: AppSync ends a request after 30 s
 * (AWS General Reference, AWS AppSync quotas).
 */
export const HANDLER_TIMEOUT_SECONDS: Bounds = { minimum: 1, maximum: 29 };
