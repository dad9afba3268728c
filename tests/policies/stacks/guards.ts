import { attestedCode } from "./attested-code.ts";
import { Archive, joined, type Path, ref, type Value } from "./blueprint.ts";

/** A property that a rule depends on, and the values that weaken it. */
export interface Guard {
  readonly resource: string;
  readonly path: Path;
  readonly weaker: readonly Value[];
  /** Removing the property weakens it too; false where its default is as good. */
  readonly removable?: false;
  /** An unknown value is as good here, or another rule's business; false where it is. */
  readonly unknowable?: false;
  /** The unknown value to try, when names of the stack's resources are fine here. */
  readonly unknown?: Value;
  /** Who is named, when not the resource itself. */
  readonly names?: readonly string[];
}

function foreign(service: string, rest: string) {
  return `arn:aws:${service}:eu-west-1:999999999999:${rest}`;
}

/** Unknown at preview, made from nothing that a rule could trust; a wrong value at the update. */
export const unrelated = ref("topic", "arn");

/** Unknown at preview, and then whatever somebody wrote into a parameter. */
const anything = ref("parameter", "arn");

function document(...statements: readonly Value[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

const WRITE = ["logs:CreateLogStream", "logs:PutLogEvents"];
const GROUPS = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/appsync/apis/*";
function logStatement(change: { readonly [key: string]: Value } = {}): Value {
  return {
    Effect: "Allow",
    Action: WRITE,
    Resource: GROUPS,
    ...change,
  };
}

function trustStatement(change: { readonly [key: string]: Value } = {}): Value {
  return {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "appsync.amazonaws.com" },
    ...change,
  };
}

/** What keeps AppSync from writing logs with a role that is there. */
const logRole: readonly Guard[] = [
  {
    resource: "log-role",
    path: ["assumeRolePolicy"],
    weaker: [
      document(trustStatement({ Principal: { Service: "lambda.amazonaws.com" } })),
      document(trustStatement({ Principal: { AWS: "arn:aws:iam::123456789012:root" } })),
      document(trustStatement({ Action: "sts:TagSession" })),
      document(trustStatement(), trustStatement({ Effect: "Deny" })),
      document(
        trustStatement({
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:lambda:*:*:function:*" } },
        }),
      ),
    ],
    unknown: anything,
  },
  {
    resource: "log-role",
    path: ["permissionsBoundary"],
    weaker: ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/AWSDenyAll"],
    removable: false,
  },
  {
    resource: "log-policy",
    path: ["policy"],
    weaker: [
      document(),
      document(logStatement({ Action: "logs:CreateLogGroup" })),
      document(logStatement({ Action: "logs:PutLogEvents" })),
      document(logStatement({ Action: ["logs:Describe*", "logs:CreateLogStream"] })),
      document(logStatement({ Resource: "arn:aws:logs:*:*:log-group:/aws/lambda/*" })),
      document(logStatement({ Resource: "arn:aws:logs:us-east-1:123456789012:*" })),
      document(logStatement({ Resource: "arn:aws:logs:*:*:log-group:/aws/appsync/apis/other:*" })),
      document(logStatement({ NotAction: "logs:*", Action: null })),
      document(logStatement(), logStatement({ Effect: "Deny" })),
      document(logStatement(), logStatement({ Effect: "Deny", Action: "*", Resource: "*" })),
      document(
        logStatement(),
        logStatement({
          Effect: "Deny",
          Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
        }),
      ),
      document(
        logStatement({ Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } } }),
      ),
    ],
    unknown: anything,
    names: ["log-role"],
  },
  {
    resource: "log-policy",
    path: ["role"],
    weaker: ["another-role", ref("function-role", "id")],
    names: ["log-role"],
  },
];

