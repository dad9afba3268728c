import type { FixExample } from "../fix-example.ts";

/** An Event API that logs. */
export const API_LOG_LEVEL: FixExample = {
  aws: `new aws.appsync.Api("<name>", {
  eventConfig: {
    ...modes, // authProviders and the modes, as they are
    logConfig: { logLevel: "ERROR", cloudwatchLogsRoleArn: role.arn },
  },
});`,
  components: `new EventApi("events", { logging: { level: "ERROR", retentionDays: 30 } });`,
};

/** The role that AppSync writes an API's log with. */
export const API_LOG_ROLE: FixExample = {
  aws: `const role = new aws.iam.Role("event-api-logs", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "appsync.amazonaws.com" }),
});
new aws.iam.RolePolicyAttachment("event-api-logs", {
  role: role.name,
  policyArn: "arn:aws:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs",
});
const logConfig = { logLevel: "ERROR", cloudwatchLogsRoleArn: role.arn }; // of the API's eventConfig`,
  components: `new EventApi("events", { logging: { level: "ERROR" } }); // makes the role`,
};

/** The log group that AppSync writes to. */
export const API_LOG_GROUP: FixExample = {
  aws: `new aws.cloudwatch.LogGroup("event-api", {
  name: pulumi.interpolate\`/aws/appsync/apis/\${api.apiId}\`,
  retentionInDays: 30,
});`,
  components: `new EventApi("events", { logging: { retentionDays: 30 } }); // makes the log group`,
};

/** A log group that was found and keeps for ever what it holds, or cannot be read by alarms. */
export const LOG_GROUP_RETENTION: FixExample = {
  aws: `new aws.cloudwatch.LogGroup("<name>", {
  name, // as it is
  retentionInDays: 30,
  // no logGroupClass: the default, STANDARD, is the one that alarms and metrics can read
});`,
  components: `new EventApi("events", { logging: { retentionDays: 30 } });
new WebAcl("events", { eventApi, logRetentionDays: 30 });
new EventHandler("orders", { eventApi, bundle, logRetentionDays: 30 });`,
};

/** The log group of a function. */
export const FUNCTION_LOG_GROUP: FixExample = {
  aws: `const logs = new aws.cloudwatch.LogGroup("orders-function", {
  name: "/aws/lambda/orders",
  retentionInDays: 30,
});
new aws.lambda.Function("<name>", {
  role: role.arn,
  loggingConfig: { logFormat: "JSON", logGroup: logs.name },
});`,
  components: `new EventHandler("orders", { eventApi, bundle, logRetentionDays: 30 }); // makes the log group`,
};
