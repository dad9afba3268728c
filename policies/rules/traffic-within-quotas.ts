import { declaredTraffic } from "../../pricing/cost-settings.ts";
import {
  explainQuotaExcess,
  type QuotaExcess,
  quotaExcesses,
} from "../../pricing/quota-excesses.ts";
import { QUOTAS, type QuotaName } from "../../pricing/quotas.ts";
import type { TrafficFault } from "../../pricing/traffic.ts";
import type { ApiFacts } from "../facts/api-facts.ts";
import { namespaceNamed, type UsedApi } from "../facts/used-api.ts";
import { raisedQuotas, DECLARED_TRAFFIC as trafficExample } from "../fixes/settings.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { stageCost } from "../stage-cost.ts";

const raisable: Record<string, { readonly type: "number"; readonly minimum: 0 }> =
  Object.fromEntries(
    (Object.keys(QUOTAS) as QuotaName[])
      .filter((name) => QUOTAS[name].adjustable)
      .map((name) => [name, { type: "number", minimum: 0 }]),
  );

/** A stage's declared traffic fits the quotas of AWS. */
export const trafficWithinQuotas = defineRule({
  name: "traffic-within-quotas",
  description: "The declared traffic of a stage, peaks included, fits AWS's quotas for Event APIs.",
  severity: "high",
  framework: wellArchitected("REL01-BP01"),
  tags: ["AppSync", "Service Quotas", "Well-Architected: Reliability"],
  level: "mandatory",
  levels: { dev: "advisory", local: "advisory" },
  settings: {
    raisedQuotas: {
      type: "object",
      properties: raisable,
      default: {},
      additionalProperties: false,
      description: "Quotas that Service Quotas has raised for this account and region",
    },
  },
  remediation:
    "Lower the traffic, split it over several APIs, or have Service Quotas raise the quota before " +
    "the deployment and set `raisedQuotas` for this rule.",
  check: async ({ facts, settings }) => {
    const { settings: costs, faults } = await stageCost();
    if (faults.length > 0) {
      return facts.usedApis().flatMap(({ api }) => faults.map((fault) => unreadable(fault, api)));
    }
    const traffic = declaredTraffic(costs);
    return facts
      .usedApis()
      .flatMap((used) =>
        quotaExcesses(
          ofNamespaces(traffic, used),
          settings.raisedQuotas,
          used.namespaces.length,
        ).map((excess) => finding(excess, used)),
      );
  },
});

/** The part of the traffic that goes to the API's own namespaces. */
function ofNamespaces<Traffic>(
  traffic: Readonly<Record<string, Traffic>>,
  used: UsedApi,
): Record<string, Traffic> {
  const own = Object.entries(traffic).filter(([name]) => namespaceNamed(used, name) !== undefined);
  return Object.fromEntries(own);
}

function unreadable({ path, got, allowed }: TrafficFault, { resource }: ApiFacts): Finding {
  return {
    resource,
    found: `${path} is ${got}`,
    why: "Traffic that cannot be read is not compared with any quota or budget",
    fix: `correct it: ${allowed}`,
    example: trafficExample,
  };
}

function finding(excess: QuotaExcess, used: UsedApi): Finding {
  const { found, fix } = explainQuotaExcess(excess);
  const namespace =
    excess.namespace === undefined ? undefined : namespaceNamed(used, excess.namespace);
  return {
    resource: namespace ?? used.api.resource,
    found,
    why: "AWS delays and then drops events beyond a quota, or refuses them",
    fix,
    example: QUOTAS[excess.quota].adjustable ? raisedQuotas : trafficExample,
  };
}
