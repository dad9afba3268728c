import type { EmptyAsset } from "../preview/empty-assets.ts";
import type { StateResource } from "./exported-state.ts";

/** Key by which the engine marks what JSON has no form for, and its values (Pulumi SDK, `runtime/rpc.ts`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Returns the assets without content that a state holds. */
export function emptyAssetsIn(resources: readonly StateResource[]): readonly EmptyAsset[] {
  return resources.flatMap(({ urn, type, inputs, outputs }) => {
    const paths = [inputs, outputs].flatMap((properties) =>
      [...marked(properties)]
        .filter(({ mark, at }) => mark === ASSET && !["text", "path", "uri"].some(at))
        .map(({ path }) => path.join(".")),
    );
    const name = urn.split("::").at(-1) ?? urn;
    return [...new Set(paths)].map((property) => ({ type, name, property }));
  });
}

/** True if a state holds a secret that only the stack's key opens. */
export function holdsCiphertext(resources: readonly StateResource[]): boolean {
  return resources.some((resource) =>
    [...marked(resource)].some(({ mark, at }) => mark === SECRET && at("ciphertext") !== undefined),
  );
}

/** A value that the engine has marked. */
interface Marked {
  readonly mark: unknown;
  readonly path: readonly string[];
  at(key: string): unknown;
}

function* marked(value: unknown, path: readonly string[] = []): Generator<Marked, undefined> {
  if (typeof value !== "object" || value === null) {
    return;
  }
  const at = (key: string): unknown => Reflect.get(value, key);
  const mark = at(SIGNATURE);
  if (mark !== undefined) {
    yield { mark, path, at };
  }
  for (const [key, inner] of Object.entries(value)) {
    yield* marked(inner, [...path, key]);
  }
}
