/**
 * Version of the FinOps Open Cost and Usage Specification that the rows follow: the newest one whose
 * rules the official validator ships (package `focus-validator`, model 1.2.0.1).
 */
export const FOCUS_VERSION = "1.2";

/**
 * What a column holds. `decimal`: an exact decimal, FOCUS attribute Numeric Format. `dateTime`:
 * `YYYY-MM-DDTHH:mm:ssZ`, attribute Date/Time Format. `keyValue`: a JSON object, attribute Key-Value
 * Format. `text`: anything else.
 */
export type FocusColumnType = "text" | "decimal" | "dateTime" | "keyValue";

/**
 * Columns of the FOCUS dataset Cost and Usage in the order in which they are written, each with its
 * type. All that the specification asks of a provider such as AWS are there, also those that are null
 * in every row, such as commitment discounts, which Event APIs do not have. Columns of this product's
 * own begin with `x_`, as the specification asks (attribute Column Naming and Ordering).
 */
export const FOCUS_COLUMNS = {
  AvailabilityZone: "text",
  BilledCost: "decimal",
  BillingAccountId: "text",
  BillingAccountName: "text",
  BillingAccountType: "text",
  BillingCurrency: "text",
  BillingPeriodEnd: "dateTime",
  BillingPeriodStart: "dateTime",
  CapacityReservationId: "text",
  CapacityReservationStatus: "text",
  ChargeCategory: "text",
  ChargeClass: "text",
  ChargeDescription: "text",
  ChargeFrequency: "text",
  ChargePeriodEnd: "dateTime",
  ChargePeriodStart: "dateTime",
  CommitmentDiscountCategory: "text",
  CommitmentDiscountId: "text",
  CommitmentDiscountName: "text",
  CommitmentDiscountQuantity: "decimal",
  CommitmentDiscountStatus: "text",
  CommitmentDiscountType: "text",
  CommitmentDiscountUnit: "text",
  ConsumedQuantity: "decimal",
  ConsumedUnit: "text",
  ContractedCost: "decimal",
  ContractedUnitPrice: "decimal",
  EffectiveCost: "decimal",
  InvoiceId: "text",
  InvoiceIssuerName: "text",
  ListCost: "decimal",
  ListUnitPrice: "decimal",
  PricingCategory: "text",
  PricingCurrency: "text",
  PricingCurrencyContractedUnitPrice: "decimal",
  PricingCurrencyEffectiveCost: "decimal",
  PricingCurrencyListUnitPrice: "decimal",
  PricingQuantity: "decimal",
  PricingUnit: "text",
  ProviderName: "text",
  PublisherName: "text",
  RegionId: "text",
  RegionName: "text",
  ResourceId: "text",
  ResourceName: "text",
  ResourceType: "text",
  ServiceCategory: "text",
  ServiceName: "text",
  ServiceSubcategory: "text",
  SkuId: "text",
  SkuMeter: "text",
  SkuPriceDetails: "keyValue",
  SkuPriceId: "text",
  SubAccountId: "text",
  SubAccountName: "text",
  SubAccountType: "text",
  Tags: "keyValue",
  x_Basis: "text",
  x_ChannelNamespaceName: "text",
  x_FocusVersion: "text",
  x_OperationKind: "text",
  x_Stage: "text",
} as const satisfies Readonly<Record<string, FocusColumnType>>;

/** Name of a column. */
export type FocusColumn = keyof typeof FOCUS_COLUMNS;

/** A row: each column's value as text by its type, or null where the specification wants null. */
export type FocusRow = Readonly<Record<FocusColumn, string | null>>;
