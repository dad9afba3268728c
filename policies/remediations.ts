import type { Remediation } from "./remediation.ts";
import { apiLogLevel } from "./remediations/api-log-level.ts";
import { costAllocationTags } from "./remediations/cost-allocation-tags.ts";
import { functionTimeout } from "./remediations/function-timeout.ts";
import { logRetention } from "./remediations/log-retention.ts";
import { webAclLogRedaction } from "./remediations/web-acl-log-redaction.ts";

/** Every remediation of the pack. */
export const remediations: readonly Remediation[] = [
  logRetention,
  webAclLogRedaction,
  apiLogLevel,
  costAllocationTags,
  functionTimeout,
];
