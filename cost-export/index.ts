import { Logger } from "@aws-lambda-powertools/logger";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { S3Client } from "@aws-sdk/client-s3";
import type { Context } from "aws-lambda";
import { cloudWatchUsage } from "../cost/cloudwatch-usage.ts";
import { parseMonth } from "../cost/month.ts";
import { bucketStore } from "./bucket-store.ts";
import { type ExportedDay, exportDays } from "./export-days.ts";
import { exportedDays } from "./exported-days.ts";
import { functionSettings } from "./function-settings.ts";

const settings = functionSettings(process.env);
const logger = new Logger();
const cloudWatch = new CloudWatchClient({});
// A bucket of another region answers with where it is.
const s3 = new S3Client({ followRegionRedirects: true });

/**
 * Exports the days that the request names, see `ExportRequest`. A failure is thrown, so that Lambda
 * tries again and at last puts the request into the dead-letter queue.
 */
export async function handler(
  request: unknown,
  context: Pick<Context, "invokedFunctionArn">,
): Promise<{ readonly exported: readonly ExportedDay[] }> {
  const { project, stage, region, eventApi, bucket, prefix, settleDays, prices, tags } = settings;
  const now = new Date();
  // arn:aws:lambda:<region>:<account>:function:<name>
  const accountId = context.invokedFunctionArn.split(":")[4] ?? "";
  const source = { accountId, region, project, stage };
  const exported = await exportDays(
    exportedDays(request, settleDays, now),
    (month) => cloudWatchUsage(cloudWatch, stage, parseMonth(month, now), eventApi),
    bucketStore(s3, bucket),
    { source, prefix, prices, tags },
    now,
  );
  logger.info("Exported", { bucket: bucket.name, exported });
  return { exported };
}
