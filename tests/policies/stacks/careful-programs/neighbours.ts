import { type Blueprint, joined, jsonText, ref } from "../blueprint.ts";
import { compliant, declare } from "../compliant.ts";

/** What lies beside a guarded API. */
export const neighbours: Readonly<Record<string, Blueprint>> = {
  "a smoke test after the deployment": {
    ...compliant,
    smoke: declare("command:local:Command", {
      create: "npm run smoke",
      environment: { EVENT_API: ref("api", "apiId") },
      triggers: [ref("api", "apiId"), ref("function", "version")],
    }),
  },
  "a task of ECS that publishes": {
    ...compliant,
    task: declare("aws:ecs/taskDefinition:TaskDefinition", {
      family: "publisher",
      containerDefinitions: jsonText([
        { name: "app", environment: [{ name: "API", value: ref("api", "apiId") }] },
      ]),
    }),
  },
  "a machine that subscribes": {
    ...compliant,
    machine: declare("aws:ec2/instance:Instance", {
      userData: joined("#!/bin/sh\nsubscribe ", ref("api", "apiId"), "\n"),
    }),
  },
  "a workflow that publishes to the API": {
    ...compliant,
    workflow: declare("aws:sfn/stateMachine:StateMachine", {
      definition: jsonText({
        StartAt: "publish",
        States: {
          publish: {
            Type: "Task",
            Resource: "arn:aws:states:::http:invoke",
            Api: ref("api", "apiId"),
            End: true,
          },
        },
      }),
    }),
  },
  "programs that watch for namespaces, or forbid them": {
    ...compliant,
    watch: declare("aws:cloudwatch/eventRule:EventRule", {
      eventPattern: JSON.stringify({
        source: ["aws.appsync"],
        detail: { eventName: ["CreateChannelNamespace", "UpdateApi"] },
      }),
    }),
    forbid: declare("aws:organizations/policy:Policy", {
      content: JSON.stringify({
        Statement: { Effect: "Deny", Action: "appsync:CreateChannelNamespace", Resource: "*" },
      }),
    }),
    dashboard: declare("aws:cloudwatch/dashboard:Dashboard", {
      dashboardBody: jsonText({ text: joined("API ", ref("api", "apiId"), ", create-api") }),
    }),
  },
  "commands that test, invoke, and deploy something else": {
    ...compliant,
    smoke: declare("command:local:Command", {
      create: "node smoke.js",
      environment: { API: ref("api", "apiId"), NAME: ref("function", "name") },
      triggers: [ref("function", "version")],
    }),
    warm: declare("command:local:Command", {
      create: joined("aws lambda invoke --function-name ", ref("function", "name"), " out.json"),
    }),
    reports: declare("command:local:Command", {
      create: "aws lambda update-function-code --function-name reports --s3-bucket b --s3-key k",
    }),
    site: declare("command:local:Command", {
      create: "aws cloudfront create-invalidation --distribution-id D --paths '/*'",
    }),
  },
  "resources of other providers": {
    ...compliant,
    password: declare("random:index/randomPassword:RandomPassword", { length: 20 }),
    variable: declare("github:index/actionsVariable:ActionsVariable", {
      variableName: "API",
      value: ref("api", "apiId"),
    }),
    deployment: declare("kubernetes:apps/v1:Deployment", {
      spec: { containers: [{ env: [{ name: "API", value: ref("api", "apiId") }] }] },
    }),
    monitor: declare("datadog:index/monitor:Monitor", {
      query: "sum:aws.lambda.errors{functionname:orders} > 1",
      message: "update-function-code may have failed",
    }),
  },
  "a domain name, a GraphQL API and its key beside it": {
    ...compliant,
    domain: declare("aws:appsync/domainName:DomainName", { domainName: "events.example.com" }),
    "domain-api": declare("aws:appsync/domainNameApiAssociation:DomainNameApiAssociation", {
      apiId: ref("api", "apiId"),
      domainName: ref("domain", "domainName"),
    }),
    graph: declare("aws:appsync/graphQLApi:GraphQLApi", { name: "graph" }),
    "graph-source": declare("aws:appsync/dataSource:DataSource", {
      apiId: ref("graph", "id"),
      name: "none",
      type: "NONE",
    }),
    "graph-key": declare("aws:appsync/apiKey:ApiKey", { apiId: ref("graph", "id") }),
  },
};
