import { DEFAULT_MAXIMUM_DAYS } from "../../policies/calendar-day.ts";
import { ELSEWHERE_KEY } from "../../policies/elsewhere.ts";
import { ELSEWHERE_POLICY_NAME } from "../../policies/elsewhere-policy.ts";
import { ELSEWHERE_USE_POLICY_NAME } from "../../policies/elsewhere-use-policy.ts";
import { EXEMPTIONS_KEY } from "../../policies/exemptions.ts";
import { EXEMPTIONS_POLICY_NAME } from "../../policies/exemptions-policy.ts";
import { remediations } from "../../policies/remediations.ts";
import { REMEDIATIONS_POLICY_NAME } from "../../policies/remediations-policy.ts";
import type { Level } from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";

/** What people can set about the guard: in the stage's file, and in the pack's configuration. */
export interface GuardSettings {
  /** The stage's settings by full key, each as text. */
  readonly stage: Readonly<Record<string, string>>;
  /** The pack's configuration by name of policy. */
  readonly pack: Readonly<Record<string, unknown>>;
}

/** One thing about the guard. */
export type GuardPart =
  /** An exemption, an entry about what lives elsewhere, or a name that no policy has. */
  | {
      readonly kind: "record";
      readonly key: string;
      readonly what: string;
      readonly subject: string;
      readonly detail: string;
    }
  /** How a policy's findings count on the stage. */
  | { readonly kind: "level"; readonly key: string; readonly policy: string; readonly level: Level }
  /** A setting of a rule, as JSON text. */
  | {
      readonly kind: "setting";
      readonly key: string;
      readonly policy: string;
      readonly name: string;
      readonly value: string;
    };

/** Everything about the guard of a stage, whether somebody set it or it is the default. */
export function guardParts(stage: string, settings: GuardSettings): readonly GuardPart[] {
  return [
    ...exemptionsIn(settings),
    ...elsewhereIn(settings),
    ...strangers(settings),
    ...policies().flatMap((policy) => [
      levelOf(policy, stage, settings),
      ...settingsOf(policy, settings),
    ]),
  ];
}

interface Policy {
  readonly name: string;
  readonly level: Level;
  readonly levels?: Readonly<Record<string, Level>> | undefined;
  readonly settings: Readonly<Record<string, { readonly default: unknown }>>;
}

function policies(): readonly Policy[] {
  const records = [EXEMPTIONS_POLICY_NAME, ELSEWHERE_POLICY_NAME].map((name): Policy => {
    return {
      name,
      level: "mandatory",
      settings: { maximumDays: { default: DEFAULT_MAXIMUM_DAYS } },
    };
  });
  const use: Policy = { name: ELSEWHERE_USE_POLICY_NAME, level: "mandatory", settings: {} };
  return [...records, use, ...rules];
}

function exemptionsIn({ stage }: GuardSettings): GuardPart[] {
  return listIn(stage[EXEMPTIONS_KEY]).map((entry) => {
    const { rule, resource, finding, expires, owner, reason } = entry;
    return record("exemption", entry, {
      subject: words(rule),
      detail: `${words(resource)}: ${words(finding)}; until ${words(expires)}, owner ${words(owner)}: ${words(reason)}`,
    });
  });
}

function elsewhereIn({ stage, pack }: GuardSettings): GuardPart[] {
  const configured = configurationOf(pack, ELSEWHERE_POLICY_NAME).entries;
  return [...listIn(stage[ELSEWHERE_KEY]), ...listIn(configured)].map((entry) => {
    const { kind, matches, reviewBy, owner, reason } = entry;
    return record("guard elsewhere", entry, {
      subject: words(kind),
      detail: `${words(matches)}; review by ${words(reviewBy)}, owner ${words(owner)}: ${words(reason)}`,
    });
  });
}

/** The engine passes over the names that no policy has, so that a typo leaves all as it was. */
function strangers({ pack }: GuardSettings): GuardPart[] {
  const names = [
    "all",
    ...policies().map(({ name }) => name),
    ...remediations.map(({ name }) => name),
    REMEDIATIONS_POLICY_NAME,
  ];
  return Object.keys(pack)
    .filter((name) => !names.includes(name))
    .map((name) =>
      record("configuration of no policy", name, {
        subject: name,
        detail: "the pack has no policy of this name, so what is set here holds for none",
      }),
    );
}

function record(
  what: string,
  content: unknown,
  { subject, detail }: { readonly subject: string; readonly detail: string },
): GuardPart {
  return { kind: "record", key: `${what} ${JSON.stringify(content)}`, what, subject, detail };
}

const RANKS: Readonly<Record<Level, number>> = { disabled: 0, advisory: 1, mandatory: 2 };

/** True when findings count for less at the first level than at the second. */
export function isLower(one: Level, other: Level): boolean {
  return RANKS[one] < RANKS[other];
}

/** The level that `toPolicy` gives a rule's findings on a stage, and the engine before it. */
function levelOf(policy: Policy, stage: string, { pack }: GuardSettings): GuardPart {
  const configured = configurationOf(pack, policy.name);
  const engine =
    levelIn(configured.enforcementLevel) ??
    levelIn(configurationOf(pack, "all").enforcementLevel) ??
    policy.level;
  const byStage = isObject(configured.levels) ? levelIn(configured.levels[stage]) : undefined;
  const own = byStage ?? policy.levels?.[stage] ?? engine;
  const level = isLower(own, engine) ? own : engine;
  return { kind: "level", key: `level ${policy.name}`, policy: policy.name, level };
}

function settingsOf(policy: Policy, { pack }: GuardSettings): GuardPart[] {
  const configured = configurationOf(pack, policy.name);
  return Object.entries(policy.settings).map(([name, schema]) => ({
    kind: "setting",
    key: `setting ${policy.name} ${name}`,
    policy: policy.name,
    name,
    value: JSON.stringify(configured[name] ?? schema.default),
  }));
}

/** A policy's configuration is an object, or its level alone. */
function configurationOf(pack: GuardSettings["pack"], name: string): Record<string, unknown> {
  const value = pack[name];
  if (typeof value === "string") {
    return { enforcementLevel: value };
  }
  return isObject(value) ? value : {};
}

function levelIn(value: unknown): Level | undefined {
  // Stack policies cannot remediate: the engine takes it for mandatory.
  if (value === "remediate") {
    return "mandatory";
  }
  return value === "mandatory" || value === "advisory" || value === "disabled" ? value : undefined;
}

/** A list that cannot be read holds nothing back: the pack refuses it. */
function listIn(value: unknown): Record<string, unknown>[] {
  const list: unknown = typeof value === "string" ? parsed(value) : value;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function words(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(words).join(" or ");
  }
  return typeof value === "string" ? value : JSON.stringify(value ?? "nothing");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