export const logging: readonly Guard[] = [
  { resource: "api", path: ["eventConfig"], weaker: [] },
  { resource: "api", path: ["eventConfig", "logConfig"], weaker: [{}] },
  { resource: "api", path: ["eventConfig", "logConfig", "logLevel"], weaker: ["NONE", "", "none"] },
  {
    resource: "api",
    path: ["eventConfig", "logConfig", "cloudwatchLogsRoleArn"],
    weaker: [
      "",
      "log-role",
      ref("decoy-function", "arn"),
      ref("acl", "arn"),
      ref("function-role", "arn"),
    ],
    names: ["api", "function-role"],
  },
  {
    resource: "api-logs",
    path: ["name"],
    weaker: ["/aws/appsync/apis/other", joined("/aws/appsync/apis/", ref("decoy-api", "apiId"))],
    names: ["api"],
  },
  { resource: "api-logs", path: ["retentionInDays"], weaker: [0, -1] },
  {
    resource: "api-logs",
    path: ["logGroupClass"],
    weaker: ["INFREQUENT_ACCESS", "DELIVERY"],
    removable: false,
  },
  ...logRole,
  {
    resource: "namespace",
    path: ["apiId"],
    weaker: [
      "abcdefghijklmnopqrstuvwxyz",
      foreign("appsync", "apis/abc"),
      ref("decoy-api", "apiId"),
    ],
    names: ["namespace", "decoy-api"],
  },
];

function onActions(behavior: string, actions: readonly string[]): Value {
  return {
    behavior,
    requirement: "MEETS_ANY",
    conditions: actions.map((action) => ({ actionCondition: { action } })),
  };
}

function kept(...actions: string[]): Value {
  return onActions("KEEP", actions);
}

function dropped(...actions: string[]): Value {
  return onActions("DROP", actions);
}

export const waf: readonly Guard[] = [
  {
    resource: "association",
    path: ["resourceArn"],
    weaker: [foreign("appsync", "apis/abc"), ref("decoy-api", "apiArn"), ref("function", "arn")],
    names: ["api"],
  },
  {
    resource: "association",
    path: ["webAclArn"],
    weaker: [foreign("wafv2", "regional/webacl/other/1"), ref("decoy-acl", "arn")],
    names: ["association", "decoy-acl"],
  },
  { resource: "acl", path: ["scope"], weaker: ["CLOUDFRONT", "", "regional"] },
  { resource: "acl", path: ["rules"], weaker: [[]] },
  { resource: "acl", path: ["rules", 0, "overrideAction"], weaker: [{ count: {} }, {}] },
  {
    resource: "acl-logging",
    path: ["resourceArn"],
    weaker: [foreign("wafv2", "regional/webacl/other/1"), ref("decoy-acl", "arn")],
    names: ["acl"],
  },
  {
    resource: "acl-logging",
    path: ["logDestinationConfigs"],
    weaker: [
      [],
      [""],
      [unrelated],
      ["no destination"],
      [foreign("sns", "aws-waf-logs-topic")],
      ["arn:aws:s3:::web-acl-logs"],
      [foreign("logs", "log-group:web-acl-logs")],
      ["arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-events"],
      ["arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-elsewhere"],
      ["arn:aws:firehose:us-east-1:123456789012:deliverystream/aws-waf-logs-events"],
    ],
    names: ["acl", "acl-logging"],
  },
  {
    resource: "acl-logging",
    path: ["loggingFilter"],
    weaker: [
      { defaultBehavior: "DROP" },
      { defaultBehavior: "DROP", filters: [] },
      { defaultBehavior: "DROP", filters: [{ behavior: "DROP" }] },
      { defaultBehavior: "KEEP", filters: [dropped("BLOCK")] },
      { defaultBehavior: "DROP", filters: [kept("ALLOW")] },
      { defaultBehavior: "KEEP", filters: [dropped("ALLOW", "BLOCK"), kept("BLOCK")] },
      { defaultBehavior: unrelated, filters: [] },
    ],
    removable: false,
    names: ["acl"],
  },
  {
    resource: "acl-logging",
    path: ["redactedFields"],
    weaker: [[], [{ singleHeader: { name: "authorization" } }], [{ queryString: {} }]],
  },
  { resource: "acl-logs", path: ["retentionInDays"], weaker: [0] },
  {
    resource: "acl-logs",
    path: ["name"],
    weaker: ["web-acl-logs"],
    names: ["acl"],
  },
];

