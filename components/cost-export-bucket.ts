import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ownBucketName } from "../cost-export/object-key.ts";
import { placeFor } from "./arn.ts";
import { policyDocument, type ResourcePolicyStatement } from "./policy-documents.ts";
import type { Tags } from "./stage-tags.ts";

/** What a bucket for cost rows needs to know. */
export interface CostExportBucketParts {
  readonly name: string;
  readonly prefix: string;
  readonly kmsKeyArn: string | undefined;
  readonly writerAccountIds: readonly string[];
  readonly retentionDays: number | undefined;
  readonly tags: Tags;
}

/** Days that a replaced file is kept: time enough to notice that a corrected day is wrong. */
const REPLACED_DAYS = 90;

/**
 * Creates a private, encrypted, versioned bucket as children of `parent`. It stays with its guards when
 * the stage or the export is removed: the rows are finance's.
 */
export function createCostExportBucket(
  parent: pulumi.ComponentResource,
  parts: CostExportBucketParts,
): aws.s3.Bucket {
  const options = { parent, retainOnDelete: true };
  const { name, tags } = parts;
  const bucketName = placeFor(parent).apply(({ account }) =>
    ownBucketName({
      project: pulumi.getProject(),
      stage: pulumi.getStack(),
      accountId: account,
    }),
  );
  const bucket = new aws.s3.Bucket(name, { bucket: bucketName, tags }, options);
  const closed = new aws.s3.BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  );
  // No access control lists: what another account writes belongs to this one.
  new aws.s3.BucketOwnershipControls(
    name,
    { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    options,
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    name,
    { bucket: bucket.bucket, rules: [encryptionRule(parts.kmsKeyArn)] },
    options,
  );
  const versioning = new aws.s3.BucketVersioning(
    name,
    { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
    options,
  );
  new aws.s3.BucketLifecycleConfiguration(
    name,
    { bucket: bucket.bucket, rules: lifecycleRules(parts) },
    { ...options, dependsOn: [versioning] },
  );
  // S3 takes one change of a bucket's access at a time.
  new aws.s3.BucketPolicy(
    name,
    { bucket: bucket.bucket, policy: bucketPolicy(parent, parts, bucket) },
    { ...options, dependsOn: [closed] },
  );
  return bucket;
}

function encryptionRule(
  kmsKeyArn: string | undefined,
): aws.types.input.s3.BucketServerSideEncryptionConfigurationRule {
  return kmsKeyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: "aws:kms",
          kmsMasterKeyId: kmsKeyArn,
        },
        bucketKeyEnabled: true,
      };
}

function lifecycleRules({
  retentionDays,
}: CostExportBucketParts): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
  return [
    {
      id: "replaced-files",
      status: "Enabled",
      filter: { prefix: "" },
      noncurrentVersionExpiration: { noncurrentDays: REPLACED_DAYS },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    },
    ...(retentionDays === undefined
      ? []
      : [
          {
            id: "retention",
            status: "Enabled",
            filter: { prefix: "" },
            expiration: { days: retentionDays },
          },
        ]),
  ];
}

function bucketPolicy(
  parent: pulumi.ComponentResource,
  { prefix, writerAccountIds }: CostExportBucketParts,
  bucket: aws.s3.Bucket,
): pulumi.Output<string> {
  const { partition } = placeFor(parent);
  const arn = pulumi.interpolate`arn:${partition}:s3:::${bucket.bucket}`;
  const statements: ResourcePolicyStatement[] = [
    {
      Sid: "NothingInPlainText",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [arn, pulumi.interpolate`${arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    ...writerAccountIds.map((account) => ({
      Sid: `RowsOf${account}`,
      Effect: "Allow" as const,
      Principal: { AWS: account },
      Action: "s3:PutObject",
      // Names of files begin with the account, so none writes another's rows.
      Resource: ["parquet", "csv"].map(
        (format) =>
          pulumi.interpolate`${arn}/${prefix}/${format}/month=*/day=*/${account}-*.${format}`,
      ),
    })),
  ];
  return policyDocument(statements);
}
