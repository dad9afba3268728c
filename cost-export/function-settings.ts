import type { KnownEventApi } from "../cost/cloudwatch-usage.ts";
import type { PriceOverrides } from "../pricing/prices.ts";
import type { ExportBucket } from "./bucket-store.ts";
import { ExportError } from "./export-error.ts";

/** What the function's environment says. */
export interface FunctionSettings {
  readonly project: string;
  readonly stage: string;
  readonly region: string;
  readonly eventApi: KnownEventApi;
  readonly bucket: ExportBucket;
  readonly prefix: string;
  readonly settleDays: number;
  readonly prices: PriceOverrides;
  readonly tags: Readonly<Record<string, string>>;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the variables that `CostExport` sets. @throws ExportError that names a missing one. */
export function functionSettings(variables: Variables): FunctionSettings {
  const owner = variables.EXPORT_BUCKET_OWNER;
  return {
    project: required(variables, "PROJECT"),
    stage: required(variables, "STAGE"),
    region: required(variables, "AWS_REGION"),
    eventApi: {
      eventApiId: required(variables, "EVENT_API_ID"),
      namespaces: JSON.parse(required(variables, "CHANNEL_NAMESPACES")) as string[],
    },
    bucket: {
      name: required(variables, "EXPORT_BUCKET"),
      ...(owner ? { ownerAccountId: owner } : {}),
    },
    prefix: required(variables, "EXPORT_PREFIX"),
    settleDays: Number(required(variables, "SETTLE_DAYS")),
    prices: JSON.parse(required(variables, "PRICES")) as PriceOverrides,
    tags: JSON.parse(required(variables, "TAGS")) as Record<string, string>,
  };
}

function required(variables: Variables, name: string): string {
  const value = variables[name];
  if (!value) {
    throw new ExportError(`the environment variable ${name} must be set, got nothing`);
  }
  return value;
}
