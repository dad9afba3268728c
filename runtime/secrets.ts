import type { Static, TObject } from "typebox";

/** The settings of `secretValues()`. */
export interface SecretSettings {
  /** Seconds for which a value that was read is used again. @default 300 */
  readonly maxAgeSeconds?: number;
}

/** Typed secrets of a namespace; readable once its function has started. */
export interface Secrets<Schema extends TObject> {
  readonly schema: Schema;
  readonly maxAgeSeconds: number;
  /**
   * Reads one secret: from the function's memory where that is fresh enough, else from where the
   * stage's settings say it is.
   *
   * @throws Error if it cannot be read, or does not match its schema; the message holds no value.
   */
  <Name extends keyof Static<Schema> & string>(name: Name): Promise<Static<Schema>[Name]>;
}

/** Reads a secret by its name. */
export type SecretReader = (name: string) => Promise<unknown>;

const readers = new WeakMap<object, SecretReader>();

/**
 * Declares the secrets that a namespace reads, by name, each with its schema. A value is a text; where
 * the schema takes no text, it is the JSON in that text. Hand the result to
 * `channelNamespace({ secrets })`; where each secret is, the stage's settings say under
 * `namespaces.<name>.function.secrets`.
 */
export function secretValues<Schema extends TObject>(
  schema: Schema,
  { maxAgeSeconds = 300 }: SecretSettings = {},
): Secrets<Schema> {
  async function read(name: string): Promise<never> {
    const reader = readers.get(read);
    if (!reader) {
      throw new Error(
        `The secret ${name} is read before the function's start. Fix: read it in a handler, and pass ` +
          "the secrets to channelNamespace({ secrets }).",
      );
    }
    return (await reader(name)) as never;
  }
  return Object.assign(read, { schema, maxAgeSeconds });
}

/** Makes secrets readable. Called by the runtime at the function's start, and by the test kit. */
export function provideSecrets(secrets: object, reader: SecretReader): void {
  readers.set(secrets, reader);
}
