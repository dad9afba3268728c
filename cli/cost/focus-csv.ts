import { stringify } from "csv-stringify/sync";
import { type Rate, usd } from "../../pricing/money.ts";
import { kindLabel } from "./forecast-document.ts";
import type { ReportLine } from "./report-lines.ts";
import type { StageReport } from "./stage-report.ts";

/** Version of the FinOps Open Cost and Usage Specification that the columns follow. */
export const FOCUS_VERSION = "1.4";

/** Who the charges are for. */
export interface FocusAccount {
  /**
   * AWS account id of the stage. It stands for the billing account as well: which account pays for
   * it is known to AWS Organizations alone.
   */
  readonly accountId: string;
}

type Row = Readonly<Record<string, string>>;

/**
 * Cost and Usage rows by the FOCUS specification, one for each day, namespace, kind of charge and
 * basis. Amounts are exact decimals, absent values are null (empty), times are UTC.
 *
 * `BilledCost` is 0 throughout: the specification gives a non-zero one to the invoice issuer alone,
 * so that data sets can be merged without counting twice. What a charge costs is `EffectiveCost`.
 */
export function focusCsv(report: StageReport, account: FocusAccount): string {
  const rows = report.lines.map((line) => focusRow(report, line, account));
  return stringify(rows, { header: true, columns: [...COLUMNS], record_delimiter: "windows" });
}

const COLUMNS = [
  "BilledCost",
  "BillingAccountId",
  "BillingAccountName",
  "BillingAccountType",
  "BillingCurrency",
  "BillingPeriodEnd",
  "BillingPeriodStart",
  "ChargeCategory",
  "ChargeClass",
  "ChargeDescription",
  "ChargeFrequency",
  "ChargePeriodEnd",
  "ChargePeriodStart",
  "ConsumedQuantity",
  "ConsumedUnit",
  "ContractedCost",
  "ContractedUnitPrice",
  "EffectiveCost",
  "HostProviderName",
  "InvoiceId",
  "InvoiceIssuerName",
  "ListCost",
  "ListUnitPrice",
  "PricingCategory",
  "PricingQuantity",
  "PricingUnit",
  "RegionId",
  "RegionName",
  "ResourceId",
  "ResourceName",
  "ResourceType",
  "ServiceProviderName",
  "ServiceCategory",
  "ServiceName",
  "ServiceSubcategory",
  "SkuId",
  "SkuMeter",
  "SkuPriceId",
  "SubAccountId",
  "SubAccountType",
  "Tags",
  "x_Basis",
  "x_ChannelNamespaceName",
  "x_OperationKind",
] as const;

function focusRow(report: StageReport, line: ReportLine, { accountId }: FocusAccount): Row {
  const { month, region } = report;
  const meter = line.kind === "connectionMinute" ? CONNECTION_MINUTE : OPERATION;
  const contracted = report.prices[meter.price];
  const list = report.listPrices?.[meter.price] ?? contracted;
  const skuId = `${usageTypePrefix(region)}-${meter.sku}`;
  const quantity = line.quantity.toString();
  return {
    BilledCost: "0",
    BillingAccountId: accountId,
    BillingAccountType: "Account",
    BillingCurrency: "USD",
    BillingPeriodStart: instant(month.start),
    BillingPeriodEnd: instant(month.end),
    ChargeCategory: "Usage",
    ChargeDescription: `Event API ${kindLabel(line.kind)}, ${line.basis}`,
    ChargeFrequency: "Usage-Based",
    ...chargePeriod(line.day),
    ConsumedQuantity: quantity,
    ConsumedUnit: meter.unit,
    ContractedCost: exact(line.quantity, contracted),
    ContractedUnitPrice: exact(1n, contracted),
    EffectiveCost: exact(line.quantity, contracted),
    HostProviderName: "AWS",
    InvoiceIssuerName: "AWS",
    ListCost: exact(line.quantity, list),
    ListUnitPrice: exact(1n, list),
    PricingCategory: "Standard",
    PricingQuantity: quantity,
    PricingUnit: meter.unit,
    RegionId: region,
    ...resource(line, region, accountId),
    ServiceProviderName: "AWS",
    ServiceCategory: "Integration",
    ServiceName: "AWS AppSync",
    ServiceSubcategory: "Messaging",
    SkuId: skuId,
    SkuMeter: meter.meter,
    SkuPriceId: `${skuId}:OnDemand`,
    SubAccountId: accountId,
    SubAccountType: "Account",
    Tags: JSON.stringify({ Stage: report.stage }),
    x_Basis: `${line.basis.charAt(0).toUpperCase()}${line.basis.slice(1)}`,
    x_ChannelNamespaceName: line.namespace ?? "",
    x_OperationKind: line.kind,
  };
}

const OPERATION = {
  price: "operation",
  sku: "EventAPI-Operation",
  meter: "Event API operations",
  unit: "Operations",
} as const;

const CONNECTION_MINUTE = {
  price: "connectionMinute",
  sku: "EventAPI-ConnectionDuration",
  meter: "Event API connection duration",
  unit: "Connection-Minutes",
} as const;

// Region codes of AWS Price List usage types; an unlisted region stands for itself.
const USAGE_TYPE_PREFIXES: Readonly<Record<string, string>> = {
  "eu-west-1": "EU",
  "us-east-1": "USE1",
};

function usageTypePrefix(region: string): string {
  return USAGE_TYPE_PREFIXES[region] ?? region;
}

function resource(line: ReportLine, region: string, accountId: string): Row {
  const api = `arn:aws:appsync:${region}:${accountId}:apis/${line.eventApiId}`;
  return line.namespace === undefined
    ? { ResourceId: api, ResourceName: line.eventApiId, ResourceType: "Event API" }
    : {
        ResourceId: `${api}/channelNamespace/${line.namespace}`,
        ResourceName: line.namespace,
        ResourceType: "Channel namespace",
      };
}

function chargePeriod(day: string): Row {
  const start = new Date(`${day}T00:00:00Z`);
  const end = new Date(start.getTime() + 86_400_000);
  return { ChargePeriodStart: instant(start), ChargePeriodEnd: instant(end) };
}

/** `YYYY-MM-DDTHH:mm:ssZ`, FOCUS attribute Date/Time Format. */
function instant(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/**
 * Quantity times price as an exact decimal, FOCUS attribute Numeric Format: no exponent, no
 * separators. A cost has to equal unit price times quantity, so nothing is rounded.
 */
function exact(quantity: bigint, { nanoDollars, per }: Rate): string {
  // Prices are quoted for powers of ten, so the digits behind the nano-dollar are finite.
  const digits = per.toString().length - 1;
  const product = quantity * nanoDollars;
  const rest = digits === 0 ? "" : (product % per).toString().padStart(digits, "0");
  return `${usd(product / per)}${rest}`.replace(/\.?0+$/, "");
}
