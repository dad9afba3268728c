import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { StackFacts } from "../../policies/facts/stack-facts.ts";
import { settingsOf } from "../../policies/rule-settings.ts";
import { rules } from "../../policies/rules.ts";
import { now } from "./judge.ts";
import { type Blueprint, change, type Path, pathsIn, ref } from "./stacks/blueprint.ts";
import { policyResources } from "./stacks/policy-resources.ts";
import { styles } from "./stacks/styles.ts";

/** Which rules say anything at all about a blueprint, notes included. */
async function speaking(blueprint: Blueprint): Promise<Set<string>> {
  const facts = new StackFacts(policyResources(blueprint, "preview"));
  const spoken = new Set<string>();
  for (const { check, name, settings } of rules) {
    const found = await check({ facts, stage: "prod", now, settings: settingsOf(settings) });
    if (found.length > 0) {
      spoken.add(name);
    }
  }
  return spoken;
}

interface Place {
  readonly resource: string;
  readonly path: Path;
}

function placesOf(blueprint: Blueprint): Place[] {
  return Object.entries(blueprint).flatMap(([resource, { properties }]) =>
    pathsIn(properties).map((path) => ({ resource, path })),
  );
}

/**
 * Places where a rule says less about an unknown value than about a missing one. What makes a
 * value unknown here has nothing to do with the stack, so no dependency can decide it.
 */
async function silences(blueprint: Blueprint): Promise<string[]> {
  const unrelated = { topic: { type: "aws:sns/topic:Topic", properties: {} }, ...blueprint };
  const silent: string[] = [];
  for (const { resource, path } of placesOf(blueprint)) {
    const gone = await speaking(change(unrelated, resource, path, undefined));
    const unknown = await speaking(change(unrelated, resource, path, ref("topic", "arn")));
    const quiet = [...gone].filter((rule) => !unknown.has(rule));
    silent.push(...quiet.map((rule) => `${rule}: ${resource}.${path.join(".")}`));
  }
  return silent;
}

describe("unknown values", () => {
  for (const [style, blueprint] of Object.entries(styles)) {
    test(`are never better than missing ones, for every property of ${style}`, async (context) => {
      context.diagnostic(`${placesOf(blueprint).length} properties made unknown in turn`);
      // A tag that is there counts, whatever its value.
      const all = await silences(blueprint);
      const silent = all.filter((one) => !one.startsWith("cost-allocation-tags"));
      assert.deepEqual(silent, []);
    });
  }
});
