import Type from "typebox";
import { RETENTION_DAYS } from "../aws-facts/log-retention.ts";

/** Options of every object in a stage file: what is not declared is refused. */
export const CLOSED = { additionalProperties: false } as const;

/** Retention of a log group in days. */
export const RetentionDays = Type.Enum([...RETENTION_DAYS], {
  description: "days that CloudWatch Logs can keep a log group",
});

/** An address with one `@` and a domain that has a dot. */
export const EmailAddress = Type.String({
  pattern: "^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$",
  maxLength: 254,
  description: "an e-mail address",
});

/** An `https` URL without credentials, query or spaces. */
export const HttpsUrl = Type.String({
  pattern: "^https://[^\\s/@?#]+(/[^\\s@?#]*)?$",
  maxLength: 2048,
  description: "an https URL without credentials and query",
});

/** ARN of a customer managed key in AWS KMS. */
export const KmsKeyArn = Type.String({
  pattern: "^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$",
  description: "the ARN of a KMS key, arn:aws:kms:<region>:<account>:key/<id>",
});
