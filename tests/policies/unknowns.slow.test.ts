import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StackFacts } from "../../policies/facts/stack-facts.ts";
import { settingsOf } from "../../policies/rule-settings.ts";
import { rules } from "../../policies/rules.ts";
import { now } from "./judge.ts";
import { type Blueprint, change, type Path, pathsIn, ref } from "./stacks/blueprint.ts";
import { styles } from "./stacks/compliant.ts";
import { policyResources } from "./stacks/policy-resources.ts";

/** Which rules say anything at all about a blueprint, notes included. */
const speaking = (blueprint: Blueprint): Set<string> => {
  const facts = new StackFacts(policyResources(blueprint, "preview"));
  const says = (rule: (typeof rules)[number]) =>
    rule.check({ facts, stage: "prod", now, config: settingsOf(rule) }).length > 0;
  return new Set(rules.filter(says).map(({ name }) => name));
};

interface Place {
  readonly resource: string;
  readonly path: Path;
}

const placesOf = (blueprint: Blueprint): Place[] =>
  Object.entries(blueprint).flatMap(([resource, { properties }]) =>
    pathsIn(properties).map((path) => ({ resource, path })),
  );

/**
 * Places where a rule says less about an unknown value than about a missing one. What makes a
 * value unknown here has nothing to do with the stack, so no dependency can decide it.
 */
const silences = (blueprint: Blueprint): string[] =>
  placesOf(blueprint).flatMap(({ resource, path }) => {
    const unrelated = { topic: { type: "aws:sns/topic:Topic", properties: {} }, ...blueprint };
    const gone = speaking(change(unrelated, resource, path, undefined));
    const unknown = speaking(change(unrelated, resource, path, ref("topic", "arn")));
    return [...gone]
      .filter((rule) => !unknown.has(rule))
      .map((rule) => `${rule}: ${resource}.${path.join(".")}`);
  });

describe("unknown values", () => {
  for (const [style, blueprint] of Object.entries(styles)) {
    it(`are never better than missing ones, for every property of ${style}`, (context) => {
      context.diagnostic(`${placesOf(blueprint).length} properties made unknown in turn`);
      // A tag that is there counts, whatever its value.
      const silent = silences(blueprint).filter((one) => !one.startsWith("cost-allocation-tags"));
      assert.deepEqual(silent, []);
    });
  }
});
