import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { DEFAULT_MAXIMUM_DAYS } from "./calendar-day.ts";
import { ELSEWHERE_KEY, type Elsewhere, isOverdue } from "./elsewhere.ts";
import { propertiesOf } from "./facts/property.ts";
import { exampleLines } from "./fix-example.ts";
import { ELSEWHERE_ENTRY } from "./fixes/settings.ts";
import type { GuardRecords } from "./guard-records.ts";
import { pageUrl } from "./page-url.ts";
import type { Records } from "./read-records.ts";
import { VERDICT_COMPONENT } from "./verdict/verdict-component.ts";

/** The name under which the list of guards that live elsewhere is configured and judged. */
export const ELSEWHERE_POLICY_NAME = "elsewhere";

const NO_RECORDS: Records<Elsewhere> = { entries: [], faults: [] };

interface Given {
  readonly entries?: readonly unknown[];
  readonly maximumDays?: number;
}

/**
 * Reads what the team vouches for, for the rules that follow, and refuses entries that cannot be read
 * or whose review is overdue: they vouch for nothing.
 *
 * @param text The stage's setting as JSON text, empty when there is none.
 */
export function elsewherePolicy(
  text: string,
  records: GuardRecords,
  now: () => Date = () => new Date(),
): StackValidationPolicy {
  return {
    name: ELSEWHERE_POLICY_NAME,
    description: "What lives outside of the stack has an owner, a reason and a day of review.",
    displayName: "Guards that live elsewhere",
    enforcementLevel: "mandatory",
    severity: "high",
    tags: ["AppSync"],
    url: pageUrl(ELSEWHERE_POLICY_NAME),
    remediationSteps: `Correct or review the entries of ${ELSEWHERE_KEY} in the stage's settings file.`,
    configSchema: {
      properties: {
        entries: {
          type: "array",
          items: { type: "object" },
          default: [],
          description: `Entries for every stage, of the same form as those of ${ELSEWHERE_KEY}`,
        },
        maximumDays: {
          type: "integer",
          minimum: 1,
          default: DEFAULT_MAXIMUM_DAYS,
          description: "How many days from today a review may be",
        },
      },
    },
    validateStack: async ({ getConfig, resources }, reportViolation) => {
      const { entries = [], maximumDays = DEFAULT_MAXIMUM_DAYS } = getConfig<Given>();
      records.reset();
      const verdicts = resources.filter(({ type }) => type === VERDICT_COMPONENT);
      const judged: Elsewhere[] = [];
      for (const component of verdicts) {
        const read = await verdictOf(component, now());
        if ("problem" in read) {
          reportViolation(read.problem, component.urn);
        } else {
          judged.push(...read.entries);
        }
      }
      records.elsewhere = judged;
      if (text === "" && entries.length === 0) {
        return;
      }
      const { readElsewhere } = await import("./read-elsewhere.ts");
      const configured = readElsewhere(
        "entries of the policy elsewhere",
        entries,
        now(),
        maximumDays,
      );
      const ofStage =
        text === "" ? NO_RECORDS : readElsewhere(ELSEWHERE_KEY, text, now(), maximumDays);
      const given = [...configured.entries, ...ofStage.entries];
      records.elsewhere = [...judged, ...given];
      records.ofStage = ofStage.entries;
      for (const fault of [...configured.faults, ...ofStage.faults]) {
        reportViolation(faultMessage(fault));
      }
      for (const entry of given) {
        if (isOverdue(entry, now())) {
          reportViolation(overdueMessage(entry));
        }
      }
    },
  };
}

/** What another stack's verdict vouches for. */
async function verdictOf(
  component: PolicyResource,
  now: Date,
): Promise<{ readonly entries: readonly Elsewhere[] } | { readonly problem: string }> {
  const { readVerdict } = await import("./verdict/policy-verdict.ts");
  const { packVersion } = await import("./verdict/pack-version.ts");
  const properties = propertiesOf(component);
  const stack = properties.at("stack").text();
  const name = stack.state === "known" ? stack.value : component.name;
  const read = readVerdict(name, properties.at("verdict").plain(), packVersion, now);
  if ("entries" in read) {
    return read;
  }
  const problem =
    `The stack "${name}" ${read.problem}, so it vouches for nothing.\nFix: update that stack with ` +
    "`policyVerdict: guard.verdict()` among its outputs, or name what it owns in policies:elsewhere.\n" +
    "More: docs/elsewhere.md of the policy pack";
  return { problem };
}

function faultMessage(fault: string): string {
  return [
    `${fault}.`,
    "Why: An entry that nobody can check vouches for guards that may not be there, so it vouches for nothing.",
    "Fix: give kind, matches (ARN, id, name or URL), owner, reason (10 characters or more) and reviewBy " +
      "(YYYY-MM-DD).",
    ...exampleLines(ELSEWHERE_ENTRY, ""),
    "More: docs/elsewhere.md of the policy pack",
  ].join("\n");
}

function overdueMessage({ kind, matches, owner, reviewBy }: Elsewhere): string {
  return (
    `The review of ${kind} "${matches}" was due on ${reviewBy.slice(0, 10)} (owner ${owner}), so it ` +
    "vouches for nothing.\nWhy: A guard that nobody has looked at since may be gone.\nFix: check that the guard is still there and set reviewBy to a later day, " +
    "or remove the entry.\nMore: docs/elsewhere.md of the policy pack"
  );
}
