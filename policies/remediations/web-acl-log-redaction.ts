import { redactedHeaders } from "../facts/web-acl-logging.ts";
import { defineRemediation } from "../remediation.ts";

/** Headers in which clients of an Event API send credentials, in any of its authorization modes. */
const CREDENTIAL_HEADERS = ["authorization", "x-api-key", "sec-websocket-protocol"];

/** Keeps credentials out of web ACLs' logs. */
export const webAclLogRedaction = defineRemediation({
  name: "remediate-web-acl-log-redaction",
  description: "Redacts headers with credentials in the logs of web ACLs.",
  rules: ["namespace-waf"],
  kinds: ["webAclLogging"],
  settings: {},
  changes: (properties) => {
    const list = properties.at("redactedFields").content();
    const redacted = redactedHeaders(properties);
    // A list that is not known as a whole could lose what it holds.
    if (list.state === "unknown" || redacted.unread !== undefined) {
      return [];
    }
    const missing = CREDENTIAL_HEADERS.filter((name) => !redacted.names.includes(name));
    if (missing.length === 0) {
      return [];
    }
    const kept: readonly unknown[] =
      list.state === "known" && Array.isArray(list.value) ? list.value : [];
    const added = missing.map((name) => ({ singleHeader: { name } }));
    const says = `redactedFields has ${missing.join(", ")} in addition`;
    return [{ path: ["redactedFields"], value: [...kept, ...added], says }];
  },
});
