import assert from "node:assert/strict";
import { test } from "node:test";
import { assumptionValues } from "../../pricing/assumptions.ts";
import { bucket } from "../../pricing/cost-models/cost-export.ts";
import { lambdaFunction } from "../../pricing/cost-models/lambda.ts";
import { stageLoad } from "../../pricing/load-of-stage.ts";
import type { ProgramResource } from "../../pricing/program-resource.ts";

function exporting(settleDays: number) {
  const variables = {
    SETTLE_DAYS: String(settleDays),
    CHANNEL_NAMESPACES: '["default","chat","orders"]',
    EXPORT_BUCKET: "costs",
  };
  const writer: ProgramResource = {
    type: "aws:lambda/function:Function",
    name: "cost-export",
    inputs: { name: "cost-export", memorySize: 256, environment: { variables } },
  };
  const own: ProgramResource = {
    type: "aws:s3/bucket:Bucket",
    name: "cost-export",
    inputs: { bucket: "costs" },
  };
  const resources = [writer, own];
  const input = { region: "eu-west-1", day: "2026-11-25", traffic: {}, resources };
  const load = stageLoad(input, [], assumptionValues("expected"));
  return {
    writer: lambdaFunction.quantities(writer, load),
    own: bucket.quantities(own, load),
    other: bucket.quantities({ ...own, inputs: { bucket: "another" } }, load),
  };
}

test("a night reads each charged metric of its month once, and at a month's start the one before as well", () => {
  // 3 that handlers count, 5 that AppSync counts by namespace, 2 that it counts by API.
  assert.partialDeepStrictEqual(exporting(1).writer, {
    lambdaRequestsPerMillion: 30n,
    metricsRequestedPerThousand: 30n * (3n * 8n + 2n),
  });
  assert.partialDeepStrictEqual(exporting(3).writer, {
    metricsRequestedPerThousand: 32n * (3n * 8n + 2n),
  });
});

test("two files are written for each day, and those that they replace are kept for 90 days", () => {
  const { own, other } = exporting(3);
  assert.partialDeepStrictEqual(own, { s3PutRequestsPerThousand: 180n });
  const once = exporting(1).own;
  assert.ok("s3StorageGigabyteMonth" in own && "s3StorageGigabyteMonth" in once);
  const replaced = (own.s3StorageGigabyteMonth ?? 0n) - (once.s3StorageGigabyteMonth ?? 0n);
  assert.equal(replaced, 2n * 90n * 2n * 50_000n);
  assert.ok("notPriced" in other, "what another bucket holds is not known");
});
