import type { ChargedType, NotPriced, Quantities } from "../cost-model.ts";
import { inputAt, type ProgramResource, textAt } from "../program-resource.ts";
import type { PayloadSize, TableRequests, TableUsage } from "../resource-usage.ts";
import { resourcesOfType } from "../resources-of-type.ts";
import type { NamespaceLoad, StageLoad } from "../stage-load.ts";
import { sum } from "../sum.ts";
import { wholeProduct } from "../whole-product.ts";

/** The component whose inputs say how a handler uses its table. */
const TABLE_COMPONENT = "appsync-events:components:Table";

/** Bytes of one request unit (Amazon DynamoDB pricing page, on-demand). */
const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;

/** Bytes that storage counts for each item on top of its own (DynamoDB Developer Guide, items sizes). */
const ITEM_OVERHEAD_BYTES = 100;

/** A table that is paid per request, by the usage that its component declares. */
export const table: ChargedType = {
  charges: {
    dynamoDbWriteRequestUnitsPerMillion:
      "1 KB of each item written, once more for each global secondary index",
    dynamoDbReadRequestUnitsPerMillion:
      "4 KB of each item read; half where it need not be consistent",
    dynamoDbStorageGigabyteMonth: "items that are kept, and their copies in indexes",
    dynamoDbRecoveryGigabyteMonth: "the same bytes, with point-in-time recovery",
  },
  quantities(resource, load): Quantities | NotPriced {
    const usage = usageOf(resource, load);
    if (usage === undefined) {
      return {
        notPriced: "no `usage` is declared at a Table component, so its requests are not known",
      };
    }
    const namespace = load.namespaces.get(usage.namespace);
    if (namespace === undefined) {
      return {};
    }
    const copies = 1n + indexes(resource);
    const { writes, reads, bytes } = monthOf(usage, namespace, load);
    const stored = bytes * copies;
    return {
      dynamoDbWriteRequestUnitsPerMillion: writes * copies,
      dynamoDbReadRequestUnitsPerMillion: reads,
      dynamoDbStorageGigabyteMonth: stored,
      ...(inputAt(resource.inputs, "pointInTimeRecovery", "enabled") === true
        ? { dynamoDbRecoveryGigabyteMonth: stored }
        : {}),
    };
  },
};

function usageOf({ inputs }: ProgramResource, { resources }: StageLoad): TableUsage | undefined {
  const component = resourcesOfType(resources, TABLE_COMPONENT).find(
    (each) => textAt(each.inputs, "tableName") === textAt(inputs, "name"),
  );
  return inputAt(component?.inputs, "usage") as TableUsage | undefined;
}

function indexes({ inputs }: ProgramResource): bigint {
  const given = inputAt(inputs, "globalSecondaryIndexes");
  return BigInt(Array.isArray(given) ? given.length : 0);
}

function monthOf({ perEvent, perSubscribe }: TableUsage, load: NamespaceLoad, stage: StageLoad) {
  const parts = [
    requestsOf(perEvent, load.usage.events, load, stage),
    requestsOf(perSubscribe, load.usage.operations.subscribe ?? 0n, load, stage),
  ];
  return {
    writes: sum(parts.map(({ writes }) => writes)),
    reads: sum(parts.map(({ reads }) => reads)),
    bytes: sum(parts.map(({ bytes }) => bytes)),
  };
}

function requestsOf(
  requests: TableRequests = {},
  times: bigint,
  { traffic }: NamespaceLoad,
  { assumed }: StageLoad,
) {
  const { writes = [], consistentReads = [], eventualReads = [], kept } = requests;
  const bytesOf = ({ bytes, events = 0 }: PayloadSize) => bytes + events * traffic.eventBytes;
  const units = (sizes: readonly PayloadSize[], unit: number) =>
    sizes.reduce((total, size) => total + Math.max(1, Math.ceil(bytesOf(size) / unit)), 0);
  const months = Math.min(
    assumed.monthsStored,
    (kept?.days ?? Number.POSITIVE_INFINITY) / assumed.daysPerMonth,
  );
  return {
    writes: times * BigInt(units(writes, WRITE_UNIT_BYTES)),
    reads: wholeProduct(
      times,
      units(consistentReads, READ_UNIT_BYTES) + units(eventualReads, READ_UNIT_BYTES) / 2,
    ),
    bytes: kept ? wholeProduct(times, bytesOf(kept) + ITEM_OVERHEAD_BYTES, months) : 0n,
  };
}
