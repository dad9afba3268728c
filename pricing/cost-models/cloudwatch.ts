import type { ChargedType } from "../cost-model.ts";
import { logGroupName } from "../log-bytes.ts";
import { inputAt, listAt, numberAt } from "../program-resource.ts";
import { wholeProduct } from "../whole-product.ts";

/** A log group's lines when they come, and while they are kept. */
export const logGroup: ChargedType = {
  charges: {
    logIngestionGigabyte:
      "Lambda's own lines of an invocation, unless dropped; at INFO, DEBUG and ALL the API's requests and payloads",
    vendedLogGigabyte:
      "records of AWS WAF, beyond the 500 MB for each million requests that it includes",
    logStorageGigabyteMonth:
      "compressed bytes of all lines, metric lines among them, while they are kept",
  },
  quantities(resource, { logs, assumed }) {
    const bytes = logs.get(logGroupName(resource));
    if (bytes === undefined) {
      return {};
    }
    // No retention, or 0: kept for ever.
    const given = numberAt(resource.inputs, ["retentionInDays"], 0);
    const most = assumed.monthsStored * assumed.daysPerMonth;
    const days = given === 0 ? most : Math.min(given, most);
    return {
      logIngestionGigabyte: bytes.ingested,
      vendedLogGigabyte: bytes.vended,
      logStorageGigabyteMonth:
        wholeProduct(bytes.all, days, assumed.logStoredShare) / BigInt(assumed.daysPerMonth),
    };
  },
};

/** Longest period of a high-resolution alarm is below this many seconds (CloudWatch User Guide). */
const STANDARD_PERIOD_SECONDS = 60;

/** An alarm, or the metrics of one on metric math. */
export const metricAlarm: ChargedType = {
  charges: {
    alarmMetricMonth: "each metric that an alarm looks at: one, or those of its metric math",
    fastAlarmMetricMonth: "the same where a period is below a minute",
  },
  quantities({ inputs }) {
    const queries = listAt(inputs, "metricQueries").flatMap((query) => {
      const metric = inputAt(query, "metric");
      return metric === undefined ? [] : [metric];
    });
    const periods = [inputs, ...queries].map((metric) =>
      numberAt(metric, ["period"], STANDARD_PERIOD_SECONDS),
    );
    const metrics = BigInt(Math.max(1, queries.length));
    return Math.min(...periods) < STANDARD_PERIOD_SECONDS
      ? { fastAlarmMetricMonth: metrics }
      : { alarmMetricMonth: metrics };
  },
};

/** An alarm on other alarms. */
export const compositeAlarm: ChargedType = {
  charges: { compositeAlarmMonth: "each alarm" },
  quantities: () => ({ compositeAlarmMonth: 1n }),
};

/** A dashboard; what it shows is not charged for. */
export const dashboard: ChargedType = {
  charges: {
    dashboardMonth: "each dashboard, beyond the account's first three of up to 50 metrics",
  },
  quantities: () => ({ dashboardMonth: 1n }),
};
