import type { FixExample } from "../fix-example.ts";

/** An API whose clients all have a name. */
export const PERSONAL_MODES: FixExample = {
  aws: `const modes = [{ authType: "AWS_IAM" }];
new aws.appsync.Api("events", {
  eventConfig: {
    authProviders: modes,
    connectionAuthModes: modes,
    defaultPublishAuthModes: modes,
    defaultSubscribeAuthModes: modes,
  },
});`,
  components: `new EventApi("events", {
  authorization: { connect: ["AWS_IAM"], publish: ["AWS_IAM"], subscribe: ["AWS_IAM"] },
});`,
};

/** API keys of which one always lasts. */
export const OVERLAPPING_KEYS: FixExample = {
  aws: `new aws.appsync.ApiKey("key-april", { apiId: api.apiId, expires: "2027-07-01T00:00:00Z" });
new aws.appsync.ApiKey("key-june", { apiId: api.apiId, expires: "2027-09-01T00:00:00Z" });`,
  components: `new EventApi("events", {
  authorization: { apiKeys: { firstDay: "2027-01-01", everyDays: 60 } }, // always two, each for 120 days
});`,
};

/** A policy that names what it allows. */
export const NAMED_ACTIONS: FixExample = {
  aws: `new aws.iam.RolePolicy("<name>", {
  role: role.name,
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
        Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
      },
    ],
  }),
});`,
  components: `const table = new Table("orders", { partitionKey: { name: "pk" } });
table.grantActions(handler, "GetItem", "PutItem");`,
};

/** A role that one service of AWS may assume. */
export const NAMED_PRINCIPAL: FixExample = {
  aws: `new aws.iam.Role("<name>", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});`,
  components: `new EventHandler("orders", { eventApi, bundle }); // makes a role for Lambda alone`,
};
