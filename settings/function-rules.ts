import { MAX_ENVIRONMENT_BYTES, variableNameFault } from "./function-variables.ts";
import type { SettingFault } from "./setting-fault.ts";
import type { StageSettings } from "./stage-settings-schema.ts";

type Variables = Readonly<Record<string, string>>;

/** What is wrong in the settings of functions beyond their shape. */
export function functionFaults({ functions, namespaces = {} }: StageSettings): SettingFault[] {
  const shared = functions?.environment ?? {};
  return [
    ...environmentFaults("functions.environment", shared, shared),
    ...Object.entries(namespaces).flatMap(([name, { function: settings = {} }]) => {
      const { environment: own = {}, secrets = {} } = settings;
      const path = `namespaces.${name}.function`;
      return [
        ...environmentFaults(`${path}.environment`, own, { ...shared, ...own }),
        ...Object.entries(secrets).flatMap(([secret, reference]) =>
          referenceFaults(`${path}.secrets.${secret}`, reference),
        ),
      ];
    }),
  ];
}

function environmentFaults(path: string, given: Variables, all: Variables): SettingFault[] {
  const names = Object.keys(given).flatMap((name) => {
    const fault = variableNameFault(name);
    return fault ? [{ path: `${path}.${name}`, ...fault }] : [];
  });
  const bytes = Object.entries(all).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (bytes <= MAX_ENVIRONMENT_BYTES || Object.keys(given).length === 0) {
    return names;
  }
  const got = `variables of ${bytes} bytes`;
  return [...names, { path, got, allowed: `at most ${MAX_ENVIRONMENT_BYTES} bytes together` }];
}

function referenceFaults(
  path: string,
  { parameter, secret }: { readonly parameter?: string; readonly secret?: string },
): SettingFault[] {
  if ((parameter === undefined) !== (secret === undefined)) {
    return [];
  }
  const got = parameter === undefined ? "neither parameter nor secret" : "parameter and secret";
  return [{ path, got, allowed: "exactly one of parameter and secret" }];
}
