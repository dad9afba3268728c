import { LOG_EVENT_OVERHEAD_BYTES } from "./metering-cost.ts";
import { inputAt, type ProgramResource, textAt } from "./program-resource.ts";
import { resourcesOfType } from "./resources-of-type.ts";
import { type LogBytes, namespaceOf, type TrafficLoad } from "./stage-load.ts";
import { namespaceMetering } from "./stage-metering.ts";
import { sum } from "./sum.ts";
import { wholeProduct } from "./whole-product.ts";

/**
 * Bytes that Lambda itself writes for an invocation in the format Text: the lines START, END and
 * REPORT, and with X-Ray the trace's on REPORT. Source: Lambda Developer Guide, sending function logs
 * to CloudWatch Logs, examples.
 */
const PLATFORM_TEXT = { bytes: 255n, lines: 3n, traceBytes: 90n };

/** The same in the format JSON down to the level INFO: `platform.start` and `platform.report`. */
const PLATFORM_JSON = { bytes: 460n, lines: 2n, traceBytes: 110n };

/** System levels at which Lambda writes no line for an invocation that goes well (same guide). */
const QUIET_SYSTEM_LEVELS: ReadonlySet<string | undefined> = new Set(["WARN"]);

/**
 * CloudWatch Logs delivery that the price of AWS WAF includes: 500 MB for each million requests.
 * Source: AWS WAF pricing page, logging.
 */
const INCLUDED_BYTES_PER_REQUEST = 500n;

/** Bytes that Lambda's own lines of one invocation take, with what each line adds. */
export function platformBytes({ inputs }: ProgramResource): bigint {
  const config = inputAt(inputs, "loggingConfig");
  const isJson = textAt(config, "logFormat") === "JSON";
  if (isJson && QUIET_SYSTEM_LEVELS.has(textAt(config, "systemLogLevel"))) {
    return 0n;
  }
  const { bytes, lines, traceBytes } = isJson ? PLATFORM_JSON : PLATFORM_TEXT;
  const traced = textAt(inputs, "tracingConfig", "mode") === "Active";
  return bytes + (traced ? traceBytes : 0n) + lines * LOG_EVENT_OVERHEAD_BYTES;
}

/** What each log group of a stage takes in a month. */
export function logBytesByGroup(load: TrafficLoad): Map<string, LogBytes> {
  const groups = resourcesOfType(load.resources, "aws:cloudwatch/logGroup:LogGroup");
  const writers = new Map(
    resourcesOfType(load.resources, "aws:lambda/function:Function").map((each) => [
      textAt(each.inputs, "loggingConfig", "logGroup") ??
        `/aws/lambda/${textAt(each.inputs, "name")}`,
      each,
    ]),
  );
  return new Map(
    groups.map((group) => {
      const name = logGroupName(group);
      const writer = writers.get(name);
      if (writer !== undefined) {
        return [name, functionBytes(writer, load)];
      }
      if (name.startsWith("aws-waf-logs-")) {
        return [name, webAclBytes(load)];
      }
      return [name, name.startsWith(API_GROUPS) ? apiBytes(load) : none];
    }),
  );
}

/** Where AppSync logs what concerns an API (AppSync Events Developer Guide, CloudWatch Logs). */
const API_GROUPS = "/aws/appsync/apis/";

/**
 * Name of a log group. That of an API's is not known before AWS has made up the API's id; no other
 * group of a stage has a name like that.
 */
export function logGroupName({ inputs }: ProgramResource): string {
  return textAt(inputs, "name") ?? API_GROUPS;
}

const none: LogBytes = { ingested: 0n, vended: 0n, all: 0n };

function functionBytes(writer: ProgramResource, load: TrafficLoad): LogBytes {
  const invocations = load.functions.get(textAt(writer.inputs, "name") ?? "")?.invocations ?? 0n;
  const namespace = namespaceOf(writer);
  const ingested = invocations * platformBytes(writer);
  const metering = namespace === undefined ? 0n : namespaceMetering(load, namespace).bytes;
  return { ingested, vended: 0n, all: ingested + metering };
}

function apiBytes({ resources, namespaces, assumed }: TrafficLoad): LogBytes {
  const [api] = resourcesOfType(resources, "aws:appsync/api:Api");
  const level = textAt(api?.inputs, "eventConfig", "logConfig", "logLevel");
  // At ERROR only what fails is logged, which no declared traffic says.
  if (level === undefined || level === "NONE" || level === "ERROR") {
    return none;
  }
  const bytes = sum(
    [...namespaces.values()].map(({ usage, traffic }) => {
      const { connect = 0n, subscribe = 0n } = usage.operations;
      const requests = usage.publishes + connect + subscribe;
      return (
        wholeProduct(requests, assumed.apiLogBytesPerRequest) +
        wholeProduct(usage.events, traffic.eventBytes, assumed.apiLogPayloadCopies)
      );
    }),
  );
  return { ...none, ingested: bytes, all: bytes };
}

function webAclBytes({ resources, namespaces, assumed }: TrafficLoad): LogBytes {
  const [logging] = resourcesOfType(
    resources,
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
  );
  const drops = textAt(logging?.inputs, "loggingFilter", "defaultBehavior") === "DROP";
  if (logging === undefined || drops) {
    return none;
  }
  const requests = inspectedRequests(namespaces);
  const all = wholeProduct(requests, BigInt(assumed.webAclLogBytes) + LOG_EVENT_OVERHEAD_BYTES);
  const included = requests * INCLUDED_BYTES_PER_REQUEST;
  return { ...none, vended: all > included ? all - included : 0n, all };
}

/** Requests that AWS WAF inspects for an Event API: publishes and connects. */
export function inspectedRequests(namespaces: TrafficLoad["namespaces"]): bigint {
  return sum(
    [...namespaces.values()].map(({ usage }) => usage.publishes + (usage.operations.connect ?? 0n)),
  );
}
