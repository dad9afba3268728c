import { webAclRules } from "../../components/web-acl-rules.ts";
import { type WebAcl, webAcl } from "../../local/waf/web-acl.ts";

const PLACE = "eu-west-1:000000000000";

/** More requests than a benchmark sends, so that every one of them is counted and let through. */
const RATE = { limit: 100_000_000, evaluationWindowSeconds: 300 };

/** The web ACL that the program deploys: its rules, its metrics, and a log of every request. */
export function guardingWebAcl(): WebAcl {
  const rules = webAclRules("benchmark", RATE);
  return webAcl(
    {
      name: "benchmark",
      defaultAction: { allow: {} },
      rules,
      visibilityConfig: { metricName: "benchmark", cloudwatchMetricsEnabled: true },
    },
    `arn:aws:wafv2:${PLACE}:regional/webacl/benchmark/1`,
    { addresses: none, expressions: none, ruleGroup: none },
    {
      logDestinationConfigs: [`arn:aws:logs:${PLACE}:log-group:aws-waf-logs-benchmark`],
      redactedFields: [{ singleHeader: { name: "x-api-key" } }],
    },
  );
}

/** The rules refer to nothing outside the web ACL. */
function none(): undefined {
  return undefined;
}
