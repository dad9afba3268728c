import { HANDLER_TIMEOUT_SECONDS } from "../aws-facts/lambda-limits.ts";
import { trafficFaults } from "../pricing/traffic.ts";
import { authorizationFaults, namespaceModeFaults } from "./authorization-rules.ts";
import { costExportFaults } from "./cost-export-rules.ts";
import { functionFaults } from "./function-rules.ts";
import type { RuleContext } from "./rule-context.ts";
import type { SettingFault } from "./setting-fault.ts";
import type { StageSettings } from "./stage-settings-schema.ts";

/** A rule over one or more settings that have the right shape each. */
interface CrossFieldRule {
  /** The settings that it reads; it does not run when the shape of one is wrong. */
  readonly reads: readonly (keyof StageSettings)[];
  readonly faults: (settings: StageSettings, context: RuleContext) => SettingFault[];
}

const rules: readonly CrossFieldRule[] = [
  { reads: ["authorization", "namespaces"], faults: authorizationFaults },
  { reads: ["authorization", "namespaces"], faults: namespaceModeFaults },
  { reads: ["namespaces"], faults: unknownNamespaceFaults },
  { reads: ["namespaces"], faults: namespaceTrafficFaults },
  { reads: ["functions", "namespaces"], faults: functionFaults },
  { reads: ["alarms", "functions", "namespaces"], faults: alarmFaults },
  { reads: ["costExport", "prices"], faults: costExportFaults },
  { reads: ["tags"], faults: tagFaults },
];

/** What is wrong in the settings beyond their shape. `malformed` names settings to leave alone. */
export function crossFieldFaults(
  settings: StageSettings,
  malformed: ReadonlySet<string>,
  context: RuleContext,
): SettingFault[] {
  return rules
    .filter((rule) => rule.reads.every((key) => !malformed.has(key)))
    .flatMap((rule) => rule.faults(settings, context));
}

function unknownNamespaceFaults(
  { namespaces }: StageSettings,
  context: RuleContext,
): SettingFault[] {
  const known = context.namespaces;
  if (known === undefined) {
    return [];
  }
  return Object.keys(namespaces ?? {})
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: `namespaces.${name}`,
      got: "a namespace that the program does not have",
      allowed: `${known.join(", ")} (the list is in index.ts)`,
    }));
}

function namespaceTrafficFaults({ namespaces }: StageSettings): SettingFault[] {
  return Object.entries(namespaces ?? {}).flatMap(([name, { traffic }]) =>
    traffic === undefined ? [] : trafficFaults(traffic, `namespaces.${name}.traffic`),
  );
}

/** No invocation outlasts its timeout, so an alarm at or above it would never go off. */
function alarmFaults({ alarms, functions, namespaces }: StageSettings): SettingFault[] {
  const threshold = alarms?.durationP95Milliseconds;
  if (threshold === undefined) {
    return [];
  }
  const timeouts = Object.entries(namespaces ?? {}).map(([name, namespace]) => ({
    of: `namespaces.${name}.function.timeoutSeconds`,
    seconds: namespace.function?.timeoutSeconds,
  }));
  return [{ of: "functions.timeoutSeconds", seconds: functions?.timeoutSeconds }, ...timeouts]
    .map(({ of, seconds = HANDLER_TIMEOUT_SECONDS.maximum }) => ({ of, limit: seconds * 1_000 }))
    .filter(({ limit }) => threshold >= limit)
    .map(({ of, limit }) => ({
      path: "alarms.durationP95Milliseconds",
      got: String(threshold),
      allowed: `less than ${limit}, the timeout of ${of}`,
    }));
}

/** Tags that the program sets itself. */
const OWN_TAGS = ["Stage", "Service"];

/** A resource has at most 50 tags (AWS General Reference, tag naming limits). */
const MAX_TAGS = 50 - OWN_TAGS.length;

function tagFaults({ tags = {} }: StageSettings): SettingFault[] {
  const faults = Object.keys(tags).flatMap((key) => tagKeyFaults(key));
  if (Object.keys(tags).length > MAX_TAGS) {
    const got = `${Object.keys(tags).length} tags`;
    faults.push({ path: "tags", got, allowed: `at most ${MAX_TAGS} tags` });
  }
  return faults;
}

function tagKeyFaults(key: string): SettingFault[] {
  const path = `tags.${key}`;
  if (OWN_TAGS.includes(key)) {
    return [{ path, got: "a tag that the program sets", allowed: "other tags" }];
  }
  if (/^aws:/i.test(key) || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key)) {
    const allowed = "1 to 128 letters, digits, spaces and _.:/=+-@, not starting with aws:";
    return [{ path, got: "a key that AWS refuses", allowed }];
  }
  return [];
}
