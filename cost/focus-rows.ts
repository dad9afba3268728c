import { partition } from "@aws-sdk/core/client";
import { type Rate, usd } from "../pricing/money.ts";
import { PRICE_LIST, usageTypePrefix } from "../pricing/price-list.ts";
import { FOCUS_COLUMNS, FOCUS_VERSION, type FocusColumn, type FocusRow } from "./focus-columns.ts";
import { kindLabel } from "./forecast-document.ts";
import type { ReportLine } from "./report-lines.ts";
import type { StageReport } from "./stage-report.ts";

/** Who the charges are for. */
export interface FocusAccount {
  /**
   * AWS account id of the stage, 12 digits. It stands for the billing account as well: which account
   * pays for it is known to AWS Organizations alone.
   */
  readonly accountId: string;
  /** Display name of the account. @default "AWS account" and its id */
  readonly accountName?: string;
  /** Tags that everything in the stage carries. @default the stage's name as `Stage` */
  readonly tags?: Readonly<Record<string, string>>;
}

type Values = Partial<FocusRow>;

const NULLS = Object.fromEntries(
  Object.keys(FOCUS_COLUMNS).map((column) => [column, null]),
) as Record<FocusColumn, null>;

/**
 * Cost and Usage rows by the FOCUS specification, one for each day, namespace, kind of charge and
 * basis. Pure. Values are as their column's type says: amounts are exact decimals, times are UTC.
 *
 * `BilledCost` is 0 throughout: the specification gives a non-zero one to the invoice issuer alone,
 * so that data sets can be merged without counting twice. What a charge costs is `EffectiveCost`.
 */
export function focusRows(report: StageReport, account: FocusAccount): FocusRow[] {
  return report.lines.map((line) => ({
    ...NULLS,
    ...accountValues(account),
    ...chargeValues(report, line),
    ...pricedValues(report, line),
    ...placeValues(report, line, account),
    Tags: JSON.stringify(account.tags ?? { Stage: report.stage }),
    x_Basis: `${line.basis.charAt(0).toUpperCase()}${line.basis.slice(1)}`,
    x_ChannelNamespaceName: line.namespace ?? null,
    x_FocusVersion: `FOCUS ${FOCUS_VERSION}`,
    x_OperationKind: line.kind,
    x_Stage: report.stage,
  }));
}

function accountValues({ accountId, accountName }: FocusAccount): Values {
  const name = accountName ?? `AWS account ${accountId}`;
  return {
    BillingAccountId: accountId,
    BillingAccountName: name,
    BillingAccountType: "Account",
    SubAccountId: accountId,
    SubAccountName: name,
    SubAccountType: "Account",
  };
}

function chargeValues({ month }: StageReport, line: ReportLine): Values {
  const start = new Date(`${line.day}T00:00:00Z`);
  return {
    BilledCost: "0.0",
    BillingCurrency: "USD",
    BillingPeriodStart: instant(month.start),
    BillingPeriodEnd: instant(month.end),
    ChargeCategory: "Usage",
    ChargeDescription: `Event API ${kindLabel(line.kind)}, ${line.basis}`,
    ChargeFrequency: "Usage-Based",
    ChargePeriodStart: instant(start),
    ChargePeriodEnd: instant(new Date(start.getTime() + 86_400_000)),
    InvoiceIssuerName: "AWS",
    ProviderName: "AWS",
    PublisherName: "AWS",
  };
}

function pricedValues({ region }: StageReport, line: ReportLine): Values {
  const meter = line.kind === "connectionMinute" ? CONNECTION_MINUTE : OPERATION;
  const { rate: contracted, listRate: list } = line;
  const skuId = `${usageTypePrefix(region)}-${meter.sku}`;
  const quantity = exact(line.quantity, { nanoDollars: 1_000_000_000n, per: 1n });
  return {
    ConsumedQuantity: quantity,
    ConsumedUnit: meter.unit,
    ContractedCost: exact(line.quantity, contracted),
    ContractedUnitPrice: exact(1n, contracted),
    EffectiveCost: exact(line.quantity, contracted),
    ListCost: exact(line.quantity, list),
    ListUnitPrice: exact(1n, list),
    PricingCategory: "Standard",
    PricingCurrency: "USD",
    PricingCurrencyContractedUnitPrice: exact(1n, contracted),
    PricingCurrencyEffectiveCost: exact(line.quantity, contracted),
    PricingCurrencyListUnitPrice: exact(1n, list),
    PricingQuantity: quantity,
    PricingUnit: meter.unit,
    SkuId: skuId,
    SkuMeter: meter.meter,
    SkuPriceId: `${skuId}:OnDemand`,
  };
}

const OPERATION = {
  sku: "EventAPI-Operation",
  meter: "Event API operations",
  unit: "Operations",
} as const;

const CONNECTION_MINUTE = {
  sku: "EventAPI-ConnectionDuration",
  meter: "Event API connection duration",
  unit: "Connection-Minutes",
} as const;

function placeValues({ region }: StageReport, line: ReportLine, account: FocusAccount): Values {
  const api = `arn:${partition(region).name}:appsync:${region}:${account.accountId}:apis/${line.eventApiId}`;
  const resource =
    line.namespace === undefined
      ? { ResourceId: api, ResourceName: line.eventApiId, ResourceType: "Event API" }
      : {
          ResourceId: `${api}/channelNamespace/${line.namespace}`,
          ResourceName: line.namespace,
          ResourceType: "Channel namespace",
        };
  return {
    RegionId: region,
    RegionName: PRICE_LIST.regions[region]?.name ?? region,
    ...resource,
    ServiceCategory: "Integration",
    ServiceName: "AWS AppSync",
    ServiceSubcategory: "Messaging",
  };
}

function instant(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/**
 * Quantity times price as an exact decimal without exponent or separators. A cost has to equal unit
 * price times quantity, so nothing is rounded. At least one digit stands behind the point: readers
 * that infer types from a file, the official validator among them, take the column as decimal.
 */
function exact(quantity: bigint, { nanoDollars, per }: Rate): string {
  // Prices are quoted for powers of ten, so the digits behind the nano-dollar are finite.
  const digits = per.toString().length - 1;
  const product = quantity * nanoDollars;
  const rest = digits === 0 ? "" : (product % per).toString().padStart(digits, "0");
  return `${usd(product / per)}${rest}`.replace(/(\.\d+?)0+$/, "$1");
}
