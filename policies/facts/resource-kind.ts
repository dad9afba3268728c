/**
 * The kinds of resource the facts know, with the tokens of the two AWS providers: `aws` (the
 * bridged provider) and `aws-native` (Cloud Control).
 */
export const TOKENS = {
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

export type ResourceKind = keyof typeof TOKENS;

const kinds = new Map<string, ResourceKind>(
  Object.entries(TOKENS).flatMap(([kind, names]) =>
    names.map((token): [string, ResourceKind] => [token, kind as ResourceKind]),
  ),
);

/**
 * The same kinds by the names that Terraform gives them, for other providers made from its AWS
 * providers (`aws`, `awscc`), whose packages may have any name.
 */
const TERRAFORM_NAMES: Readonly<Record<string, ResourceKind>> = {
  appsync_api: "api",
  appsync_api_key: "apiKey",
  appsync_channel_namespace: "channelNamespace",
  channel_namespace: "channelNamespace",
  appsync_data_source: "dataSource",
  appsync_datasource: "dataSource",
  cloudwatch_log_group: "logGroup",
  dynamodb_table: "table",
  iam_managed_policy: "policy",
  iam_policy: "policy",
  iam_role: "role",
  iam_role_policy: "rolePolicy",
  iam_role_policy_attachment: "policyAttachment",
  lambda_alias: "functionAlias",
  lambda_function: "function",
  logs_log_group: "logGroup",
  wafv2_logging_configuration: "webAclLogging",
  wafv2_rule_group: "ruleGroup",
  wafv2_web_acl: "webAcl",
  wafv2_web_acl_association: "webAclAssociation",
  wafv2_web_acl_logging_configuration: "webAclLogging",
};

const byWord = new Map<string, ResourceKind>(
  Object.entries(TERRAFORM_NAMES).map(([name, kind]) => [word(name), kind]),
);

const found = new Map<string, ResourceKind | undefined>();

/** The kind of a resource type token, undefined for types that no rule looks at. */
export function kindOf(token: string): ResourceKind | undefined {
  if (!found.has(token)) {
    found.set(token, kinds.get(token) ?? kindInOtherProvider(token));
  }
  return found.get(token);
}

/** `awscc:index/appsyncApi:AppsyncApi`, `any:appsync/api:Api`, `module:tf:aws_appsync_api`. */
function kindInOtherProvider(token: string): ResourceKind | undefined {
  const [pack = "", module = "", name = ""] = token.split(":");
  if (pack === "pulumi" || pack === "aws-native") {
    return undefined;
  }
  const [folder = ""] = module.split("/");
  const own = word(name).replace(/^aws(?:cc)?(?=[a-z])/, "");
  return byWord.get(own) ?? (pack === "aws" ? undefined : byWord.get(word(folder) + own));
}

function word(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/**
 * Providers name a few properties differently: those made from AWS's own resource types spell them
 * as Cloud Control does. This tells which names to use.
 */
export function isNative(token: string): boolean {
  return /^(?:aws-native|awscc):|:awscc_|:Awscc/.test(token);
}
