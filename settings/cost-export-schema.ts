import Type from "typebox";
import { CLOSED, KmsKeyArn } from "./value-schemas.ts";

const AccountId = Type.String({ pattern: "^\\d{12}$", description: "an account id of 12 digits" });

/** Names as Amazon S3 takes them for general purpose buckets (its guide, bucket naming rules). */
const BucketName = Type.String({
  pattern: "^(?!\\d+\\.\\d+\\.\\d+\\.\\d+$)[a-z0-9](?:[a-z0-9]|[.-](?=[a-z0-9-])){1,61}[a-z0-9]$",
  description: "a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens",
});

/** Where the stage's costs are delivered every night. */
export const CostExportSchema = Type.Object(
  {
    bucketName: Type.Optional(BucketName),
    bucketOwnerAccountId: Type.Optional(AccountId),
    prefix: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$",
        maxLength: 256,
        description: "letters, digits, hyphens and underscores, with / between parts",
      }),
    ),
    kmsKeyArn: Type.Optional(KmsKeyArn),
    writerAccountIds: Type.Optional(Type.Array(AccountId, { minItems: 1, maxItems: 100 })),
    retentionDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
    table: Type.Optional(Type.Boolean()),
    databaseName: Type.Optional(
      Type.String({
        pattern: "^[a-z0-9_]{1,255}$",
        description: "a Glue database's name: lower-case letters, digits and underscores",
      }),
    ),
    settleDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 13 })),
    hourUtc: Type.Optional(Type.Integer({ minimum: 0, maximum: 23 })),
  },
  CLOSED,
);
