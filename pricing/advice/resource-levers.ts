import type { ForecastInput } from "../forecast-input.ts";
import type { NanoDollars } from "../money.ts";
import { inputAt, type ProgramResource, textAt } from "../program-resource.ts";
import { resourcesOfType } from "../resources-of-type.ts";
import { namespaceOf } from "../stage-load.ts";
import type { Lever } from "./lever.ts";
import { savingOf, withInputs } from "./what-if.ts";

/** Days after which advice lets items of a table expire. */
const EXPIRY_DAYS = 90;

/** Least memory of a function (Lambda quotas). */
const LEAST_MEGABYTES = 128;

/**
 * Levers that the program's resources show.
 *
 * @param onlyValidating Namespaces whose handlers have no code of their own on publish.
 */
export function resourceLevers(
  input: ForecastInput,
  onlyValidating: ReadonlySet<string> = new Set(),
): Lever[] {
  const functions = resourcesOfType(input.resources, "aws:lambda/function:Function");
  return [
    ...resourcesOfType(input.resources, "aws:appsync/api:Api").flatMap((api) =>
      logLevel(input, api),
    ),
    ...functions.flatMap((each) => [...tracing(input, each), ...flush(input, each)]),
    ...functions.flatMap((each) => validating(input, each, onlyValidating)),
    ...resourcesOfType(
      input.resources,
      "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    ).flatMap((each) => provisioned(input, each)),
    ...resourcesOfType(
      input.resources,
      "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    ).flatMap((each) => webAclLog(input, each)),
    ...resourcesOfType(input.resources, "appsync-events:components:Table").flatMap((each) =>
      expiry(input, each),
    ),
  ];
}

function logLevel(input: ForecastInput, api: ProgramResource): Lever[] {
  const config = inputAt(api.inputs, "eventConfig");
  const log = inputAt(config, "logConfig");
  const level = textAt(log, "logLevel");
  const eventConfig = { ...asObject(config), logConfig: { ...asObject(log), logLevel: "ERROR" } };
  return lever({
    lever: "api-log-level",
    where: `Event API ${api.name}`,
    found: `its log has the level ${level}, which writes every request and payload`,
    advice: "set appsync-events:logging.level to ERROR, and to ALL while you look for something",
    saves: savingOf(input, withInputs(input, api, { eventConfig })),
  });
}

function tracing(input: ForecastInput, resource: ProgramResource): Lever[] {
  if (textAt(resource.inputs, "tracingConfig", "mode") !== "Active") {
    return [];
  }
  return lever({
    lever: "traces",
    where: `function ${resource.name}`,
    found:
      "X-Ray records one invocation a second and 5 % of the others, a rate that cannot be lowered",
    advice: "set tracing to PassThrough, and to Active while you look for something",
    saves: savingOf(input, withInputs(input, resource, { tracingConfig: { mode: "PassThrough" } })),
  });
}

function flush(input: ForecastInput, resource: ProgramResource): Lever[] {
  const variables = asObject(inputAt(resource.inputs, "environment", "variables"));
  if (variables.METRICS_FLUSH !== "invocation") {
    return [];
  }
  const environment = { variables: { ...variables, METRICS_FLUSH: "aggregate" } };
  return lever({
    lever: "metrics-flush",
    where: `function ${resource.name}`,
    found: "it writes a metric line after each invocation",
    advice:
      "set appsync-events:metrics.flush to aggregate; a killed container then loses up to a minute",
    saves: savingOf(input, withInputs(input, resource, { environment })),
  });
}

function validating(
  input: ForecastInput,
  resource: ProgramResource,
  onlyValidating: ReadonlySet<string>,
): Lever[] {
  const namespace = namespaceOf(resource);
  if (namespace === undefined || !onlyValidating.has(namespace)) {
    return [];
  }
  return lever({
    lever: "only-validates",
    where: `function ${resource.name}`,
    found: `its handlers check events against their schemas and run no code of their own, with ${inputAt(resource.inputs, "memorySize") ?? LEAST_MEGABYTES} MB`,
    advice: `try ${LEAST_MEGABYTES} MB in namespaces.${namespace}.function.memoryMegabytes, and look at the alarm on its duration`,
    saves: savingOf(input, withInputs(input, resource, { memorySize: LEAST_MEGABYTES })),
  });
}

function provisioned(input: ForecastInput, resource: ProgramResource): Lever[] {
  const changed = { ...input, resources: input.resources.filter((each) => each !== resource) };
  return lever({
    lever: "provisioned-concurrency",
    where: `function ${resource.name}`,
    found: `${inputAt(resource.inputs, "provisionedConcurrentExecutions")} environments are kept ready all the time`,
    advice: "leave it out where publishers can wait for a cold start, or keep fewer",
    saves: savingOf(input, changed),
  });
}

function webAclLog(input: ForecastInput, resource: ProgramResource): Lever[] {
  if (inputAt(resource.inputs, "loggingFilter") !== undefined) {
    return [];
  }
  const loggingFilter = { defaultBehavior: "DROP" };
  return lever({
    lever: "web-acl-log",
    where: `web ACL ${resource.name}`,
    found: "its log holds every request that it lets through",
    advice:
      "set appsync-events:webAcl.loggedRequests to BLOCKED; what was let through then leaves no record there",
    saves: savingOf(input, withInputs(input, resource, { loggingFilter })),
  });
}

function expiry(input: ForecastInput, resource: ProgramResource): Lever[] {
  const usage = asObject(resource.inputs.usage);
  const perEvent = asObject(usage.perEvent);
  const kept = asObject(perEvent.kept);
  if (perEvent.kept === undefined || kept.days !== undefined) {
    return [];
  }
  const changed = { ...usage, perEvent: { ...perEvent, kept: { ...kept, days: EXPIRY_DAYS } } };
  return lever({
    lever: "table-expiry",
    where: `table ${resource.name}`,
    found: "its items of events are kept for ever, and cost more with every month",
    advice: `let items expire, for example after ${EXPIRY_DAYS} days: DynamoDB deletes them for nothing`,
    saves: savingOf(input, withInputs(input, resource, { usage: changed })),
  });
}

function lever(found: Omit<Lever, "from"> & { readonly saves: NanoDollars }): Lever[] {
  return found.saves > 0n ? [{ ...found, from: "forecast" }] : [];
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
