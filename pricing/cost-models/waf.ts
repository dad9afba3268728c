import type { ChargedType } from "../cost-model.ts";
import { inspectedRequests } from "../log-bytes.ts";
import { listAt } from "../program-resource.ts";

/** A web ACL, its rules, and the requests that it inspects. */
export const webAcl: ChargedType = {
  charges: {
    webAclMonth: "each web ACL",
    webAclRuleMonth: "each rule and rule group",
    webAclRequestsPerMillion: "each HTTP publish and connect",
  },
  quantities: ({ inputs }, { namespaces }) => ({
    webAclMonth: 1n,
    webAclRuleMonth: BigInt(listAt(inputs, "rules").length),
    webAclRequestsPerMillion: inspectedRequests(namespaces),
  }),
};
