import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnFor, placeFor } from "./arn.ts";
import { physicalName } from "./physical-name.ts";
import { policyDocument } from "./policy-documents.ts";
import type { Tags } from "./stage-tags.ts";

/** Arguments of an alarm topic. */
export interface AlarmTopicArgs {
  /** Address that gets the alarms; its owner confirms the subscription once. @default nobody */
  readonly email?: string;
  /**
   * Customer managed key whose policy lets cloudwatch.amazonaws.com use it. CloudWatch cannot
   * publish to a topic that is encrypted with the key that AWS manages for SNS.
   * @default no key; alarms carry names and numbers, never payloads
   */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** @default none */
  readonly tags?: Tags;
}

/** The topic that alarms and the budget of a stage notify; only the account's own publish to it. */
export class AlarmTopic extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;
  readonly topic: aws.sns.Topic;
  readonly policy: aws.sns.TopicPolicy;
  readonly subscription: aws.sns.TopicSubscription | undefined;

  constructor(name: string, args: AlarmTopicArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("appsync-events:components:AlarmTopic", name, {}, opts);
    this.topic = this.#createTopic(name, args);
    this.policy = this.#createPolicy(name);
    this.subscription = args.email === undefined ? undefined : this.#subscribe(name, args.email);
    this.topicArn = this.topic.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }

  #createTopic(name: string, { kmsKeyArn, tags = {} }: AlarmTopicArgs): aws.sns.Topic {
    return new aws.sns.Topic(
      name,
      {
        name: physicalName(`AlarmTopic "${name}"`, [name], 256),
        ...(kmsKeyArn === undefined ? {} : { kmsMasterKeyId: kmsKeyArn }),
        tags,
      },
      { parent: this },
    );
  }

  #createPolicy(name: string): aws.sns.TopicPolicy {
    const { arn } = this.topic;
    const place = placeFor(this);
    const alarms = arnFor(this, "cloudwatch", "alarm:*");
    const budgets = pulumi.interpolate`arn:${place.partition}:budgets::${place.account}:*`;
    const policy = policyDocument([
      {
        Sid: "AlarmsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: arn,
        Condition: {
          StringEquals: { "aws:SourceAccount": place.account },
          ArnLike: { "aws:SourceArn": alarms },
        },
      },
      {
        Sid: "BudgetsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "budgets.amazonaws.com" },
        Action: "sns:Publish",
        Resource: arn,
        Condition: {
          StringEquals: { "aws:SourceAccount": place.account },
          ArnLike: { "aws:SourceArn": budgets },
        },
      },
      {
        Sid: "NothingInPlainText",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    return new aws.sns.TopicPolicy(name, { arn, policy }, { parent: this });
  }

  #subscribe(name: string, email: string): aws.sns.TopicSubscription {
    return new aws.sns.TopicSubscription(
      name,
      { topic: this.topic.arn, protocol: "email", endpoint: email },
      { parent: this },
    );
  }
}
