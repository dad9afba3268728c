import { join } from "node:path";
import type { ResourceChange } from "../../engine/stage-deployment.ts";
import type { ChannelNamespace, EventApi } from "../../local/model.ts";
import type { StageSupport } from "../../local/unsupported.ts";
import type { Endpoints } from "./endpoints.ts";

/** Changed resources that are named one by one; beyond, only their number says something. */
const NAMED_CHANGES = 8;

/** The table that a start prints: where to reach what, and what is different from AWS. */
export function summary(
  folder: string,
  endpoints: Endpoints,
  apis: readonly EventApi[],
  support: StageSupport,
): string {
  const rows: (readonly [string, string])[] = [
    ["HTTP publish", endpoints.http],
    ["WebSocket", endpoints.realtime],
    ["API key", endpoints.apiKey === "" ? "none" : endpoints.apiKey],
    ["Status page", endpoints.console],
    ...(endpoints.faults === undefined ? [] : [["Faults", endpoints.faults] as const]),
    ...apis.flatMap((api) => [...api.namespaces.values()].map(namespaceRow)),
    ["IAM signatures", `AWS_SHARED_CREDENTIALS_FILE=${join(folder, "credentials")}`],
    ["Tokens", `npm run token -- --subject alice --room lobby${otherTokens(apis)}`],
    ["Logs, metrics", `${join(folder, "logs")}, ${join(folder, "metrics")}`],
  ];
  return [...aligned(rows), "", ...supportLines(support)].join("\n");
}

/** Modes of `npm run token` beside the Lambda authorizer's. */
function otherTokens(apis: readonly EventApi[]): string {
  const types = new Set(apis.flatMap((api) => api.tokenProviders.map(({ authType }) => authType)));
  const modes = [
    ...(types.has("AMAZON_COGNITO_USER_POOLS") ? ["cognito"] : []),
    ...(types.has("OPENID_CONNECT") ? ["oidc"] : []),
  ];
  return modes.length === 0 ? "" : ` (or --mode ${modes.join(", ")})`;
}

/** One line for what a deployment changed. */
export function changeLine(changes: readonly ResourceChange[]): string {
  if (changes.length === 0) {
    return "No changes.";
  }
  if (changes.length > NAMED_CHANGES) {
    const operations = Map.groupBy(changes, ({ operation }) => operation);
    const counts = [...operations].map(([operation, { length }]) => `${length} ${operation}`);
    return `${changes.length} changes: ${counts.join(", ")}.`;
  }
  return changes.map(({ operation, type, name }) => `${operation} ${type} ${name}`).join("\n");
}

function namespaceRow({ name, onPublish, onSubscribe }: ChannelNamespace) {
  const handlers = [handler("publish", onPublish), handler("subscribe", onSubscribe)];
  return [`/${name}/*`, handlers.join(", ")] as const;
}

function handler(side: string, config: ChannelNamespace["onPublish"]): string {
  if (config === undefined) {
    return `${side}: no handler`;
  }
  // arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]
  const name = config.functionArn.split(":").slice(6).join(":");
  const refused =
    config.notPermitted === undefined ? "" : `, NOT PERMITTED: ${config.notPermitted}`;
  return `${side}: ${name} (${config.invokeType}${refused})`;
}

function supportLines({ stored, unsupported }: StageSupport): string[] {
  const kept = [...stored].map(([type, count]) => `${type.split(":").at(-1)} ${count}`);
  return [
    ...(unsupported.length === 0 ? [] : ["NOT honoured on this machine:"]),
    ...unsupported.map((line) => `  ${line}`),
    ...(kept.length === 0 ? [] : [`Kept without effect here: ${kept.join(", ")}`]),
  ];
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`);
}
