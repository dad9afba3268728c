import assert from "node:assert/strict";
import { test } from "node:test";
import { permissionToInvoke, roleMayInvoke } from "../../../local/iam/invoke-permission.ts";
import { ResourceRegistry } from "../../../local/provider/resource-registry.ts";

type Inputs = Readonly<Record<string, unknown>>;

const API_ARN = "arn:aws:appsync:eu-west-1:000000000000:apis/api1";
const ALIAS_ARN = "arn:aws:lambda:eu-west-1:000000000000:function:chat:live";
const ROLE_ARN = "arn:aws:iam::000000000000:role/invoke";
const POLICY_ARN = "arn:aws:iam::000000000000:policy/invoke";
const ASKED = { functionArn: ALIAS_ARN, apiArn: API_ARN };

const TRUST = trust({});
const ALLOW = document({ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: ALIAS_ARN });

function document(...statements: readonly Inputs[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function trust(changes: Inputs): string {
  const Principal = { Service: "appsync.amazonaws.com" };
  return document({ Effect: "Allow", Principal, Action: "sts:AssumeRole", ...changes });
}

function allowing(changes: Inputs): string {
  const { Statement } = JSON.parse(ALLOW);
  return document({ ...Statement[0], ...changes });
}

type Resource = readonly [type: string, inputs: Inputs, outputs?: Inputs];

function registryOf(...resources: readonly Resource[]): ResourceRegistry {
  const registry = new ResourceRegistry();
  for (const [at, [type, inputs, outputs = {}]] of resources.entries()) {
    registry.put({ urn: `${at}`, type, id: `${at}`, inputs, outputs: { ...inputs, ...outputs } });
  }
  return registry;
}

function role(changes: Inputs = {}): Resource {
  return [
    "aws:iam/role:Role",
    { name: "invoke", assumeRolePolicy: TRUST, ...changes },
    { arn: ROLE_ARN },
  ];
}

function inline(policy: unknown): Resource {
  return ["aws:iam/rolePolicy:RolePolicy", { role: "invoke", policy }];
}

function managed(policy: unknown): Resource {
  return ["aws:iam/policy:Policy", { name: "invoke", policy }, { arn: POLICY_ARN }];
}

const ATTACHED: Resource = [
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  { role: "invoke", policyArn: POLICY_ARN },
];

function source(key: string, operator: string, value: unknown) {
  return {
    Condition: { [operator]: { [key]: value } },
  };
}

const ROLES: readonly (readonly [what: string, answer: string, ...resources: Resource[]])[] = [
  ["the alias by an inline policy", "allowed", role(), inline(ALLOW)],
  ["a policy as an object", "allowed", role(), inline(JSON.parse(ALLOW))],
  ["every function", "allowed", role(), inline(allowing({ Resource: "*" }))],
  [
    "one statement that is not a list",
    "allowed",
    role(),
    inline(allowing({ Resource: [ALIAS_ARN] })),
  ],
  [
    "actions by a pattern, in any case",
    "allowed",
    role(),
    inline(allowing({ Action: ["s3:*", "LAMBDA:invoke*"] })),
  ],
  [
    "all but another action",
    "allowed",
    role(),
    inline(allowing({ Action: undefined, NotAction: "s3:*" })),
  ],
  ["a policy of the role itself", "allowed", role({ inlinePolicies: [{ policy: ALLOW }] })],
  ["an attached policy", "allowed", role(), managed(ALLOW), ATTACHED],
  [
    "an attached policy of the role itself",
    "allowed",
    role({ managedPolicyArns: [POLICY_ARN] }),
    managed(ALLOW),
  ],
  [
    "a policy that is attached to a list of roles",
    "allowed",
    role(),
    managed(ALLOW),
    ["aws:iam/policyAttachment:PolicyAttachment", { roles: ["invoke"], policyArn: POLICY_ARN }],
  ],
  ["nothing", "denied", role()],
  [
    "the function but not its alias",
    "denied",
    role(),
    inline(allowing({ Resource: ALIAS_ARN.replace(":live", "") })),
  ],
  [
    "another alias",
    "denied",
    role(),
    inline(allowing({ Resource: ALIAS_ARN.replace("live", "old") })),
  ],
  ["another action", "denied", role(), inline(allowing({ Action: "lambda:InvokeAsync" }))],
  [
    "all but this action",
    "denied",
    role(),
    inline(allowing({ Action: undefined, NotAction: "lambda:*" })),
  ],
  [
    "all but this function",
    "denied",
    role(),
    inline(allowing({ Resource: undefined, NotResource: ALIAS_ARN })),
  ],
  [
    "a policy of another role",
    "denied",
    role(),
    ["aws:iam/rolePolicy:RolePolicy", { role: "other", policy: ALLOW }],
  ],
  [
    "what another policy denies",
    "denied",
    role(),
    inline(ALLOW),
    inline(allowing({ Effect: "Deny", Resource: "*" })),
  ],
  ["a text that is not JSON", "denied", role(), inline("{")],
  [
    "a boundary that does not",
    "denied",
    role({ permissionsBoundary: POLICY_ARN }),
    inline(ALLOW),
    managed(document()),
  ],
  [
    "a boundary that does",
    "allowed",
    role({ permissionsBoundary: POLICY_ARN }),
    inline(ALLOW),
    managed(ALLOW),
  ],
  [
    "without trusting AppSync",
    "denied",
    role({ assumeRolePolicy: trust({ Principal: { Service: "lambda.amazonaws.com" } }) }),
    inline(ALLOW),
  ],
  [
    "trusting two services",
    "allowed",
    role({
      assumeRolePolicy: trust({
        Principal: { Service: ["lambda.amazonaws.com", "appsync.amazonaws.com"] },
      }),
    }),
    inline(ALLOW),
  ],
  [
    "trusting this account",
    "allowed",
    role({ assumeRolePolicy: trust(source("aws:SourceAccount", "StringEquals", "000000000000")) }),
    inline(ALLOW),
  ],
  [
    "trusting another account",
    "denied",
    role({ assumeRolePolicy: trust(source("AWS:SourceAccount", "StringEquals", ["1", "2"])) }),
    inline(ALLOW),
  ],
  [
    "trusting every API of the account",
    "allowed",
    role({
      assumeRolePolicy: trust(
        source("aws:SourceArn", "ArnLike", "arn:aws:appsync:*:000000000000:apis/*"),
      ),
    }),
    inline(ALLOW),
  ],
  [
    "trusting another API",
    "denied",
    role({
      assumeRolePolicy: trust(source("aws:SourceArn", "ArnLike", "arn:aws:appsync:*:*:apis/api?2")),
    }),
    inline(ALLOW),
  ],
  [
    "on a condition that nobody here knows",
    "unknown",
    role(),
    inline(allowing(source("aws:RequestedRegion", "StringEquals", "eu-west-1"))),
  ],
  [
    "with a denial on such a condition",
    "unknown",
    role(),
    inline(ALLOW),
    inline(allowing({ Effect: "Deny", ...source("aws:MultiFactorAuthPresent", "Bool", "false") })),
  ],
  ["a policy of another stack", "unknown", role(), ATTACHED],
  ["beside a policy of another stack", "allowed", role(), inline(ALLOW), ATTACHED],
  ["a role of another stack", "unknown", inline(ALLOW)],
];

for (const [what, answer, ...resources] of ROLES) {
  test(`a role that allows ${what}: ${answer}`, () => {
    assert.equal(roleMayInvoke(ROLE_ARN, ASKED, registryOf(...resources)), answer);
  });
}

test("a data source without a role may invoke nothing", () => {
  assert.equal(roleMayInvoke("", ASKED, registryOf(role(), inline(ALLOW))), "denied");
});

const FUNCTION: Resource = ["aws:lambda/function:Function", { name: "chat" }];
function permission(changes: Inputs): Resource {
  return [
    "aws:lambda/permission:Permission",
    {
      action: "lambda:InvokeFunction",
      function: "chat",
      qualifier: "live",
      principal: "appsync.amazonaws.com",
      sourceArn: API_ARN,
      ...changes,
    },
  ];
}

const PERMISSIONS: readonly (readonly [what: string, answer: string, changes: Inputs])[] = [
  ["for the alias", "allowed", {}],
  ["by the function's ARN", "allowed", { function: ALIAS_ARN.replace(":live", "") }],
  ["by the alias's ARN", "allowed", { function: ALIAS_ARN, qualifier: undefined }],
  [
    "for every API of the account",
    "allowed",
    { sourceArn: undefined, sourceAccount: "000000000000" },
  ],
  ["without a qualifier", "denied", { qualifier: undefined }],
  ["of another function", "denied", { function: "other" }],
  ["for another service", "denied", { principal: "events.amazonaws.com" }],
  ["for another API", "denied", { sourceArn: `${API_ARN}2` }],
  ["for another account", "denied", { sourceAccount: "111111111111" }],
  ["for another action", "denied", { action: "lambda:GetFunction" }],
];

for (const [what, answer, changes] of PERMISSIONS) {
  test(`a permission ${what} to invoke the authorizer: ${answer}`, () => {
    const registry = registryOf(FUNCTION, permission(changes));
    assert.equal(permissionToInvoke(ASKED, registry), answer);
  });
}

test("an authorizer without a permission is denied, one of another stack is not judged", () => {
  assert.equal(permissionToInvoke(ASKED, registryOf(FUNCTION)), "denied");
  assert.equal(permissionToInvoke(ASKED, registryOf()), "unknown");
});
