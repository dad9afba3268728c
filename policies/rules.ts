import type { Rule } from "./rule.ts";
import { apiKeyExpiry } from "./rules/api-key-expiry.ts";
import { costAllocationTags } from "./rules/cost-allocation-tags.ts";
import { costWithinBudget } from "./rules/cost-within-budget.ts";
import { functionLogRetention } from "./rules/function-log-retention.ts";
import { functionTimeoutAndMemory } from "./rules/function-timeout-and-memory.ts";
import { handlerAttestation } from "./rules/handler-attestation.ts";
import { iamNoWildcards } from "./rules/iam-no-wildcards.ts";
import { namespaceLogging } from "./rules/namespace-logging.ts";
import { namespaceProvisioning } from "./rules/namespace-provisioning.ts";
import { namespaceRequestResponse } from "./rules/namespace-request-response.ts";
import { namespaceWaf } from "./rules/namespace-waf.ts";
import { noApiKeyInProduction } from "./rules/no-api-key-in-production.ts";
import { trafficWithinQuotas } from "./rules/traffic-within-quotas.ts";

/** Every rule of the pack, in the order in which it reports. */
export const rules: readonly Rule[] = [
  namespaceLogging,
  namespaceWaf,
  namespaceRequestResponse,
  handlerAttestation,
  namespaceProvisioning,
  noApiKeyInProduction,
  apiKeyExpiry,
  iamNoWildcards,
  functionTimeoutAndMemory,
  functionLogRetention,
  costAllocationTags,
  costWithinBudget,
  trafficWithinQuotas,
];
