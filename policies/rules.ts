import type { Rule } from "./rule.ts";
import { namespaceLogging } from "./rules/namespace-logging.ts";
import { namespaceRequestResponse } from "./rules/namespace-request-response.ts";
import { namespaceWaf } from "./rules/namespace-waf.ts";

/** Every rule of the pack, in the order in which it reports. */
export const rules: readonly Rule[] = [namespaceLogging, namespaceWaf, namespaceRequestResponse];
