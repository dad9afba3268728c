/** A resource of a program, as far as its inputs are known before it is deployed. */
export interface ProgramResource {
  /** Type token, such as `aws:lambda/function:Function`. */
  readonly type: string;
  /** Name in the program. */
  readonly name: string;
  /** Inputs by Pulumi's names; what is not known yet is absent. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Whether it is a component, whose parts are resources of their own. @default false */
  readonly component?: boolean;
}

/** The value at a path of inputs; undefined where there is none. */
export function inputAt(inputs: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null
        ? (at as Record<string | number, unknown>)[key]
        : undefined,
    inputs,
  );
}

/** The text at a path of inputs; undefined where there is none. */
export function textAt(inputs: unknown, ...path: readonly (string | number)[]): string | undefined {
  const value = inputAt(inputs, ...path);
  return typeof value === "string" ? value : undefined;
}

/** The number at a path of inputs, or `otherwise` where there is none. */
export function numberAt(inputs: unknown, path: readonly string[], otherwise: number): number {
  const value = inputAt(inputs, ...path);
  return typeof value === "number" ? value : otherwise;
}

/** The list at a path of inputs; empty where there is none. */
export function listAt(inputs: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const value = inputAt(inputs, ...path);
  return Array.isArray(value) ? value : [];
}
