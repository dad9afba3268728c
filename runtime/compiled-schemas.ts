import type { FaultNode } from "./fault-node.ts";

/** A schema as the bundler compiles it: its check, and where to look for faults. */
export interface CompiledSchema {
  readonly check: (value: unknown) => boolean;
  readonly faults: FaultNode;
}

/** The compiled schemas of one channel. */
export interface CompiledChannel {
  readonly event: CompiledSchema;
  readonly broadcast: CompiledSchema;
}

/** What the bundler compiles into a namespace's bundle. */
export interface CompiledSchemas {
  /** Compiled channels by path. */
  readonly channels: Readonly<Record<string, CompiledChannel>>;
  /** The namespace's own environment variables, when it declares any. */
  readonly environment?: CompiledSchema;
  /** The namespace's secrets by name, when it declares any. */
  readonly secrets?: Readonly<Record<string, CompiledSchema>>;
}
