/** Names that an object and those it inherits from have. */
const namesOf = (object: object): string[] => {
  const names: string[] = [];
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at)) {
    names.push(...Object.getOwnPropertyNames(at));
  }
  return names;
};

const isObject = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";

/** Names of an object, of the objects it holds, and of what their constructors make. */
const namesWithin = (holder: object, held: readonly unknown[]): string[] => {
  const objects = held.filter(isObject);
  const prototypes = objects.map((one) => Reflect.get(one, "prototype")).filter(isObject);
  return [holder, ...objects, ...prototypes].flatMap(namesOf);
};

/**
 * Every property name of JavaScript's and Node's global objects and of the given modules of Node,
 * such as `node:console`. Code may call them on objects that are not its own.
 */
export const builtinNames = (modules: readonly string[]): ReadonlySet<string> => {
  const loaded = modules.map((module) => process.getBuiltinModule(module)).filter(isObject);
  // Some getters of globals warn when they run. Those of modules run at any import.
  const globals = Object.values(Object.getOwnPropertyDescriptors(globalThis));
  return new Set([
    ...namesWithin(
      globalThis,
      globals.map(({ value }) => value),
    ),
    ...loaded.flatMap((module) => namesWithin(module, Object.values(module))),
  ]);
};
