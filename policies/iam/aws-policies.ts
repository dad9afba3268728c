import type { Statement, TextList } from "./statement.ts";

function texts(...list: readonly string[]): TextList {
  return { texts: list, open: false };
}

const everything = texts("*");

function statement(
  path: string,
  effect: "Allow" | "Deny",
  actions: { readonly action?: TextList; readonly notAction?: TextList },
): Statement {
  return {
    path,
    effect,
    action: actions.action,
    notAction: actions.notAction,
    resource: everything,
    notResource: undefined,
    services: texts(),
    conditions: [],
  };
}

const writesLogs = {
  action: texts("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
};
const allLogs = { action: texts("logs:*") };

/**
 * What AWS's own policies say about logs (AWS Managed Policy Reference), by the end of the ARN. The
 * ones that roles which write logs usually have; of any other nothing is known here.
 */
const statements: Readonly<Record<string, readonly Parameters<typeof statement>[]>> = {
  "service-role/AWSAppSyncPushToCloudWatchLogs": [["", "Allow", writesLogs]],
  "service-role/AmazonAPIGatewayPushToCloudWatchLogs": [["", "Allow", writesLogs]],
  "service-role/AWSLambdaBasicExecutionRole": [["", "Allow", writesLogs]],
  "service-role/AWSLambdaVPCAccessExecutionRole": [["", "Allow", writesLogs]],
  CloudWatchLogsFullAccess: [["", "Allow", allLogs]],
  CloudWatchFullAccess: [["", "Allow", allLogs]],
  CloudWatchFullAccessV2: [["", "Allow", allLogs]],
  AdministratorAccess: [["", "Allow", { action: everything }]],
  PowerUserAccess: [["", "Allow", { notAction: texts("iam:*", "organizations:*", "account:*") }]],
  AWSDenyAll: [["", "Deny", { action: everything }]],
  ReadOnlyAccess: [],
  CloudWatchReadOnlyAccess: [],
  CloudWatchLogsReadOnlyAccess: [],
  AWSXRayDaemonWriteAccess: [],
  AWSXrayWriteOnlyAccess: [],
};

/** The statements of a policy of AWS's own; undefined when it is none or is not known. */
export function statementsOfAwsPolicy(arn: string, path: string): readonly Statement[] | undefined {
  const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  const known = name === undefined ? undefined : statements[name];
  return known?.map(([, effect, actions]) => statement(path, effect, actions));
}
