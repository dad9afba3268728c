import type { EvaluatedGroup, MatchedRule, WebAclDecision } from "./evaluate.ts";
import type { Inspection } from "./inspection.ts";
import { keepsRecord, type WebAclLogging } from "./web-acl-logging.ts";

const REDACTED = "REDACTED";

/** Labels that AWS WAF logs of a request at most (WAF guide, "Log fields"). */
const MOST_LABELS = 100;

/** What a record says beside the decision. */
export interface LoggedRequest {
  readonly webAclArn: string;
  /** ID of the API that the request was sent to. */
  readonly apiId: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  /** The status that the client got; undefined for the service's own answer. */
  readonly responseCodeSent: number | undefined;
}

/**
 * The line of AWS WAF's log for a request, with the configured fields redacted; undefined when the
 * logging filter drops it (WAF guide, "Log fields for web ACL traffic" and its examples).
 */
export function logRecord(
  logging: WebAclLogging,
  decision: WebAclDecision,
  inspection: Inspection,
  logged: LoggedRequest,
): string | undefined {
  const { terminating, matched, groups, action } = decision;
  if (!keepsRecord(logging, () => actionsOf(decision), inspection.labels)) {
    return undefined;
  }
  const labels = [...inspection.labels].slice(0, MOST_LABELS).map((name) => ({ name }));
  const inserted = Object.entries(decision.insertedHeaders);
  return JSON.stringify({
    timestamp: logged.timestamp,
    formatVersion: 1,
    webaclId: logged.webAclArn,
    terminatingRuleId: terminating?.name ?? "Default_Action",
    terminatingRuleType: terminating?.type ?? "REGULAR",
    action: action.kind,
    terminatingRuleMatchDetails: [],
    httpSourceName: "APPSYNC",
    httpSourceId: logged.apiId,
    ruleGroupList: groups.map(groupRecord),
    rateBasedRuleList: rateRecords(decision, inspection, logged.webAclArn),
    nonTerminatingMatchingRules: matched.map(ruleRecord),
    requestHeadersInserted:
      inserted.length === 0 ? null : inserted.map(([name, value]) => ({ name, value })),
    responseCodeSent: logged.responseCodeSent ?? null,
    httpRequest: requestRecord(logging, inspection, logged.requestId),
    ...(labels.length === 0 ? {} : { labels }),
    ...puzzleRecord(decision),
  });
}

/** Every action that the record holds, which a filter can ask for. */
function actionsOf({ action, matched, groups }: WebAclDecision): ReadonlySet<string> {
  const inGroups = groups.flatMap((group) => group.matched);
  return new Set([action.kind, ...[...matched, ...inGroups].map((rule) => rule.action)]);
}

function ruleRecord({ rule, action }: MatchedRule) {
  return { ruleId: rule.name, action, ruleMatchDetails: [] };
}

function groupRecord({ group, terminating, matched }: EvaluatedGroup) {
  return {
    ruleGroupId: group.arn,
    terminatingRule: terminating === undefined ? null : ruleRecord(terminating),
    nonTerminatingMatchingRules: matched.map(ruleRecord),
    excludedRules: null,
    customerConfig: null,
  };
}

function rateRecords(
  { terminating, matched, groups }: WebAclDecision,
  { exceeded }: Inspection,
  webAclArn: string,
) {
  if (exceeded.size === 0) {
    return [];
  }
  const own = [...matched.map(({ rule }) => rule), ...(terminating ? [terminating] : [])];
  const inGroups = groups.flatMap((group) => [
    ...group.matched.map(({ rule }) => rule),
    ...(group.terminating ? [group.terminating.rule] : []),
  ]);
  return [...own, ...inGroups].flatMap(({ name, place }) => {
    const rate = exceeded.get(place);
    if (rate === undefined) {
      return [];
    }
    const { customValues, evaluationWindowSec, ...figures } = rate;
    return {
      rateBasedRuleId: `${webAclArn}_${name}`,
      rateBasedRuleName: name,
      ...figures,
      evaluationWindowSec: String(evaluationWindowSec),
      ...(customValues.length === 0 ? {} : { customValues }),
    };
  });
}

function requestRecord({ redacted }: WebAclLogging, inspection: Inspection, requestId: string) {
  const { request, method, path, query } = inspection;
  return {
    clientIp: inspection.address,
    country: inspection.country ?? "-",
    headers: inspection.headers().map(([name, value]) => ({
      name,
      value: redacted.headers.has(name.toLowerCase()) ? REDACTED : value,
    })),
    uri: redacted.path ? REDACTED : path,
    args: redacted.query ? REDACTED : query,
    httpVersion: `HTTP/${request.httpVersion}`,
    httpMethod: redacted.method ? REDACTED : method,
    requestId,
  };
}

function puzzleRecord({ action }: WebAclDecision) {
  const failed = { responseCode: action.response?.status, failureReason: "TOKEN_MISSING" };
  if (action.kind === "CAPTCHA") {
    return { captchaResponse: failed };
  }
  return action.kind === "CHALLENGE" ? { challengeResponse: failed } : {};
}