const handlers = (["onPublish", "onSubscribe"] as const).flatMap((side): Guard[] => {
  const at = (...keys: string[]): Pick<Guard, "resource" | "path"> => ({
    resource: "namespace",
    path: ["handlerConfigs", side, ...keys],
  });
  return [
    { ...at(), weaker: [{}] },
    { ...at("behavior"), weaker: ["CODE", "direct", ""] },
    { ...at("integration"), weaker: [{}] },
    {
      ...at("integration", "dataSourceName"),
      weaker: ["nobody", "", ref("decoy-source", "name")],
    },
    { ...at("integration", "lambdaConfig"), weaker: [], removable: false },
    {
      ...at("integration", "lambdaConfig", "invokeType"),
      weaker: ["EVENT", "", "RequestResponse"],
      removable: false,
    },
  ];
});

export const requestResponse: readonly Guard[] = [
  { resource: "namespace", path: ["handlerConfigs"], weaker: [{}] },
  ...handlers,
  {
    resource: "namespace",
    path: ["apiId"],
    weaker: ["abcdefghijklmnopqrstuvwxyz", ref("decoy-api", "apiId")],
  },
  {
    resource: "source",
    path: ["apiId"],
    weaker: ["zyxwvutsrqponmlkjihgfedcba", ref("decoy-api", "apiId")],
    names: ["namespace"],
  },
  {
    resource: "source",
    path: ["type"],
    weaker: ["NONE", "HTTP", "AMAZON_DYNAMODB", "AMAZON_EVENTBRIDGE", "aws_lambda", ""],
  },
  { resource: "source", path: ["lambdaConfig"], weaker: [{}] },
  {
    resource: "source",
    path: ["lambdaConfig", "functionArn"],
    weaker: [foreign("lambda", "function:orders"), ref("acl", "arn")],
  },
];

const { files: attestedFiles } = attestedCode();
const attestation = attestedFiles["attestation.json"] ?? "";
function repacked(files: Readonly<Record<string, string>>): Archive {
  return new Archive({ ...attestedFiles, ...files });
}

function without(name: string): Archive {
  return new Archive(
    Object.fromEntries(Object.entries(attestedFiles).filter(([path]) => path !== name)),
  );
}

function claiming(change: Readonly<Record<string, unknown>>): Archive {
  return repacked({
    "attestation.json": JSON.stringify({ ...JSON.parse(attestation), ...change }),
  });
}

const code = attestedFiles["index.mjs"] ?? "";

/** Variables by which a runtime can be made to run other code before the handler. */
const LOADERS = [
  ["AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrapper"],
  ["NODE_OPTIONS", "--import=/opt/first.mjs"],
  ["NODE_OPTIONS", "--enable-source-maps --require=/opt/first.js"],
  ["NODE_PATH", "/opt/other"],
  ["LD_PRELOAD", "/opt/first.so"],
  ["LD_LIBRARY_PATH", "/opt/lib"],
  ["OPENSSL_CONF", "/opt/openssl.cnf"],
  ["PYTHONPATH", "/opt/other"],
  ["JAVA_TOOL_OPTIONS", "-javaagent:/opt/agent.jar"],
] as const;

