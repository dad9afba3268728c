import { asList, asProperties, asText, type Properties } from "../../shared/properties.ts";
import { keysLowered, onlyProperty } from "./rule-source.ts";

/** Where and what a web ACL logs. */
export interface WebAclLogging {
  /** Names of the log groups, buckets or streams: they begin with `aws-waf-logs-`. */
  readonly destinations: readonly string[];
  readonly redacted: RedactedFields;
  readonly filters: readonly LoggingFilter[];
  readonly defaultKeeps: boolean;
}

/** Parts that are written as `REDACTED`. */
export interface RedactedFields {
  readonly method: boolean;
  readonly path: boolean;
  readonly query: boolean;
  /** In lower case. */
  readonly headers: ReadonlySet<string>;
}

export interface LoggingFilter {
  readonly keeps: boolean;
  readonly meetsAny: boolean;
  readonly conditions: readonly ({ readonly action: string } | { readonly label: string })[];
}

const PREFIX = "aws-waf-logs-";

/** Reads a `LoggingConfiguration`. */
export function webAclLogging(properties: Properties): WebAclLogging {
  const configuration = asProperties(keysLowered(properties));
  const filter = asProperties(configuration.loggingfilter);
  const fields = asList(configuration.redactedfields).map((field) => onlyProperty(field));
  const names = new Set(fields.map((field) => field?.[0]));
  const headers = fields.filter((field) => field?.[0] === "singleheader");
  return {
    destinations: asList(configuration.logdestinationconfigs).map(destination),
    redacted: {
      method: names.has("method"),
      path: names.has("uripath"),
      query: names.has("querystring"),
      headers: new Set(headers.map((field) => asText(field?.[1].name).toLowerCase())),
    },
    filters: asList(filter.filters).map(asProperties).map(loggingFilter),
    defaultKeeps: filter.defaultbehavior !== "DROP",
  };
}

/** The name in `arn:aws:logs:<region>:<account>:log-group:aws-waf-logs-x:*` and its like. */
function destination(arn: unknown): string {
  const text = asText(arn).replace(/:\*$/, "");
  const at = text.lastIndexOf(PREFIX);
  return (at < 0 ? `${PREFIX}unnamed` : text.slice(at)).replace(/[^\w.-]/g, "-");
}

function loggingFilter(filter: Properties): LoggingFilter {
  return {
    keeps: filter.behavior === "KEEP",
    meetsAny: filter.requirement === "MEETS_ANY",
    conditions: asList(filter.conditions).map((condition) => {
      const { actioncondition, labelnamecondition } = asProperties(condition);
      return isSet(labelnamecondition)
        ? { label: asText(asProperties(labelnamecondition).labelname) }
        : { action: asText(asProperties(actioncondition).action) };
    }),
  };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/**
 * Whether a record with these actions and labels is kept: the first filter that it meets decides,
 * else the default behaviour (AWS WAF API reference, `LoggingFilter`).
 */
export function keepsRecord(
  { filters, defaultKeeps }: WebAclLogging,
  actionsOf: () => ReadonlySet<string>,
  labels: ReadonlySet<string>,
): boolean {
  if (filters.length === 0) {
    return defaultKeeps;
  }
  const actions = actionsOf();
  const decisive = filters.find(({ meetsAny, conditions }) => {
    const meets = conditions.map((condition) =>
      "action" in condition ? actions.has(condition.action) : labels.has(condition.label),
    );
    return meetsAny ? meets.includes(true) : !meets.includes(false);
  });
  return decisive?.keeps ?? defaultKeeps;
}
