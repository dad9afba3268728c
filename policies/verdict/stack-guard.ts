import type { PolicyResource } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { propertiesOf } from "../facts/property.ts";
import { kindOf, type ResourceKind } from "../facts/resource-kind.ts";
import { StackFacts } from "../facts/stack-facts.ts";
import type { Rule } from "../rule.ts";
import { settingsOf } from "../rule-settings.ts";
import { namespaceLogging } from "../rules/namespace-logging.ts";
import { namespaceProvisioning } from "../rules/namespace-provisioning.ts";
import { namespaceWaf } from "../rules/namespace-waf.ts";
import { JudgedResources } from "./judged-resources.ts";
import { packVersion } from "./pack-version.ts";
import { digestOf, type PolicyVerdict, sha256 } from "./policy-verdict.ts";

/** The rules that a stack which owns an API can settle for those that own its namespaces. */
const settled: readonly Rule[] = [namespaceLogging, namespaceWaf, namespaceProvisioning];

/**
 * Judges the stack of the program that makes it, for other stacks to rely on:
 *
 *     const guard = new StackGuard(); // before the first resource
 *     // ... the program's resources
 *     return { policyVerdict: guard.verdict() };
 *
 * A verdict is what a program says of itself: whoever may change the program may change it too.
 */
export class StackGuard {
  readonly #judged = new JudgedResources();

  /** The verdict on all resources that were registered until now; unknown during a preview. */
  verdict(): pulumi.Output<PolicyVerdict> {
    return this.#judged.all().apply(verdictOn);
  }
}

async function verdictOn(resources: readonly PolicyResource[]): Promise<PolicyVerdict> {
  const facts = new StackFacts([...resources, ...namespacesOf(resources)]);
  const now = new Date();
  const violated: string[] = [];
  for (const rule of settled) {
    const settings = settingsOf(rule.settings);
    const findings = await rule.check({ facts, stage: pulumi.getStack(), now, settings });
    if (findings.some(({ note }) => !note)) {
      violated.push(rule.name);
    }
  }
  const texts = resources.map(({ urn, props }) => `${urn} ${sha256(JSON.stringify(props))}`);
  const verdict = {
    version: packVersion,
    day: now.toISOString().slice(0, 10),
    violated,
    api: namesOf(resources, "api", "apiId"),
    webAcl: namesOf(resources, "webAcl", "arn"),
    resources: sha256(texts.toSorted().join("\n")),
  };
  return { ...verdict, digest: digestOf(verdict) };
}

/** Rules judge the APIs that namespaces belong to; here those namespaces are in other stacks. */
function namespacesOf(resources: readonly PolicyResource[]): PolicyResource[] {
  return resources
    .filter(({ type }) => kindOf(type) === "api")
    .map((api) => ({
      ...api,
      type: "aws:appsync/channelNamespace:ChannelNamespace",
      props: { apiId: api.props.apiId },
    }));
}

function namesOf(
  resources: readonly PolicyResource[],
  kind: ResourceKind,
  property: string,
): readonly string[] {
  return resources
    .filter(({ type }) => kindOf(type) === kind)
    .flatMap((resource) => {
      const text = propertiesOf(resource).at(property).text();
      return text.state === "known" ? [text.value] : [];
    })
    .toSorted();
}
