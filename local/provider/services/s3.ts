import { asText } from "../../../shared/properties.ts";
import type { ResourceType } from "../resource-type.ts";

const bucket: ResourceType = {
  replaceOnChange: ["bucket"],
  autoName: { property: "bucket", most: 63 },
  honoured: ["bucket"],
  stored: ["forceDestroy", "region", "tags"],
  compute({ inputs, place }) {
    const name = asText(inputs.bucket);
    const domain = `${name}.s3.${place.region}.amazonaws.com`;
    const outputs = {
      arn: `arn:aws:s3:::${name}`,
      bucketDomainName: `${name}.s3.amazonaws.com`,
      bucketRegion: place.region,
      bucketRegionalDomainName: domain,
    };
    return { id: name, outputs };
  },
  deploy: async ({ inputs }, { buckets }) => buckets.create(asText(inputs.bucket)),
  async remove({ inputs }, { buckets, removed }) {
    const name = asText(inputs.bucket);
    buckets.remove(name);
    removed.keepObjects(name, buckets.folderOf(name));
  },
};

/** What hangs on a bucket and does nothing on this machine; its id is the bucket's name. */
const bucketPart: ResourceType = {
  replaceOnChange: ["bucket"],
  honoured: [],
  stored: "all",
  compute: ({ inputs }) => ({ id: asText(inputs.bucket), outputs: {} }),
};

/** S3's resource types: objects become files; access, encryption and lifecycle are kept. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketPart,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketPart,
  "aws:s3/bucketPolicy:BucketPolicy": bucketPart,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketPart,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    bucketPart,
  "aws:s3/bucketVersioning:BucketVersioning": bucketPart,
};
