/** Something that AWS does not say in public, and the values that it may have. */
export interface Assumption {
  /** What is assumed, as a sentence that a reader of the bill understands. */
  readonly statement: string;
  readonly expected: number;
  /** The value that makes the bill smallest. */
  readonly minimum: number;
  /** The value that makes the bill largest. */
  readonly maximum: number;
  readonly unit: string;
  /** Whether it bears on any bill, or only on a forecast from declared traffic. */
  readonly concerns: "bill" | "forecast";
  /** Why it is open, and where the bounds come from. */
  readonly source: string;
}

const PRICING_PAGE = "AWS AppSync pricing page, Event APIs";

/** Every point of the bill that is not confirmed in public, by name. */
export const ASSUMPTIONS = {
  bytesPerMeteredUnit: {
    statement: "A metered unit of 5 KB is 5,120 bytes.",
    expected: 5_120,
    minimum: 5_120,
    maximum: 5_000,
    unit: "bytes",
    concerns: "bill",
    source: `${PRICING_PAGE} says 5 KB; CloudWatch metrics of Event APIs say 5 kB`,
  },
  envelopeBytes: {
    statement: "Only the event counts toward its size, not the frame around it.",
    expected: 0,
    minimum: 0,
    maximum: 70,
    unit: "bytes per message",
    concerns: "bill",
    source: 'Not public; a `data` frame is {"type":"data","id":"<uuid>","event":"…"}',
  },
  handlerChargesPerEvent: {
    statement: "A handler is charged once per invocation, not once per event of the batch.",
    expected: 0,
    minimum: 0,
    maximum: 1,
    unit: "0 per invocation, 1 per event",
    concerns: "bill",
    source: `${PRICING_PAGE} says handler invocations; one secondary reading says per event`,
  },
  pingsPerConnectionMinute: {
    statement: "The server's keep-alive is not charged as a ping.",
    expected: 0,
    minimum: 0,
    maximum: 1,
    unit: "operations per connection-minute",
    concerns: "bill",
    source: `${PRICING_PAGE} names ping requests; the protocol has no ping frame, only ka each 60 s`,
  },
  freeOperationsPerMonth: {
    statement: "No operation is free: the free tier ended, or other APIs of the account use it.",
    expected: 0,
    minimum: 250_000,
    maximum: 0,
    unit: "operations per month and account",
    concerns: "bill",
    source: `${PRICING_PAGE}: 250,000 a month; that it ends after 12 months is not confirmed`,
  },
  freeConnectionMinutesPerMonth: {
    statement: "No connection-minute is free.",
    expected: 0,
    minimum: 600_000,
    maximum: 0,
    unit: "minutes per month and account",
    concerns: "bill",
    source: "AWS AppSync pricing page: 600,000 for GraphQL subscriptions; not stated for Events",
  },
  refusedRequestsCharged: {
    statement: "Requests that fail authorization are not charged.",
    expected: 0,
    minimum: 0,
    maximum: 1,
    unit: "0 no, 1 yes",
    concerns: "bill",
    source: "AppSync Developer Guide says so for AppSync in general; not stated for Events",
  },
  dataTransferCharged: {
    statement: "Data transfer out is not charged on top of outbound operations.",
    expected: 0,
    minimum: 0,
    maximum: 1,
    unit: "0 no, 1 at Amazon EC2 rates",
    concerns: "bill",
    source: "AWS AppSync pricing page: EC2 rates for GraphQL; not stated for Events",
  },
  daysPerMonth: {
    statement: "A month has 30 days.",
    expected: 30,
    minimum: 28,
    maximum: 31,
    unit: "days",
    concerns: "forecast",
    source: "The calendar",
  },
  authorizerMilliseconds: {
    statement: "An invocation of the Lambda authorizer is billed 10 ms.",
    expected: 10,
    minimum: 2,
    maximum: 50,
    unit: "ms",
    concerns: "forecast",
    source: "To be replaced by the p50 of the function's Duration",
  },
  exportMilliseconds: {
    statement: "A night's export of costs is billed five seconds.",
    expected: 5_000,
    minimum: 1_000,
    maximum: 60_000,
    unit: "ms",
    concerns: "forecast",
    source: "To be replaced by the Duration of the export's function",
  },
  lambdaAuthorizedShare: {
    statement:
      "Where a Lambda authorizer and other modes are allowed, all requests bring its tokens.",
    expected: 1,
    minimum: 0,
    maximum: 1,
    unit: "share of requests",
    concerns: "forecast",
    source: "The stage's clients; CloudWatch's Invocations of the authorizer say it afterwards",
  },
  monthsStored: {
    statement:
      "The stage has run for a year: logs and tables hold a year, or as long as they keep.",
    expected: 12,
    minimum: 1,
    maximum: 24,
    unit: "months",
    concerns: "forecast",
    source: "The age of the stage; what is kept costs more with every month until it expires",
  },
  logStoredShare: {
    statement: "CloudWatch Logs stores lines compressed to 15 % of their bytes.",
    expected: 0.15,
    minimum: 0.05,
    maximum: 1,
    unit: "share of the bytes ingested",
    concerns: "forecast",
    source: "Amazon CloudWatch pricing page, pricing examples: gzip level 6, 0.15 in the examples",
  },
  apiLogBytesPerRequest: {
    statement: "At the levels INFO, DEBUG and ALL a request leaves 1,500 bytes in the API's log.",
    expected: 1_500,
    minimum: 500,
    maximum: 4_000,
    unit: "bytes per request, payloads apart",
    concerns: "forecast",
    source:
      "AppSync Events Developer Guide, CloudWatch Logs: headers, summary; no sizes are stated",
  },
  apiLogPayloadCopies: {
    statement: "At these levels the API's log holds each payload three times.",
    expected: 3,
    minimum: 1,
    maximum: 5,
    unit: "copies",
    concerns: "forecast",
    source: "Same page: the request, what the handler is sent and what it returns",
  },
  webAclLogBytes: {
    statement: "A request that AWS WAF logs takes 1,500 bytes.",
    expected: 1_500,
    minimum: 1_000,
    maximum: 3_000,
    unit: "bytes per record",
    concerns: "forecast",
    source:
      "AWS WAF Developer Guide, log examples of 1.2 to 2 KB; clients' headers are part of them",
  },
  kmsRequestsPerHour: {
    statement: "What a customer managed key encrypts asks KMS for a data key each five minutes.",
    expected: 12,
    minimum: 1,
    maximum: 3_600,
    unit: "requests per hour and log group, topic or secret",
    concerns: "forecast",
    source: "AWS KMS Developer Guide on data key caching; CloudWatch Logs does not say how long",
  },
  alarmNotifications: {
    statement: "Alarms and budgets notify their topic 100 times a month.",
    expected: 100,
    minimum: 0,
    maximum: 1_000,
    unit: "notifications per topic and month",
    concerns: "forecast",
    source: "How often alarms change their state",
  },
  natGateways: {
    statement: "Functions in a VPC reach AWS through one NAT gateway.",
    expected: 1,
    minimum: 0,
    maximum: 3,
    unit: "gateways",
    concerns: "forecast",
    source:
      "The VPC's routes: none where endpoints of the VPC do, one per availability zone at most",
  },
  natBytesPerInvocation: {
    statement: "An invocation in a VPC sends and receives 10,000 bytes through the NAT gateway.",
    expected: 10_000,
    minimum: 0,
    maximum: 100_000,
    unit: "bytes, both ways",
    concerns: "forecast",
    source: "The handler's own calls; a handler that calls nothing sends nothing",
  },
  handlerMilliseconds: {
    statement: "A handler invocation is billed 10 ms.",
    expected: 10,
    minimum: 2,
    maximum: 100,
    unit: "ms",
    concerns: "forecast",
    source:
      "To be replaced by the p50 of the function's Duration; the traffic settings can name it",
  },
} as const satisfies Record<string, Assumption>;

/** Name of an assumption. */
export type AssumptionName = keyof typeof ASSUMPTIONS;

/** One value for each assumption. */
export type AssumptionValues = Readonly<Record<AssumptionName, number>>;

/** The values of one side: what is expected, or what makes the bill smallest or largest. */
export function assumptionValues(side: "expected" | "minimum" | "maximum"): AssumptionValues {
  const entries = Object.entries(ASSUMPTIONS).map(([name, each]) => [name, each[side]]);
  return Object.fromEntries(entries) as AssumptionValues;
}
