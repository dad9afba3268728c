import type { IncomingMessage } from "node:http";
import type { EventApi, WebAclRecords } from "../model.ts";
import { evaluate, type WebAclDecision } from "../waf/evaluate.ts";
import { Inspection } from "../waf/inspection.ts";
import { logRecord } from "../waf/log-record.ts";
import { RateWindows } from "../waf/rate-windows.ts";
import type { WebAcl } from "../waf/web-acl.ts";
import { blockedByWebAcl } from "./request-error.ts";

/** Names of the metrics for an action (WAF guide, "AWS WAF metrics and dimensions"). */
const METRICS = {
  ALLOW: "AllowedRequests",
  BLOCK: "BlockedRequests",
  COUNT: "CountedRequests",
  CAPTCHA: "CaptchaRequests",
  CHALLENGE: "ChallengeRequests",
} as const;

/**
 * Lets an API's web ACL look at HTTP publishes and connects, before any authorization (Developer
 * Guide, AWS WAF), and records what it decided.
 */
export class WebAclGuard {
  readonly #rates = new RateWindows();
  readonly #records: WebAclRecords | undefined;

  constructor(records: WebAclRecords | undefined) {
    this.#records = records;
  }

  /**
   * Returns the headers that the rules insert into the request, by name. Throws RequestError when
   * the request must be refused. `body` is as much of the body as `WebAcl.inspectsBody` asks for.
   */
  admit(
    api: EventApi,
    request: IncomingMessage,
    requestId: string,
    body: Buffer = Buffer.alloc(0),
  ): Readonly<Record<string, string>> {
    const { webAcl } = api;
    if (webAcl === undefined) {
      return {};
    }
    const inspection = new Inspection(request, body, {
      rates: this.#rates,
      now: performance.now(),
    });
    const decision = evaluate(webAcl, inspection);
    const { kind, response } = decision.action;
    const refusal = kind === "ALLOW" || kind === "COUNT" ? undefined : blockedByWebAcl(response);
    if (this.#records !== undefined) {
      this.#log(this.#records, api, webAcl, decision, inspection, {
        requestId,
        responseCodeSent: response?.status,
      });
      this.#count(this.#records, api.region, webAcl, decision);
    }
    if (refusal !== undefined) {
      throw refusal;
    }
    return decision.insertedHeaders;
  }

  #log(
    records: WebAclRecords,
    { apiId }: EventApi,
    { arn, logging }: WebAcl,
    decision: WebAclDecision,
    inspection: Inspection,
    logged: { readonly requestId: string; readonly responseCodeSent: number | undefined },
  ): void {
    if (logging === undefined) {
      return;
    }
    const request = { ...logged, webAclArn: arn, apiId, timestamp: Date.now() };
    const line = logRecord(logging, decision, inspection, request);
    if (line === undefined) {
      return;
    }
    for (const destination of logging.destinations) {
      records.log(destination, line);
    }
  }

  #count(
    records: WebAclRecords,
    region: string,
    { metricName, rules }: WebAcl,
    { action, terminating, matched }: WebAclDecision,
  ): void {
    if (metricName === undefined) {
      return;
    }
    const count = (metric: string, rule: string) =>
      records.count(metric, { Region: region, Rule: rule, WebACL: metricName });
    const metric = METRICS[action.kind];
    if (rules.length > 0) {
      count(metric, "ALL");
    }
    const decisive = terminating === undefined ? "Default_Action" : terminating.metricName;
    if (decisive !== undefined) {
      count(metric, decisive);
    }
    for (const { rule } of matched) {
      if (rule.metricName !== undefined) {
        count(METRICS.COUNT, rule.metricName);
      }
    }
  }
}
