import { type Rate, rate } from "./money.ts";

/** A charge that an Event API brings along on another service's bill. */
export interface NeighbouringPrice {
  readonly service: "AWS Lambda" | "AWS WAF" | "Amazon CloudWatch" | "AWS Data Transfer";
  readonly what: string;
  /** US dollars for `per` units. */
  readonly usd: string;
  readonly per: bigint;
  readonly unit: string;
  readonly source: string;
}

const lambda = "AWS Lambda pricing page, us-east-1, arm64";
const webAcl = "AWS WAF pricing page";
const cloudWatch = "Amazon CloudWatch pricing page, us-east-1";

/** Gigabytes of the CloudWatch price list, taken as 10^9 bytes: the dearer reading. */
export const GIGABYTE = 1_000_000_000n;

/**
 * List prices in us-east-1, first tier. Other regions differ by a few cents; a forecast marks
 * these charges as assumed.
 */
export const NEIGHBOURING_PRICES = {
  lambdaRequest: {
    service: "AWS Lambda",
    what: "requests",
    usd: "0.20",
    per: 1_000_000n,
    unit: "Requests",
    source: lambda,
  },
  lambdaMegabyteMillisecond: {
    service: "AWS Lambda",
    what: "duration",
    usd: "0.0000133334",
    per: 1_024_000n,
    unit: "MB-Milliseconds",
    source: `${lambda}, 0.0000133334 per GB-second`,
  },
  webAclMonth: {
    service: "AWS WAF",
    what: "web ACL",
    usd: "5.00",
    per: 1n,
    unit: "Web ACLs",
    source: webAcl,
  },
  webAclRuleMonth: {
    service: "AWS WAF",
    what: "rules and rule groups",
    usd: "1.00",
    per: 1n,
    unit: "Rules",
    source: webAcl,
  },
  webAclRequest: {
    service: "AWS WAF",
    what: "inspected requests",
    usd: "0.60",
    per: 1_000_000n,
    unit: "Requests",
    source: webAcl,
  },
  logIngestionByte: {
    service: "Amazon CloudWatch",
    what: "log ingestion",
    usd: "0.50",
    per: GIGABYTE,
    unit: "Bytes",
    source: cloudWatch,
  },
  logStorageByteMonth: {
    service: "Amazon CloudWatch",
    what: "log storage",
    usd: "0.03",
    per: GIGABYTE,
    unit: "Bytes",
    source: cloudWatch,
  },
  customMetricMonth: {
    service: "Amazon CloudWatch",
    what: "custom metrics",
    usd: "0.30",
    per: 1n,
    unit: "Metrics",
    source: `${cloudWatch}, first 10,000 metrics`,
  },
  dataTransferOutByte: {
    service: "AWS Data Transfer",
    what: "data transfer out",
    usd: "0.09",
    per: GIGABYTE,
    unit: "Bytes",
    source: "Amazon EC2 pricing page, us-east-1, first 10 TB; whether it applies is not confirmed",
  },
} as const satisfies Record<string, NeighbouringPrice>;

/** Name of a neighbouring charge. */
export type NeighbouringPriceName = keyof typeof NEIGHBOURING_PRICES;

/** Rate of a neighbouring charge. */
export function neighbouringRate(name: NeighbouringPriceName): Rate {
  const { usd, per } = NEIGHBOURING_PRICES[name];
  return rate(usd, per);
}
