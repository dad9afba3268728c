import type { PolicyResource } from "@pulumi/policy";
import { evaluate, type Request, type Verdict } from "../iam/evaluate.ts";
import type { OpenArn } from "../iam/pattern.ts";
import type { Statement } from "../iam/statement.ts";
import { type ApiFacts, apiIdOf } from "./api-facts.ts";
import { difference, type Place, placeOf, placeOfArn } from "./place.ts";
import { propertiesOf } from "./property.ts";
import { isNative } from "./resource-kind.ts";
import {
  boundaryOfRole,
  policiesOfRole,
  type ReadPolicies,
  readDocument,
} from "./role-policies.ts";
import type { StackFacts } from "./stack-facts.ts";

/** Whether AppSync can write an API's logs with a role. */
export type LogPermission =
  | { readonly state: "granted" }
  /** What is known speaks for it; this can be read at the update, or lives elsewhere. */
  | { readonly state: "open"; readonly what: string }
  | { readonly state: "refused"; readonly because: string; readonly fix: string }
  | { readonly state: "undecided"; readonly what: string };

/** What AppSync does to write logs into a group that exists (AppSync guide, "CloudWatch logs"). */
const ACTIONS = ["logs:CreateLogStream", "logs:PutLogEvents"] as const;

/** Stands for an id that AWS has not given yet: only a wildcard matches it. */
const FUTURE_ID = "an-id-that-aws-has-yet-to-give";

const PERMISSION_FIX =
  "allow logs:CreateLogStream and logs:PutLogEvents on the API's log group and `:*` below it, or " +
  "attach arn:aws:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs";
const TRUST_FIX =
  "let appsync.amazonaws.com assume the role, with no condition but aws:SourceAccount of the API's " +
  "account or aws:SourceArn of the API";

/** Whether AppSync can assume a role of the stack and write an API's logs with it. */
export function logPermission(
  facts: StackFacts,
  role: PolicyResource,
  api: ApiFacts,
): LogPermission {
  const place = placeOf(api.resource);
  const ofRole = placeOf(role);
  if (difference({ ...ofRole, region: undefined }, place) !== undefined) {
    return OTHER_ACCOUNT;
  }
  const where: Place = { region: place.region, account: place.account ?? ofRole.account };
  const id = propertiesOf(api.resource).at("apiId").text();
  const apiId = id.state === "known" ? apiIdOf(id.value) : FUTURE_ID;
  const policies = policiesOfRole(facts.index, facts.roles, role);
  const boundary = boundaryOfRole(facts.index, role);
  const parts = [
    trust(facts, role, where, apiId),
    ...ACTIONS.map((action) => permission(policies, boundary, requestFor(action, where, apiId))),
  ];
  return (
    parts.find(({ state }) => state === "refused") ??
    parts.find(({ state }) => state === "undecided") ??
    parts.find(({ state }) => state === "open") ?? { state: "granted" }
  );
}

/** Whether a role that is not in the stack can be the API's: its account is all that is seen. */
export function logPermissionOfArn(arn: string, path: string, api: ApiFacts): LogPermission {
  const account = placeOfArn(arn).account;
  const away = difference({ account, region: undefined }, placeOf(api.resource));
  return away === undefined
    ? { state: "open", what: `the role that ${path} names` }
    : OTHER_ACCOUNT;
}

const OTHER_ACCOUNT: LogPermission = {
  state: "refused",
  because: "is of another account than the API",
  fix: "pass a role of the API's own account",
};

function requestFor(action: string, { region, account }: Place, apiId: string): Request {
  const group = `log-group:/aws/appsync/apis/${apiId}`;
  const arn = (resource: string) => ({ service: "logs", region, account, resource });
  const stream = arn(`${group}:log-stream:events`);
  const context = new Map<string, string | undefined>([
    ["aws:requestedregion", region],
    ["aws:resourceaccount", account],
    ["aws:principalaccount", account],
    ["aws:securetransport", "true"],
    ["aws:viaawsservice", "false"],
  ]);
  const resources = action === "logs:CreateLogStream" ? [arn(group), stream] : [stream];
  return { action, resources, context };
}

function permission(
  policies: ReadPolicies,
  boundary: ReadPolicies | undefined,
  request: Request,
): LogPermission {
  const may = ({ action }: Request, what: string) => `may not do ${action}: ${what}`;
  const own = judged(policies, request, (what) => may(request, what), PERMISSION_FIX);
  if (own.state === "refused" || boundary === undefined) {
    return own;
  }
  const bounded = judged(
    boundary,
    request,
    (what) => may(request, `its permissions boundary decides, and ${what}`),
    "let the permissions boundary allow logs:CreateLogStream and logs:PutLogEvents too",
  );
  return bounded.state === "granted" ? own : bounded;
}

function trust(
  facts: StackFacts,
  role: PolicyResource,
  place: Place,
  apiId: string,
): LogPermission {
  const document = propertiesOf(role).at(
    isNative(role.type) ? "assumeRolePolicyDocument" : "assumeRolePolicy",
  );
  const read = readDocument(facts.index, document);
  const ofAppSync = read.statements.flatMap(forAppSync);
  const { region, account } = place;
  const request: Request = {
    action: "sts:AssumeRole",
    resources: [],
    context: new Map<string, string | OpenArn | undefined>([
      ["aws:sourceaccount", account],
      ["aws:sourcearn", { service: "appsync", region, account, resource: `apis/${apiId}` }],
    ]),
  };
  const because = (what: string) => `cannot be assumed by appsync.amazonaws.com: ${what}`;
  return judged({ ...read, statements: ofAppSync }, request, because, TRUST_FIX);
}

/** The statements of a trust policy that speak of AppSync, or may. */
function forAppSync(statement: Statement): readonly Statement[] {
  const { texts, open } = statement.services;
  if (
    texts.some((service) => service === "*" || service.toLowerCase() === "appsync.amazonaws.com")
  ) {
    return [statement];
  }
  // Services that cannot be read make it undecided whether the statement counts.
  return open ? [{ ...statement, effect: undefined }] : [];
}

function judged(
  { statements, later, unfamiliar, unread }: ReadPolicies,
  request: Request,
  because: (what: string) => string,
  fix: string,
): LogPermission {
  const verdict: Verdict = evaluate(statements, request);
  if (verdict.state === "denied") {
    return { state: "refused", because: because(`${verdict.path} denies it`), fix };
  }
  if (verdict.state === "undecided") {
    return { state: "undecided", what: verdict.path };
  }
  const [hidden] = unread;
  const [open] = later;
  const [unknown] = unfamiliar;
  if (verdict.state === "allowed") {
    // A document that cannot be read yet might deny; one of the stack's own names hardly does.
    return hidden === undefined ? { state: "granted" } : { state: "undecided", what: hidden };
  }
  if (hidden !== undefined) {
    return { state: "undecided", what: hidden };
  }
  if (verdict.state === "open") {
    return { state: "open", what: verdict.path };
  }
  if (open !== undefined) {
    return { state: "open", what: open };
  }
  if (unknown !== undefined) {
    return { state: "undecided", what: unknown };
  }
  return { state: "refused", because: because("no statement allows it"), fix };
}
