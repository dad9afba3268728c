/** Where AWS's Price List has a price. Source: AWS Billing User Guide, reading the price list files. */
export interface ListedAs {
  /** Service code of the offer file. */
  readonly offerCode: string;
  /** Usage type without the region's prefix, such as `EU-`. */
  readonly usageType: string;
  /** Product attributes that tell products of the same usage type apart. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Units of this product, see `PriceDefinition.unit`, in one unit of the list's price. */
  readonly per: bigint;
}

/** Something that AWS charges for, and the unit in which it is counted here. */
export interface PriceDefinition {
  readonly service: string;
  readonly what: string;
  /** What quantities count, in whole numbers. */
  readonly unit: string;
  /** Units that a price is quoted for, in a stage file as well as on AWS's pricing pages. */
  readonly quotedFor: bigint;
  readonly listedAs: ListedAs;
}

/** Gigabytes of the price lists, taken as 10^9 bytes: the reading that costs more. */
export const GIGABYTE = 1_000_000_000n;

const MILLION = 1_000_000n;

function definition(
  service: string,
  what: string,
  unit: string,
  quotedFor: bigint,
  listedAs: Omit<ListedAs, "per"> & { readonly per?: bigint },
): PriceDefinition {
  return {
    service,
    what,
    unit,
    quotedFor,
    listedAs: { per: quotedFor === MILLION ? 1n : quotedFor, ...listedAs },
  };
}

/**
 * Every price that is used, by its name: what is charged, and the units that the price is quoted for.
 * Usage types as in AWS's offer files; functions run on arm64.
 */
