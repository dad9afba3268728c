import type { TableStore } from "../dynamodb/table-store.ts";
import type { EventBuses } from "../eventbridge/event-buses.ts";
import type { LocalFunctions } from "../functions/local-functions.ts";
import type { RemovedData } from "../removed-data.ts";
import type { ObjectBuckets } from "../s3/object-buckets.ts";
import type { Schedules } from "../scheduler/schedules.ts";
import type { SecretStore } from "../secrets/secret-store.ts";
import type { FunctionCodeStore } from "./function-code.ts";

/** What deployed resources are backed by on this machine. */
export interface StageServices {
  readonly functions: LocalFunctions;
  readonly code: FunctionCodeStore;
  readonly tables: TableStore;
  readonly buses: EventBuses;
  readonly buckets: ObjectBuckets;
  readonly schedules: Schedules;
  readonly secrets: SecretStore;
  readonly removed: RemovedData;
}
