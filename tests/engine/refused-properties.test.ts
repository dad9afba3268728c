import assert from "node:assert/strict";
import { test } from "node:test";
import * as aws from "@pulumi/aws";
import { deployStage, RememberingProgram } from "../../engine/stage-deployment.ts";
import { ResourceRegistry } from "../../local/provider/resource-registry.ts";
import { testStack } from "./test-stack.ts";

const VISIBILITY_CONFIG = {
  cloudwatchMetricsEnabled: true,
  metricName: "guard",
  sampledRequestsEnabled: false,
};

function webAcl(ruleJson: string): void {
  const defaultAction = { allow: {} };
  const settings = { name: "guard", scope: "REGIONAL", visibilityConfig: VISIBILITY_CONFIG };
  new aws.wafv2.WebAcl("guard", { ...settings, defaultAction, ruleJson });
}

function ruleGroup(rulesJson: string): void {
  const settings = { name: "group", scope: "REGIONAL", visibilityConfig: VISIBILITY_CONFIG };
  new aws.wafv2.RuleGroup("group", { ...settings, capacity: 1, rulesJson });
}

function ipSet(ipAddressVersion: string, addresses: string[]): void {
  new aws.wafv2.IpSet("set", { name: "set", scope: "REGIONAL", ipAddressVersion, addresses });
}

function alias(additionalVersionWeights: Record<string, number>, functionVersion = "1"): void {
  const settings = { name: "live", functionName: "chat", functionVersion };
  new aws.lambda.Alias("live", { ...settings, routingConfig: { additionalVersionWeights } });
}

const REFUSED: readonly (readonly [
  what: string,
  declare: () => void,
  ...faults: readonly RegExp[],
])[] = [
  [
    "half a list of rules",
    () => webAcl('[{"Name":"a"'),
    /WebAcl resource 'guard': property ruleJson .*must be a list of rules as JSON, got text that is not JSON/,
  ],
  [
    "one rule that is not a list",
    () => webAcl('{"Name":"a"}'),
    /list of rules as JSON, got object/,
  ],
  ["a rule that is a text", () => webAcl('[{},"a"]'), /got "a" as rule 2/],
  ["a rule group of no JSON", () => ruleGroup("rules"), /property rulesJson .*that is not JSON/],
  [
    "addresses that are not blocks of their version",
    () => ipSet("IPV4", ["192.0.2.0/24", "192.0.2.1", "0.0.0.0/0", "2001:db8::/32", "300.0.0.0/8"]),
    /property addresses\[1\] .*IPV4 blocks such as 192\.0\.2\.0\/24, and none \/0, got "192\.0\.2\.1"/,
    /addresses\[2\] .*got "0\.0\.0\.0\/0"/,
    /addresses\[3\] .*got "2001:db8::\/32"/,
    /addresses\[4\] .*got "300\.0\.0\.0\/8"/,
  ],
  ["a name as an address", () => ipSet("IPV6", ["office"]), /IPV6 blocks .* got "office"/],
  [
    "an alias that leads to three versions",
    () => alias({ "2": 0.1, "3": 0.1 }),
    /got 2 more versions, allowed: one/,
  ],
  [
    "an alias with versions and shares that there cannot be",
    () => alias({ $LATEST: 2 }, "$LATEST"),
    /got the version "\$LATEST", allowed: a published one/,
    /got the version \$LATEST twice, allowed: another one/,
    /got the share 2, allowed: 0 to 1/,
    /got \$LATEST as functionVersion, allowed: a version/,
  ],
  ["an alias that leads to one version twice", () => alias({ "1": 0.5 }), /version 1 twice/],
];

test("what AWS would refuse ends a deployment with a line for each fault", async (t) => {
  let declare: () => void = () => undefined;
  const program = new RememberingProgram(async () => declare());
  const registry = new ResourceRegistry();
  const stack = await testStack(t, { program: program.run, registry });
  for (const [what, declared, ...faults] of REFUSED) {
    declare = declared;
    await assert.rejects(deployStage(stack, program), ({ message }: Error) => {
      for (const fault of faults) {
        assert.match(message, fault, what);
      }
      assert.equal(message.split("\n").length, faults.length, message);
      return true;
    });
    assert.deepEqual(registry.all(), [], what);
  }
});