export const PRICE_DEFINITIONS = {
  operationsPerMillion: definition("AWS AppSync", "operations", "Operations", MILLION, {
    offerCode: "AWSAppSync",
    usageType: "EventAPI-Operation",
  }),
  connectionMinutesPerMillion: definition(
    "AWS AppSync",
    "connection-minutes",
    "Connection-Minutes",
    MILLION,
    { offerCode: "AWSAppSync", usageType: "EventAPI-ConnectionDuration" },
  ),
  lambdaRequestsPerMillion: definition("AWS Lambda", "requests", "Requests", MILLION, {
    offerCode: "AWSLambda",
    usageType: "Request-ARM",
    attributes: { group: "AWS-Lambda-Requests-ARM" },
  }),
  lambdaGigabyteSecond: definition("AWS Lambda", "duration", "MB-Milliseconds", 1_024_000n, {
    offerCode: "AWSLambda",
    usageType: "Lambda-GB-Second-ARM",
    attributes: { group: "AWS-Lambda-Duration-ARM" },
  }),
  lambdaProvisionedGigabyteSecond: definition(
    "AWS Lambda",
    "provisioned concurrency",
    "MB-Milliseconds",
    1_024_000n,
    {
      offerCode: "AWSLambda",
      usageType: "Lambda-Provisioned-Concurrency-ARM",
    },
  ),
  lambdaProvisionedDurationGigabyteSecond: definition(
    "AWS Lambda",
    "duration in provisioned concurrency",
    "MB-Milliseconds",
    1_024_000n,
    {
      offerCode: "AWSLambda",
      usageType: "Lambda-Provisioned-GB-Second-ARM",
    },
  ),
  lambdaStorageGigabyteSecond: definition(
    "AWS Lambda",
    "ephemeral storage over 512 MB",
    "MB-Milliseconds",
    1_024_000n,
    {
      offerCode: "AWSLambda",
      usageType: "Lambda-Storage-GB-Second-ARM",
    },
  ),
  webAclMonth: definition("AWS WAF", "web ACL", "Web ACLs", 1n, {
    offerCode: "awswaf",
    usageType: "WebACLV2",
  }),
  webAclRuleMonth: definition("AWS WAF", "rules and rule groups", "Rules", 1n, {
    offerCode: "awswaf",
    usageType: "RuleV2",
  }),
  webAclRequestsPerMillion: definition("AWS WAF", "inspected requests", "Requests", MILLION, {
    offerCode: "awswaf",
    usageType: "RequestV2-Tier1",
  }),
  logIngestionGigabyte: definition("Amazon CloudWatch", "log ingestion", "Bytes", GIGABYTE, {
    offerCode: "AmazonCloudWatch",
    usageType: "DataProcessing-Bytes",
  }),
  vendedLogGigabyte: definition(
    "Amazon CloudWatch",
    "ingestion of logs that AWS services deliver",
    "Bytes",
    GIGABYTE,
    { offerCode: "AmazonCloudWatch", usageType: "VendedLog-Bytes" },
  ),
  logStorageGigabyteMonth: definition("Amazon CloudWatch", "log storage", "Bytes", GIGABYTE, {
    offerCode: "AmazonCloudWatch",
    usageType: "TimedStorage-ByteHrs",
  }),
  customMetricMonth: definition("Amazon CloudWatch", "custom metrics", "Metrics", 1n, {
    offerCode: "AmazonCloudWatch",
    usageType: "CW:MetricMonitorUsage",
  }),
  alarmMetricMonth: definition("Amazon CloudWatch", "metrics of alarms", "Metrics", 1n, {
    offerCode: "AmazonCloudWatch",
    usageType: "CW:AlarmMonitorUsage",
  }),
  fastAlarmMetricMonth: definition(
    "Amazon CloudWatch",
    "metrics of high-resolution alarms",
    "Metrics",
    1n,
    {
      offerCode: "AmazonCloudWatch",
      usageType: "CW:HighResAlarmMonitorUsage",
    },
  ),
  compositeAlarmMonth: definition("Amazon CloudWatch", "composite alarms", "Alarms", 1n, {
    offerCode: "AmazonCloudWatch",
    usageType: "CW:CompositeAlarmMonitorUsage",
  }),
  dashboardMonth: definition("Amazon CloudWatch", "dashboards", "Dashboards", 1n, {
    offerCode: "AmazonCloudWatch",
    usageType: "DashboardsUsageHour",
  }),
  metricsRequestedPerThousand: definition(
    "Amazon CloudWatch",
    "metrics requested by GetMetricData",
    "Metrics",
    1_000n,
    { offerCode: "AmazonCloudWatch", usageType: "CW:GMD-Metrics", per: 1n },
  ),
  xRayTracesPerMillion: definition("AWS X-Ray", "traces recorded", "Traces", MILLION, {
    offerCode: "AWSXRay",
    usageType: "XRay-TracesStored",
  }),
  dynamoDbWriteRequestUnitsPerMillion: definition(
    "Amazon DynamoDB",
    "write request units",
    "WriteRequestUnits",
    MILLION,
    {
      offerCode: "AmazonDynamoDB",
      usageType: "WriteRequestUnits",
      attributes: { group: "DDB-WriteUnits" },
    },
  ),
  dynamoDbReadRequestUnitsPerMillion: definition(
    "Amazon DynamoDB",
    "read request units",
    "ReadRequestUnits",
    MILLION,
    {
      offerCode: "AmazonDynamoDB",
      usageType: "ReadRequestUnits",
      attributes: { group: "DDB-ReadUnits" },
    },
  ),
  dynamoDbStorageGigabyteMonth: definition("Amazon DynamoDB", "storage", "Bytes", GIGABYTE, {
    offerCode: "AmazonDynamoDB",
    usageType: "TimedStorage-ByteHrs",
  }),
  dynamoDbRecoveryGigabyteMonth: definition(
    "Amazon DynamoDB",
    "point-in-time recovery",
    "Bytes",
    GIGABYTE,
    {
      offerCode: "AmazonDynamoDB",
      usageType: "TimedPITRStorage-ByteHrs",
    },
  ),
  eventBridgeEventsPerMillion: definition(
    "Amazon EventBridge",
    "custom events, in chunks of 64 KB",
    "Events",
    MILLION,
    {
      offerCode: "AWSEvents",
      usageType: "Event-64K-Chunks",
      attributes: { eventType: "Custom Event" },
    },
  ),
  schedulerInvocationsPerMillion: definition(
    "Amazon EventBridge",
    "invocations of schedules",
    "Invocations",
    MILLION,
    {
      offerCode: "AWSEvents",
      usageType: "ScheduledInvocation",
    },
  ),
  kmsKeyMonth: definition("AWS KMS", "keys", "Keys", 1n, {
    offerCode: "awskms",
    usageType: "KMS-Keys",
  }),
  kmsRequestsPerTenThousand: definition("AWS KMS", "requests", "Requests", 10_000n, {
    offerCode: "awskms",
    usageType: "KMS-Requests",
    per: 1n,
  }),
  secretMonth: definition("AWS Secrets Manager", "secrets", "Secrets", 1n, {
    offerCode: "AWSSecretsManager",
    usageType: "AWSSecretsManager-Secrets",
  }),
  secretRequestsPerTenThousand: definition("AWS Secrets Manager", "requests", "Requests", 10_000n, {
    offerCode: "AWSSecretsManager",
    usageType: "AWSSecretsManagerAPIRequest",
    per: 1n,
  }),
  natGatewayHour: definition("Amazon VPC", "NAT gateway hours", "Hours", 1n, {
    offerCode: "AmazonEC2",
    usageType: "NatGateway-Hours",
  }),
  natGatewayGigabyte: definition("Amazon VPC", "NAT gateway data", "Bytes", GIGABYTE, {
    offerCode: "AmazonEC2",
    usageType: "NatGateway-Bytes",
  }),
  snsRequestsPerMillion: definition("Amazon SNS", "requests", "Requests", MILLION, {
    offerCode: "AmazonSNS",
    usageType: "Requests-Tier1",
  }),
  snsEmailsPerHundredThousand: definition("Amazon SNS", "e-mails", "Notifications", 100_000n, {
    offerCode: "AmazonSNS",
    usageType: "DeliveryAttempts-SMTP",
    per: 1n,
  }),
  sqsRequestsPerMillion: definition("Amazon SQS", "requests", "Requests", MILLION, {
    offerCode: "AWSQueueService",
    usageType: "Requests-Tier1",
  }),
  s3StorageGigabyteMonth: definition("Amazon S3", "storage", "Bytes", GIGABYTE, {
    offerCode: "AmazonS3",
    usageType: "TimedStorage-ByteHrs",
  }),
  s3PutRequestsPerThousand: definition("Amazon S3", "PUT and LIST requests", "Requests", 1_000n, {
    offerCode: "AmazonS3",
    usageType: "Requests-Tier1",
    per: 1n,
  }),
  s3GetRequestsPerThousand: definition("Amazon S3", "GET requests", "Requests", 1_000n, {
    offerCode: "AmazonS3",
    usageType: "Requests-Tier2",
    per: 1n,
  }),
  apiGatewayMessagesPerMillion: definition(
    "Amazon API Gateway",
    "WebSocket messages of 32 KB",
    "Messages",
    MILLION,
    {
      offerCode: "AmazonApiGateway",
      usageType: "ApiGatewayMessage",
    },
  ),
  apiGatewayConnectionMinutesPerMillion: definition(
    "Amazon API Gateway",
    "WebSocket connection-minutes",
    "Connection-Minutes",
    MILLION,
    {
      offerCode: "AmazonApiGateway",
      usageType: "ApiGatewayMinute",
    },
  ),
  iotMessagesPerMillion: definition("AWS IoT Core", "messages of 5 KB", "Messages", MILLION, {
    offerCode: "AWSIoT",
    usageType: "Messages",
  }),
  iotConnectionMinutesPerMillion: definition(
    "AWS IoT Core",
    "connection-minutes",
    "Connection-Minutes",
    MILLION,
    {
      offerCode: "AWSIoT",
      usageType: "ConnectionMinutes",
    },
  ),
  glueCatalogRequestsPerMillion: definition(
    "AWS Glue",
    "Data Catalog requests",
    "Requests",
    MILLION,
    {
      offerCode: "AWSGlue",
      usageType: "Catalog-Request",
    },
  ),
  dataTransferOutGigabyte: definition("AWS Data Transfer", "data transfer out", "Bytes", GIGABYTE, {
    offerCode: "AWSDataTransfer",
    usageType: "DataTransfer-Out-Bytes",
    attributes: { transferType: "AWS Outbound" },
  }),
} as const satisfies Record<string, PriceDefinition>;

/** Name of a price; the number of units it is quoted for is part of the name. */
export type PriceName = keyof typeof PRICE_DEFINITIONS;

/** All names, in the order of the definitions. */
export const PRICE_NAMES = Object.keys(PRICE_DEFINITIONS) as readonly PriceName[];