export const attestedHandler: readonly Guard[] = [
  {
    resource: "function",
    path: ["code"],
    weaker: [
      without("attestation.json"),
      without("index.mjs"),
      without("schemas.json"),
      repacked({ "index.mjs": `${code} ` }),
      repacked({ "index.mjs": "export const handler = async () => ({ events: [] });" }),
      repacked({ "index.js": "exports.handler = async () => ({ events: [] });" }),
      repacked({ "node_modules/first/index.js": "//" }),
      repacked({ "schemas.json": "{}" }),
      repacked({ "attestation.json": "{}" }),
      repacked({ "attestation.json": "yes" }),
      claiming({ version: 2 }),
      claiming({ schemasDigest: `sha256:${"0".repeat(64)}` }),
      claiming({ files: {} }),
      claiming({ namespaces: ["chat"] }),
      claiming({ namespaces: [] }),
      attestedCode(["chat"]),
    ],
  },
  { resource: "function", path: ["handler"], weaker: ["other.handler", "index.other", ""] },
  { resource: "function", path: ["runtime"], weaker: ["python3.13", "provided.al2023", ""] },
  { resource: "function", path: ["imageUri"], weaker: ["registry/events:1"], removable: false },
  { resource: "function", path: ["s3Bucket"], weaker: ["packages"], removable: false },
  { resource: "function", path: ["s3Key"], weaker: ["orders.zip"], removable: false },
  {
    resource: "function",
    path: ["imageConfig"],
    weaker: [{ commands: ["other.handler"] }],
    removable: false,
  },
  {
    resource: "function",
    path: ["layers"],
    weaker: [[foreign("lambda", "layer:first:1")], [unrelated]],
    removable: false,
  },
  ...LOADERS.map(
    ([name, value]): Guard => ({
      resource: "function",
      path: ["environment", "variables", name],
      weaker: [value],
      removable: false,
    }),
  ),
  {
    resource: "source",
    path: ["lambdaConfig", "functionArn"],
    weaker: [ref("decoy-function", "arn")],
    removable: false,
    names: ["source", "decoy-function"],
    unknowable: false,
  },
  { resource: "namespace", path: ["name"], weaker: ["chat"], names: ["function"] },
];

function iamPolicy(Statement: Record<string, string | string[]>): string {
  return JSON.stringify({ Statement: [{ Effect: "Allow", ...Statement }] });
}

export const further: Readonly<Record<string, readonly Guard[]>> = {
  "no-api-key-in-production": [
    ...[
      "authProviders",
      "connectionAuthModes",
      "defaultPublishAuthModes",
      "defaultSubscribeAuthModes",
    ].map(
      (list): Guard => ({
        resource: "api",
        path: ["eventConfig", list],
        weaker: [[{ authType: "AWS_IAM" }, { authType: "API_KEY" }], [{ authType: unrelated }]],
        removable: false,
      }),
    ),
    ...["publishAuthModes", "subscribeAuthModes"].map(
      (list): Guard => ({
        resource: "namespace",
        path: [list],
        weaker: [[{ authType: "API_KEY" }], [{ authType: unrelated }]],
        removable: false,
      }),
    ),
  ],
  "iam-no-wildcards": [
    {
      resource: "function-policy",
      path: ["policy"],
      weaker: [
        iamPolicy({ Action: "*", Resource: "arn:aws:s3:::a" }),
        iamPolicy({ Action: "dynamodb:*", Resource: "arn:aws:s3:::a" }),
        iamPolicy({ Action: ["dynamodb:PutItem"], Resource: "*" }),
        iamPolicy({ Action: "dynamodb:PutItem", Resource: ["arn:aws:dynamodb:eu-west-1:1:*"] }),
        iamPolicy({ NotAction: "iam:PassRole", Resource: "arn:aws:s3:::a" }),
        iamPolicy({ Action: "dynamodb:PutItem", NotResource: "arn:aws:s3:::a" }),
      ],
      removable: false,
      unknown: anything,
    },
    {
      resource: "function-role",
      path: ["assumeRolePolicy"],
      weaker: [iamPolicy({ Action: "sts:AssumeRole", Principal: "*" })],
      removable: false,
      unknown: anything,
    },
  ],
  "function-timeout-and-memory": [
    { resource: "function", path: ["timeout"], weaker: [31, 900] },
    { resource: "function", path: ["memorySize"], weaker: [128, 0] },
  ],
  "function-log-retention": [
    { resource: "function-logs", path: ["retentionInDays"], weaker: [0] },
    {
      resource: "function-logs",
      path: ["logGroupClass"],
      weaker: ["INFREQUENT_ACCESS", "DELIVERY"],
      removable: false,
    },
    {
      resource: "function",
      path: ["loggingConfig", "logGroup"],
      weaker: ["/elsewhere"],
      removable: false,
    },
  ],
  "cost-allocation-tags": ["api", "namespace", "function", "acl", "api-logs"].flatMap(
    (resource): Guard[] => [
      { resource, path: ["tags"], weaker: [{}] },
      { resource, path: ["tags", "Stage"], weaker: [] },
    ],
  ),
};
