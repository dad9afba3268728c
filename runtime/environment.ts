import type { Static, TObject } from "typebox";

/** Typed variables of the function's environment; readable once the function has started. */
export interface Environment<Schema extends TObject> {
  readonly schema: Schema;
  /** The values, validated. Throws an Error when called before the function's start. */
  (): Static<Schema>;
}

/** Gives the values of an environment; undefined before the function's start. */
type EnvironmentReader = () => unknown;

const readers = new WeakMap<object, EnvironmentReader>();

/**
 * Declares the environment variables that a namespace reads. Hand the result to
 * `channelNamespace({ environment })`, which has them validated at the function's start; call it in
 * a handler to read them. All variables are strings: narrow them with patterns and literals.
 */
export function environmentVariables<Schema extends TObject>(schema: Schema): Environment<Schema> {
  const read = (): Static<Schema> => {
    const values = readers.get(read)?.();
    if (values === undefined) {
      throw new Error(
        "Environment variables are read before the function's start. Read them in a handler, " +
          "and pass them to channelNamespace({ environment }).",
      );
    }
    return values as Static<Schema>;
  };
  return Object.assign(read, { schema });
}

/**
 * Makes validated values readable. The runtime calls it at the function's start; the test kit calls it
 * with a reader that tells apart the functions which it runs in one process.
 */
export function provideEnvironment(environment: object, read: EnvironmentReader): void {
  readers.set(environment, read);
}
