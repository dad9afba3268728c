/**
 * The kinds of resource the facts know, with the tokens of the two AWS providers: `aws` (the
 * bridged provider) and `aws-native` (Cloud Control).
 */
export const tokens = {
  api: ["aws:appsync/api:Api", "aws-native:appsync:Api"],
  apiKey: ["aws:appsync/apiKey:ApiKey", "aws-native:appsync:ApiKey"],
  channelNamespace: [
    "aws:appsync/channelNamespace:ChannelNamespace",
    "aws-native:appsync:ChannelNamespace",
  ],
  dataSource: ["aws:appsync/dataSource:DataSource", "aws-native:appsync:DataSource"],
  function: ["aws:lambda/function:Function", "aws-native:lambda:Function"],
  functionAlias: ["aws:lambda/alias:Alias", "aws-native:lambda:Alias"],
  graphqlApi: ["aws:appsync/graphQLApi:GraphQLApi", "aws-native:appsync:GraphQlApi"],
  ipSet: ["aws:wafv2/ipSet:IpSet", "aws-native:wafv2:IpSet"],
  logBucket: ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2", "aws-native:s3:Bucket"],
  logGroup: ["aws:cloudwatch/logGroup:LogGroup", "aws-native:logs:LogGroup"],
  regexPatternSet: [
    "aws:wafv2/regexPatternSet:RegexPatternSet",
    "aws-native:wafv2:RegexPatternSet",
  ],
  role: ["aws:iam/role:Role", "aws-native:iam:Role"],
  rolePolicy: ["aws:iam/rolePolicy:RolePolicy", "aws-native:iam:RolePolicy"],
  logStream: [
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "aws-native:kinesisfirehose:DeliveryStream",
  ],
  policy: [
    "aws:iam/policy:Policy",
    "aws-native:iam:ManagedPolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws-native:iam:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    "aws-native:iam:GroupPolicy",
    // `AWS::IAM::Policy` of a template: aws-native has no resource for it.
    "aws-native:iam:Policy",
  ],
  policyAttachment: [
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
  ],
  rolePoliciesExclusive: ["aws:iam/rolePoliciesExclusive:RolePoliciesExclusive"],
  rolePolicyAttachmentsExclusive: [
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
  ],
  table: ["aws:dynamodb/table:Table", "aws-native:dynamodb:Table"],
  webAcl: ["aws:wafv2/webAcl:WebAcl", "aws-native:wafv2:WebAcl"],
  webAclAssociation: [
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    "aws-native:wafv2:WebAclAssociation",
  ],
  webAclLogging: [
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    "aws-native:wafv2:LoggingConfiguration",
  ],
  webAclRule: ["aws:wafv2/webAclRule:WebAclRule"],
  webAclRuleGroupAssociation: ["aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation"],
  ruleGroup: ["aws:wafv2/ruleGroup:RuleGroup", "aws-native:wafv2:RuleGroup"],
} as const satisfies Record<string, readonly string[]>;

export type ResourceKind = keyof typeof tokens;

const kinds = new Map<string, ResourceKind>(
  Object.entries(tokens).flatMap(([kind, names]) =>
    names.map((token): [string, ResourceKind] => [token, kind as ResourceKind]),
  ),
);

/** The kind of a resource type token, undefined for types that no rule looks at. */
export const kindOf = (token: string): ResourceKind | undefined => kinds.get(token);

/** The two providers name a few properties differently; this tells which names to use. */
export const isNative = (token: string): boolean => token.startsWith("aws-native:");
