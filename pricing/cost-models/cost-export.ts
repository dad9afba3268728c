import type { ChargedType, NotPriced, Quantities } from "../cost-model.ts";
import { exportedDays, exportOf } from "../export-load.ts";
import { inputAt, textAt } from "../program-resource.ts";
import { resourcesOfType } from "../resources-of-type.ts";

/** Files of a day: one Parquet, one CSV. */
const FILES_PER_DAY = 2n;

/** Bytes of a file, rounded up: eight rows for each namespace, of about 700 bytes. */
const FILE_BYTES = 50_000n;

/** Days for which the bucket keeps a file that a later night replaced (`CostExport`). */
const REPLACED_DAYS = 90n;

/** A bucket of exported costs; of others nothing says what they hold. */
export const bucket: ChargedType = {
  charges: {
    s3StorageGigabyteMonth: "files of exported days, and for 90 days those that they replaced",
    s3PutRequestsPerThousand: "each file that a night writes",
  },
  quantities({ inputs }, load) {
    const { assumed, resources } = load;
    const writer = exportOf(resources);
    if (writer === undefined || !bucketsOf(writer.inputs).includes(textAt(inputs, "bucket"))) {
      return { notPriced: "nothing says what it holds and how often it is asked" };
    }
    const nights = BigInt(assumed.daysPerMonth);
    const days = exportedDays(writer);
    const kept = nights * BigInt(assumed.monthsStored) + REPLACED_DAYS * (days - 1n);
    return {
      s3StorageGigabyteMonth: kept * FILES_PER_DAY * FILE_BYTES,
      s3PutRequestsPerThousand: nights * days * FILES_PER_DAY,
    };
  },
};

// A name that AWS makes up is known in neither place before the update.
function bucketsOf(inputs: unknown): readonly (string | undefined)[] {
  return [textAt(inputs, "environment", "variables", "EXPORT_BUCKET")];
}

/** How often a schedule invokes its target: once a day, or nobody knows. */
export const schedule: ChargedType = {
  charges: { schedulerInvocationsPerMillion: "each invocation" },
  quantities({ inputs }, { assumed }) {
    const expression = textAt(inputs, "scheduleExpression") ?? "";
    const isDaily = /^cron\(\d+ \d+ \* \* \? \*\)$/.test(expression);
    if (!isDaily) {
      return { notPriced: `no model counts the runs of "${expression}"` };
    }
    return { schedulerInvocationsPerMillion: BigInt(assumed.daysPerMonth) };
  },
};

/** A queue for what failed takes a handful of messages; of others nothing says how many. */
export const queue: ChargedType = {
  charges: {
    sqsRequestsPerMillion: "each request; a queue for failures takes none while all is well",
  },
  quantities({ name }, { resources }): Quantities | NotPriced {
    const schedules = resourcesOfType(resources, "aws:scheduler/schedule:Schedule");
    const hasFailures = schedules.some(
      ({ inputs }) => inputAt(inputs, "target", "deadLetterConfig") !== undefined,
    );
    if (hasFailures && name.endsWith("-failed")) {
      return {};
    }
    return { notPriced: "nothing says how many messages it takes" };
  },
};
