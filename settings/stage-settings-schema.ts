import Type, { type Static } from "typebox";
import { EVENT_API_NAME, EVENT_API_NAME_ALLOWED } from "../aws-facts/event-api-name.ts";
import { PRICE_NAMES } from "../pricing/price-definitions.ts";
import { TrafficSchema } from "../pricing/traffic.ts";
import { AuthModes, AuthorizationSchema } from "./authorization-schema.ts";
import { CostExportSchema } from "./cost-export-schema.ts";
import { FunctionSchema, NamespaceFunctionSchema } from "./function-schema.ts";
import { CLOSED, EmailAddress, KmsKeyArn, RetentionDays } from "./value-schemas.ts";

/** Windows of a rate-based rule in seconds (AWS WAF API Reference, RateBasedStatement). */
export const EVALUATION_WINDOWS_SECONDS = [60, 120, 300, 600] as const;

const Domain = Type.Object(
  {
    name: Type.String({
      pattern: "^(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$",
      maxLength: 253,
      description: "a domain name in lower case",
    }),
    certificateArn: Type.String({
      pattern: "^arn:aws[a-z-]*:acm:us-east-1:\\d{12}:certificate/[A-Za-z0-9-]+$",
      description: "the ARN of an ACM certificate in us-east-1, where CloudFront reads it",
    }),
  },
  CLOSED,
);

const EventApi = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        pattern: EVENT_API_NAME,
        description: EVENT_API_NAME_ALLOWED,
      }),
    ),
    ownerContact: Type.Optional(Type.String({ minLength: 1, maxLength: 250 })),
    domain: Type.Optional(Domain),
  },
  CLOSED,
);

const Logging = Type.Object(
  {
    level: Type.Optional(Type.Enum(["ERROR", "INFO", "DEBUG", "ALL"])),
    retentionDays: Type.Optional(RetentionDays),
    kmsKeyArn: Type.Optional(KmsKeyArn),
  },
  CLOSED,
);

const WebAcl = Type.Object(
  {
    rateLimit: Type.Optional(Type.Integer({ minimum: 10, maximum: 2_000_000_000 })),
    evaluationWindowSeconds: Type.Optional(Type.Enum([...EVALUATION_WINDOWS_SECONDS])),
    loggedRequests: Type.Optional(Type.Enum(["ALL", "BLOCKED"])),
    logRetentionDays: Type.Optional(RetentionDays),
  },
  CLOSED,
);

const Alarms = Type.Object(
  {
    email: Type.Optional(EmailAddress),
    errors: Type.Optional(Type.Integer({ minimum: 1 })),
    serverFaults: Type.Optional(Type.Integer({ minimum: 1 })),
    throttles: Type.Optional(Type.Integer({ minimum: 1 })),
    durationP95Milliseconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 30_000 })),
  },
  CLOSED,
);

const Namespace = Type.Object(
  {
    publish: Type.Optional(AuthModes),
    subscribe: Type.Optional(AuthModes),
    function: Type.Optional(NamespaceFunctionSchema),
    traffic: Type.Optional(TrafficSchema),
  },
  CLOSED,
);

const Budget = Type.Object(
  {
    monthlyUsd: Type.Number({ exclusiveMinimum: 0, maximum: 1e9 }),
    email: Type.Optional(EmailAddress),
  },
  CLOSED,
);

const UsDollars = Type.Union(
  [Type.Number({ minimum: 0 }), Type.String({ pattern: "^\\d+(\\.\\d+)?$" })],
  {
    description: "US dollars, a number of at least 0",
  },
);

const NotedPrice = Type.Object(
  { usd: UsDollars, note: Type.String({ minLength: 1, maxLength: 250 }) },
  CLOSED,
);

const Prices = Type.Partial(
  Type.Record(
    Type.Enum([...PRICE_NAMES]),
    Type.Union([UsDollars, NotedPrice], {
      description: "US dollars, a number of at least 0, or {usd: <US dollars>, note: <text>}",
    }),
  ),
  CLOSED,
);

/** Settings of a stage, keys below `appsync-events:` in Pulumi.<stage>.yaml. */
export const StageSettingsSchema = Type.Object(
  {
    eventApi: Type.Optional(EventApi),
    authorization: Type.Optional(AuthorizationSchema),
    logging: Type.Optional(Logging),
    webAcl: Type.Optional(WebAcl),
    functions: Type.Optional(FunctionSchema),
    alarms: Type.Optional(Alarms),
    namespaces: Type.Optional(Type.Record(Type.String(), Namespace)),
    ordersTable: Type.Optional(
      Type.Object({ deletionProtection: Type.Optional(Type.Boolean()) }, CLOSED),
    ),
    tags: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 256 }))),
    budget: Type.Optional(Budget),
    costExport: Type.Optional(CostExportSchema),
    prices: Type.Optional(Prices),
    metrics: Type.Optional(
      Type.Object({ flush: Type.Optional(Type.Enum(["invocation", "aggregate"])) }, CLOSED),
    ),
  },
  CLOSED,
);

/** Settings of a stage. What is left out takes the default of the component that reads it. */
export type StageSettings = Static<typeof StageSettingsSchema>;
