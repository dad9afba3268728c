import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ExportStore } from "./export-days.ts";
import { ExportError } from "./export-error.ts";

/** The bucket that is written to. */
export interface ExportBucket {
  readonly name: string;
  /** Account that the bucket must belong to, so that no other's bucket of that name gets the rows. */
  readonly ownerAccountId?: string;
}

/**
 * Writes objects to a bucket. An object is replaced as a whole, so that a reader sees the old rows or
 * the new ones (Amazon S3 User Guide, data consistency model).
 */
export function bucketStore(client: S3Client, bucket: ExportBucket): ExportStore {
  return {
    async put(key, content, contentType) {
      const command = new PutObjectCommand({
        Bucket: bucket.name,
        Key: key,
        Body: content,
        ContentType: contentType,
        ...(bucket.ownerAccountId === undefined
          ? {}
          : { ExpectedBucketOwner: bucket.ownerAccountId }),
      });
      try {
        await client.send(command);
      } catch (error) {
        throw new ExportError(explained(error, bucket, key), { cause: error });
      }
    },
  };
}

/** What S3 answers (Amazon S3 API Reference, error responses), and what to do about it. */
function explained(error: unknown, { name, ownerAccountId }: ExportBucket, key: string): string {
  const code = error instanceof Error ? error.name : "";
  const where = `s3://${name}/${key}`;
  if (/AccessDenied|Forbidden|403/.test(code)) {
    const owner = ownerAccountId === undefined ? "" : `, that account ${ownerAccountId} owns it`;
    return (
      `${where}: S3 refused the write (${code}). Fix: check that the bucket's policy allows ` +
      `s3:PutObject on this key${owner}, and that its KMS key, if it has one, allows ` +
      "kms:GenerateDataKey; see docs/cost-export.md"
    );
  }
  if (/NoSuchBucket|NotFound/.test(code)) {
    return `${where}: there is no bucket ${name}. Fix: create it, or correct costExport.bucketName`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `${where}: S3 did not take the object: ${code || "error"}: ${message}`;
}
