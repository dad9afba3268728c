import type { CostModel } from "../cost-model.ts";
import { compositeAlarm, dashboard, logGroup, metricAlarm } from "./cloudwatch.ts";
import { bucket, queue, schedule } from "./cost-export.ts";
import { table } from "./dynamodb.ts";
import { eventApi } from "./event-api.ts";
import { eventBus } from "./eventbridge.ts";
import { lambdaFunction, provisionedConcurrency } from "./lambda.ts";
import { kmsKey, natGateway, secret } from "./named-outside.ts";
import { topic, topicSubscription } from "./sns.ts";
import { webAcl } from "./waf.ts";

const iam = { free: "AWS IAM User Guide: IAM is offered at no additional charge" };
const APP_SYNC = {
  free: "AWS AppSync pricing page: Event APIs are charged by operations and connection-minutes",
};
const GLUE = {
  free: "AWS Glue pricing page: the Data Catalog's first million objects and requests are free",
};
const s3 = { free: "Amazon S3 pricing page: buckets are charged by bytes and requests" };
const LAMBDA = { free: "AWS Lambda pricing page: charged by requests and duration of functions" };
const WEB_ACL_PART = { free: "AWS WAF pricing page: charged with the web ACL" };

/**
 * What each resource type of the program costs. A type that is not here is named in forecasts as not
 * priced; one that costs nothing says so, and where that stands.
 */
export const COST_MODELS: Readonly<Record<string, CostModel>> = {
  "aws:appsync/api:Api": eventApi,
  "aws:appsync/apiKey:ApiKey": APP_SYNC,
  "aws:appsync/channelNamespace:ChannelNamespace": APP_SYNC,
  "aws:appsync/dataSource:DataSource": APP_SYNC,
  "aws:appsync/domainName:DomainName": {
    free: "AWS AppSync pricing page names no charge for custom domains; AWS Certificate Manager pricing: public certificates are free",
  },
  "aws:appsync/domainNameApiAssociation:DomainNameApiAssociation": APP_SYNC,
  "aws:budgets/budget:Budget": {
    free: "AWS Budgets pricing page: budgets without actions are free of charge",
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": compositeAlarm,
  "aws:cloudwatch/dashboard:Dashboard": dashboard,
  "aws:cloudwatch/eventBus:EventBus": eventBus,
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    free: "Amazon CloudWatch pricing page: logs are charged by bytes",
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm,
  "aws:dynamodb/table:Table": table,
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:glue/catalogDatabase:CatalogDatabase": GLUE,
  "aws:glue/catalogTable:CatalogTable": GLUE,
  "aws:iam/role:Role": iam,
  "aws:iam/rolePolicy:RolePolicy": iam,
  "aws:kms/key:Key": kmsKey,
  "aws:lambda/alias:Alias": LAMBDA,
  "aws:lambda/function:Function": lambdaFunction,
  "aws:lambda/permission:Permission": LAMBDA,
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": provisionedConcurrency,
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": s3,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": s3,
  "aws:s3/bucketPolicy:BucketPolicy": s3,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": s3,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": s3,
  "aws:s3/bucketVersioning:BucketVersioning": s3,
  "aws:scheduler/schedule:Schedule": schedule,
  "aws:secretsmanager/secret:Secret": secret,
  "aws:sns/topic:Topic": topic,
  "aws:sns/topicPolicy:TopicPolicy": { free: "Amazon SNS pricing page: charged by requests" },
  "aws:sns/topicSubscription:TopicSubscription": topicSubscription,
  "aws:sqs/queue:Queue": queue,
  "aws:sqs/queuePolicy:QueuePolicy": { free: "Amazon SQS pricing page: charged by requests" },
  "aws:wafv2/webAcl:WebAcl": webAcl,
  "aws:wafv2/webAclAssociation:WebAclAssociation": WEB_ACL_PART,
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": WEB_ACL_PART,
};
