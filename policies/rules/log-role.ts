import type { PolicyResource } from "@pulumi/policy";
import { type LogPermission, logPermission, logPermissionOfArn } from "../facts/log-permission.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import type { UsedApi } from "../facts/used-api.ts";
import { API_LOG_ROLE } from "../fixes/logging.ts";
import type { Finding } from "../rule.ts";
import { namesOf } from "./wording.ts";

/** Whether AppSync can write an API's logs with the role that the API names. */
export function logRole(facts: StackFacts, { api, namespaces }: UsedApi): readonly Finding[] {
  if (api.logRole.state !== "present") {
    return [];
  }
  const { role: property } = api.logRole;
  const why = `AppSync then writes no logs and reports no error, so nobody sees what happens to events of ${namesOf(namespaces)}`;
  const text = property.text();
  const roles = facts.roles.namedIn(property);
  if (roles.length === 0) {
    if (text.state !== "known") {
      return [];
    }
    const permission = logPermissionOfArn(text.value, property.path, api);
    return finding(api.resource, permission, why, property.path);
  }
  const findings = roles.map((role) =>
    finding(role, logPermission(facts, role, api), why, "the API's log role"),
  );
  // An ARN made from several roles is that of one of them: any that can write will do.
  return findings.find((each) => each.every(({ note }) => note)) ?? findings.flat();
}

function finding(
  resource: PolicyResource,
  permission: LogPermission,
  why: string,
  subject: string,
): readonly Finding[] {
  switch (permission.state) {
    case "granted":
      return [];
    case "refused": {
      const { because, fix } = permission;
      return [{ resource, found: `${subject} ${because}`, why, fix, example: API_LOG_ROLE }];
    }
    case "undecided": {
      const found = `whether ${subject} can write logs is decided by ${permission.what}, which cannot be judged here`;
      const fix =
        "write the document with literal values or names of this stack, and without conditions or " +
        "policies that only AWS can evaluate";
      return [{ resource, found, why, fix, example: API_LOG_ROLE }];
    }
    case "open": {
      const found = `whether ${subject} can write logs is decided by ${permission.what}, which is not known here`;
      const fix = "none is needed if it allows logs:CreateLogStream and logs:PutLogEvents";
      return [{ resource, found, why, fix, note: true }];
    }
  }
}
