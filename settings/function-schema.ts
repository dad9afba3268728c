import Type, { type Static } from "typebox";
import {
  EPHEMERAL_STORAGE_MEGABYTES,
  FUNCTION_MEMORY_MEGABYTES,
  HANDLER_TIMEOUT_SECONDS,
} from "../aws-facts/lambda-limits.ts";
import { CLOSED, KmsKeyArn, RetentionDays } from "./value-schemas.ts";

/** Log levels of Powertools for AWS Lambda. */
export const FUNCTION_LOG_LEVELS = [
  "DEBUG",
  "INFO",
  "WARN",
  "ERROR",
  "CRITICAL",
  "SILENT",
] as const;

/** Subnets of a VPC and security groups (Lambda quotas: 16 subnets and 5 groups of a function). */
const Vpc = Type.Object(
  {
    subnetIds: Type.Array(
      Type.String({ pattern: "^subnet-[0-9a-f]{8,17}$", description: "an id, subnet-…" }),
      { minItems: 1, maxItems: 16 },
    ),
    securityGroupIds: Type.Array(
      Type.String({ pattern: "^sg-[0-9a-f]{8,17}$", description: "an id, sg-…" }),
      { minItems: 1, maxItems: 5 },
    ),
  },
  CLOSED,
);

const LayerArn = Type.String({
  pattern: "^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:layer:[A-Za-z0-9_-]{1,140}:\\d+$",
  description:
    "the ARN of a layer's version, arn:aws:lambda:<region>:<account>:layer:<name>:<version>",
});

const DeadLetterTargetArn = Type.String({
  pattern: "^arn:aws[a-z-]*:(sqs|sns):[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}$",
  description: "the ARN of an SQS queue or an SNS topic, neither of them FIFO",
});

/** How a function runs; bounds are Lambda's quotas. */
export const FunctionSchema = Type.Object(
  {
    environment: Type.Optional(Type.Record(Type.String(), Type.String())),
    vpc: Type.Optional(Vpc),
    layers: Type.Optional(Type.Array(LayerArn, { minItems: 1, maxItems: 5 })),
    ephemeralStorageMegabytes: Type.Optional(Type.Integer({ ...EPHEMERAL_STORAGE_MEGABYTES })),
    deadLetterTargetArn: Type.Optional(DeadLetterTargetArn),
    logLevel: Type.Optional(Type.Enum([...FUNCTION_LOG_LEVELS])),
    logRetentionDays: Type.Optional(RetentionDays),
    memoryMegabytes: Type.Optional(Type.Integer({ ...FUNCTION_MEMORY_MEGABYTES })),
    timeoutSeconds: Type.Optional(Type.Integer({ ...HANDLER_TIMEOUT_SECONDS })),
    reservedConcurrency: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    provisionedConcurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    tracing: Type.Optional(Type.Enum(["Active", "PassThrough"])),
  },
  CLOSED,
);

/** Where a secret is: a parameter of Parameter Store, or a secret of Secrets Manager. */
const SecretReference = Type.Object(
  {
    parameter: Type.Optional(
      Type.String({
        pattern: "^/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$",
        maxLength: 1011,
        description: "the name of a parameter in SSM Parameter Store",
      }),
    ),
    secret: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9/_+=.@-]{1,512}$",
        description: "the name of a secret in Secrets Manager",
      }),
    ),
    kmsKeyArn: Type.Optional(KmsKeyArn),
  },
  CLOSED,
);

/** How the function of one namespace runs, and where its secrets are. */
export const NamespaceFunctionSchema = Type.Object(
  {
    ...FunctionSchema.properties,
    secrets: Type.Optional(Type.Record(Type.String(), SecretReference)),
  },
  CLOSED,
);

/** How a function runs. */
export type FunctionSettings = Static<typeof FunctionSchema>;
