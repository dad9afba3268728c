import type { PolicyResource } from "@pulumi/policy";
import { propertiesOf } from "../facts/property.ts";
import { FUNCTION_BOUNDS } from "../fixes/functions-and-tags.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { LITERAL, undecided } from "./wording.ts";

/** AppSync gives a handler 30 seconds in all (AppSync guide, "Event API handlers"). */
export const HANDLER_BUDGET_SECONDS = 30;

/** The functions behind namespaces answer in time and have memory that somebody chose. */
export const functionTimeoutAndMemory = defineRule({
  name: "function-timeout-and-memory",
  description: "A namespace's function ends within AppSync's 30 seconds and has enough memory.",
  severity: "medium",
  framework: wellArchitected("REL05-BP05"),
  tags: ["Lambda", "Well-Architected: Reliability"],
  level: "mandatory",
  levels: { dev: "advisory" },
  settings: {
    maximumSeconds: {
      type: "integer",
      minimum: 1,
      maximum: HANDLER_BUDGET_SECONDS,
      default: HANDLER_BUDGET_SECONDS,
      description: "The longest timeout of a function that a namespace waits for",
    },
    minimumMegabytes: {
      type: "integer",
      minimum: 128,
      default: 256,
      description: "The least memory; 128 is what Lambda gives when nobody chose",
    },
  },
  remediation: "Set `timeout` and `memorySize` of the function within the bounds.",
  check: ({ facts, settings }) =>
    [...facts.handlers.reached].flatMap((resource) => [
      ...timeout(resource, settings.maximumSeconds),
      ...memory(resource, settings.minimumMegabytes),
    ]),
});

function timeout(resource: PolicyResource, maximum: number): Finding[] {
  const seconds = propertiesOf(resource).at("timeout").number();
  if (seconds.state === "known" && seconds.value <= maximum) {
    return [];
  }
  const why =
    "AppSync stops waiting after 30 seconds: the publisher gets an error, and the rest of the run is paid for nothing";
  if (seconds.state === "unknown") {
    return [
      { resource, found: undecided(seconds.property), why, fix: LITERAL, example: FUNCTION_BOUNDS },
    ];
  }
  const found =
    seconds.state === "known"
      ? `timeout is ${seconds.value} seconds; at most ${maximum} are allowed`
      : "timeout is not set";
  const fix = `set timeout to at most ${maximum} seconds`;
  return [{ resource, found, why, fix, example: FUNCTION_BOUNDS }];
}

function memory(resource: PolicyResource, minimum: number): Finding[] {
  const megabytes = propertiesOf(resource).at("memorySize").number();
  if (megabytes.state === "known" && megabytes.value >= minimum) {
    return [];
  }
  const why = "Lambda gives CPU in proportion to memory, so with little memory every event is slow";
  if (megabytes.state === "unknown") {
    return [
      {
        resource,
        found: undecided(megabytes.property),
        why,
        fix: LITERAL,
        example: FUNCTION_BOUNDS,
      },
    ];
  }
  const found =
    megabytes.state === "known"
      ? `memorySize is ${megabytes.value} MB; at least ${minimum} are needed`
      : "memorySize is not set";
  const fix = `set memorySize to at least ${minimum} MB`;
  return [{ resource, found, why, fix, example: FUNCTION_BOUNDS }];
}
