import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { WebAclRecords } from "../../../local/model.ts";
import { NONE, rule, testWebAcl } from "../waf/test-web-acl.ts";
import { eventApi, ON_PUBLISH, startEventApi } from "./test-event-api.ts";
import { KEY } from "./test-socket.ts";

const BLOCKED = { errorType: "WAFForbiddenException", message: "403 Forbidden" };
const BODY = { channel: "/default/a", events: ["1"] };

function tagged(value: string) {
  return {
    byteMatchStatement: {
      fieldToMatch: { singleHeader: { name: "x-tag" } },
      searchString: value,
      positionalConstraint: "EXACTLY",
      textTransformations: NONE,
    },
  };
}

function rate(limit: number, more: object = {}) {
  return {
    rateBasedStatement: { limit, aggregateKeyType: "IP", evaluationWindowSec: 60, ...more },
  };
}

function labelled(key: string, scope = "LABEL") {
  return { labelMatchStatement: { key, scope } };
}

function header(name: string) {
  return { header: { name, textTransformations: NONE } };
}

type AclProperties = Parameters<typeof testWebAcl>;

/** An API behind a web ACL, and what AWS WAF records of it. */
async function guarded(t: TestContext, ...acl: AclProperties) {
  const lines: Record<string, unknown>[] = [];
  const counts: string[] = [];
  const webAclRecords: WebAclRecords = {
    log: (destination, line) => lines.push({ destination, ...JSON.parse(line) }),
    count: (metric, { Rule, WebACL }) => counts.push(`${metric} ${Rule} ${WebACL}`),
  };
  const handler = { functionArn: ON_PUBLISH, invokeType: "REQUEST_RESPONSE" } as const;
  const namespaces = [{ name: "default" }, { name: "handled", onPublish: handler }];
  const api = await startEventApi(t, {
    namespaces,
    api: { webAcl: testWebAcl(...acl) },
    functions: { [ON_PUBLISH]: () => ({ events: [] }) },
    server: { webAclRecords },
  });
  const status = async (headers: Record<string, string> = {}, query = "") => {
    const response = await fetch(`http://${api.host}/event${query}`, {
      method: "POST",
      headers: { "x-api-key": KEY, ...headers },
      body: JSON.stringify(BODY),
    });
    await response.arrayBuffer();
    return response.status;
  };
  const statuses = async (...requests: Parameters<typeof status>[]) => {
    const all: number[] = [];
    for (const request of requests) {
      all.push(await status(...request));
    }
    return all;
  };
  return { api, lines, counts, status, statuses };
}

test("HTTP publishes over the rate get 403 before anyone looks at their credential", async (t) => {
  const { api } = await guarded(t, { rules: [rule("rate", rate(3))] });
  for (let request = 0; request < 3; request++) {
    assert.equal((await api.post(BODY, { "x-api-key": "wrong" })).status, 401);
  }
  const answer = await api.post(BODY);
  assert.equal(answer.status, 403);
  assert.deepEqual(answer.body, { errors: [BLOCKED] });
  assert.equal(answer.headers.get("x-amzn-errortype"), BLOCKED.errorType);
});

test("connects over the rate read connection_error; messages of an open socket are not counted", async (t) => {
  const { api } = await guarded(t, { rules: [rule("rate", rate(3))] });
  const socket = await api.connect();
  await socket.subscribe("s", "/default/b");
  for (let id = 0; id < 10; id++) {
    assert.equal((await socket.publish(`${id}`, "/default/a", ["1"])).type, "publish_success");
  }
  await api.connect();
  await api.connect();
  const blocked = await api.open({ host: api.host, "x-api-key": KEY });
  assert.deepEqual(await blocked.next(), {
    type: "connection_error",
    errors: [{ ...BLOCKED, errorCode: 403 }],
  });
  assert.equal((await blocked.closed).code, 1000);
});

test("a rule other than a rate, and the default action, refuse connects as well", async (t) => {
  const { api } = await guarded(t, { defaultAction: { block: {} }, rules: [] });
  const blocked = await api.open();
  assert.equal((await blocked.next()).type, "connection_error");
  assert.equal((await api.post(BODY)).status, 403);
});

test("a rate counts only the requests of its scope, by its own keys", async (t) => {
  const { statuses } = await guarded(t, {
    rules: [
      rule(
        "rate",
        rate(2, {
          aggregateKeyType: "CUSTOM_KEYS",
          customKeys: [
            header("x-user"),
            { queryArgument: { name: "a", textTransformations: NONE } },
          ],
          scopeDownStatement: tagged("slow"),
        }),
      ),
    ],
  });
  const of = (user: string, tag = "slow", query = "?a=1"): [Record<string, string>, string] => [
    { "x-user": user, "x-tag": tag },
    query,
  ];
  assert.deepEqual(
    await statuses(of("a"), of("a"), of("a"), of("b"), of("a", "fast"), of("a", "slow", "?a=2")),
    [200, 200, 403, 200, 200, 200],
  );
  assert.deepEqual(await statuses([{ "x-tag": "slow" }, ""]), [200], "no key, no count");
});

test("a rate by forwarded address takes the first one, and its fallback for no address", async (t) => {
  const by = (fallbackBehavior: string) => ({
    rules: [
      rule(
        "rate",
        rate(1, {
          aggregateKeyType: "FORWARDED_IP",
          forwardedIpConfig: { headerName: "x-forwarded-for", fallbackBehavior },
        }),
      ),
    ],
  });
  const from = (address: string): [Record<string, string>] => [{ "x-forwarded-for": address }];
  const kept = await guarded(t, by("NO_MATCH"));
  assert.deepEqual(
    await kept.statuses(from("192.0.2.1"), from("192.0.2.1, 10.0.0.1"), from("192.0.2.2"), [{}]),
    [200, 403, 200, 200],
  );
  assert.deepEqual(await kept.statuses(from("?"), from("?")), [200, 200]);
  const strict = await guarded(t, by("MATCH"));
  assert.deepEqual(await strict.statuses(from("?")), [403]);
});

const KEYS: readonly [key: object, first: Record<string, string>, other: Record<string, string>][] =
  [
    [{ cookie: { name: "s", textTransformations: NONE } }, { cookie: "s=1" }, { cookie: "s=2" }],
    [{ asn: {} }, { "cloudfront-viewer-asn": "1" }, { "cloudfront-viewer-asn": "2" }],
    [{ forwardedIp: {} }, { "x-forwarded-for": "192.0.2.1" }, { "x-forwarded-for": "192.0.2.2" }],
    [
      { labelNamespace: { namespace: "awswaf:clientip:geo:country:" } },
      { "cloudfront-viewer-country": "DE" },
      { "cloudfront-viewer-country": "AT" },
    ],
  ];

for (const [key, first, other] of KEYS) {
  test(`a rate counts each ${Object.keys(key)[0]} on its own`, async (t) => {
    const { statuses } = await guarded(t, {
      rules: [
        rule("geo", { geoMatchStatement: { countryCodes: ["ZZ"] } }),
        rule("rate", rate(1, { aggregateKeyType: "CUSTOM_KEYS", customKeys: [key] }), {
          priority: 1,
        }),
      ],
    });
    assert.deepEqual(await statuses([first], [first], [other]), [200, 403, 200]);
  });
}

test("a path, a method and a constant put all publishes under one rate", async (t) => {
  const text = { textTransformations: NONE };
  for (const aggregate of [
    {
      aggregateKeyType: "CUSTOM_KEYS",
      customKeys: [{ uriPath: text }, { httpMethod: {} }, { ip: {} }],
    },
    {
      aggregateKeyType: "CONSTANT",
      scopeDownStatement: { notStatement: { statement: tagged("x") } },
    },
  ]) {
    const { statuses } = await guarded(t, { rules: [rule("rate", rate(1, aggregate))] });
    assert.deepEqual(await statuses([{}], [{ "x-tag": "x", "x-skip": "" }], [{ "x-user": "b" }]), [
      200,
      aggregate.aggregateKeyType === "CONSTANT" ? 200 : 403,
      403,
    ]);
  }
});

test("rules are evaluated by priority until one decides; count goes on and labels for later rules", async (t) => {
  const { statuses, counts } = await guarded(t, {
    rules: [
      rule("allowed", tagged("vip"), { priority: 0, action: { allow: {} } }),
      rule(
        "count",
        { orStatement: { statements: [tagged("vip"), tagged("odd")] } },
        {
          priority: 1,
          action: { count: {} },
          ruleLabels: [{ name: "seen:odd" }],
        },
      ),
      rule("label", labelled("odd"), { priority: 2 }),
    ].toReversed(),
  });
  assert.deepEqual(
    await statuses([{ "x-tag": "vip" }], [{ "x-tag": "odd" }], [{}]),
    [200, 403, 200],
  );
  assert.deepEqual(counts, [
    "AllowedRequests ALL guard-metric",
    "AllowedRequests metric-allowed guard-metric",
    "BlockedRequests ALL guard-metric",
    "BlockedRequests metric-label guard-metric",
    "CountedRequests metric-count guard-metric",
    "AllowedRequests ALL guard-metric",
    "AllowedRequests Default_Action guard-metric",
  ]);
});

test("labels match by name, by namespace and in full, in their own context alone", async (t) => {
  const prefix = "awswaf:000000000000:webacl:guard:";
  const matches = async (key: string, scope: string) => {
    const { status } = await guarded(t, {
      rules: [
        rule("count", tagged("odd"), { action: { count: {} }, ruleLabels: [{ name: "a:b:name" }] }),
        rule("label", labelled(key, scope), { priority: 1 }),
      ],
    });
    return (await status({ "x-tag": "odd" })) === 403;
  };
  for (const key of ["name", "b:name", "a:b:name", `${prefix}a:b:name`]) {
    assert.equal(await matches(key, "LABEL"), true, key);
  }
  for (const key of ["ame", "a:b", "a:b:names", `${prefix}b:name`, "awswaf:1:webacl:x:a:b:name"]) {
    assert.equal(await matches(key, "LABEL"), false, key);
  }
  for (const key of ["a:", "b:", "a:b:", prefix]) {
    assert.equal(await matches(key, "NAMESPACE"), true, key);
  }
  for (const key of ["c:", `${prefix}b:`]) {
    assert.equal(await matches(key, "NAMESPACE"), false, key);
  }
});

test("a rule group decides in its place, unless the reference counts or overrides", async (t) => {
  const arn = "arn:aws:wafv2:eu-west-1:000000000000:regional/rulegroup/own/2";
  const groups = {
    [arn]: {
      name: "own",
      rules: [rule("inner", tagged("odd"), { ruleLabels: [{ name: "odd" }] })],
    },
  };
  const outcome = async (more: object, reference: object = {}) => {
    const statement = { ruleGroupReferenceStatement: { arn, ...reference } };
    const { status } = await guarded(
      t,
      {
        rules: [
          rule("group", statement, { action: undefined, overrideAction: { none: {} }, ...more }),
        ],
      },
      { groups },
    );
    return status({ "x-tag": "odd" });
  };
  assert.equal(await outcome({}), 403);
  assert.equal(await outcome({ overrideAction: { count: {} } }), 200);
  const count = [{ name: "inner", actionToUse: { count: {} } }];
  assert.equal(await outcome({}, { ruleActionOverrides: count }), 200);
  assert.equal(await outcome({}, { excludedRules: [{ name: "inner" }] }), 200);
  const { status } = await guarded(
    t,
    {
      rules: [
        rule("group", { ruleGroupReferenceStatement: { arn } }, { overrideAction: { count: {} } }),
        rule("foreign", labelled("awswaf:000000000000:rulegroup:own:odd"), { priority: 1 }),
      ],
    },
    { groups },
  );
  assert.equal(await status({ "x-tag": "odd" }), 403, "labels of a group outlive it");
});

test("a custom response replaces the answer of an HTTP publish, and a socket reads its status", async (t) => {
  const customResponse = {
    responseCode: 429,
    customResponseBodyKey: "slow",
    responseHeaders: [{ name: "retry-after", value: "60" }],
  };
  const { api } = await guarded(t, {
    customResponseBodies: [
      { key: "slow", content: '{"slow":true}', contentType: "APPLICATION_JSON" },
    ],
    defaultAction: { block: { customResponse } },
  });
  const answer = await api.post(BODY);
  assert.equal(answer.status, 429);
  assert.deepEqual(answer.body, { slow: true });
  assert.equal(answer.headers.get("retry-after"), "60");
  assert.equal(answer.headers.get("content-type"), "application/json");
  const blocked = await api.open();
  assert.deepEqual((await blocked.next()).errors, [{ ...BLOCKED, errorCode: 429 }]);
});

test("CAPTCHA and challenge end the request of a client that has no token", async (t) => {
  for (const [action, status] of [
    ["captcha", 405],
    ["challenge", 202],
  ] as const) {
    const { api } = await guarded(t, {
      rules: [rule("one", tagged("x"), { action: { [action]: {} } })],
    });
    const response = await fetch(`http://${api.host}/event`, {
      method: "POST",
      headers: { "x-api-key": KEY, "x-tag": "x" },
      body: JSON.stringify(BODY),
    });
    assert.equal(response.status, status);
    assert.equal(response.headers.get("x-amzn-waf-action"), action);
    assert.equal(await response.text(), "");
  }
});

test("headers that rules insert reach the handler, over HTTP and over a socket", async (t) => {
  const insert = (name: string, value: string) => ({
    customRequestHandling: { insertHeaders: [{ name, value }] },
  });
  const { api } = await guarded(t, {
    defaultAction: { allow: insert("Passed", "yes") },
    rules: [rule("count", rate(1, { limit: 0 }), { action: { count: insert("counted", "1") } })],
  });
  await api.post({ channel: "/handled/a", events: ["1"] });
  const socket = await api.connect();
  await socket.publish("p", "/handled/a", ["1"]);
  for (const { payload } of api.invocations) {
    const { headers } = (payload as { request: { headers: Record<string, string> } }).request;
    assert.equal(headers["x-amzn-waf-passed"], "yes");
    assert.equal(headers["x-amzn-waf-counted"], "1");
  }
  assert.equal(api.invocations.length, 2);
});

const LOGGING = {
  logDestinationConfigs: ["arn:aws:logs:eu-west-1:000000000000:log-group:aws-waf-logs-guard:*"],
  redactedFields: [{ singleHeader: { name: "X-Api-Key" } }, { queryString: {} }],
};

test("each request is one line of AWS WAF's log, with the configured fields redacted", async (t) => {
  const rules = [
    rule("count", tagged("x"), { action: { count: {} }, ruleLabels: [{ name: "tagged" }] }),
    rule("rate", rate(1, { aggregateKeyType: "CUSTOM_KEYS", customKeys: [header("x-tag")] }), {
      priority: 1,
    }),
  ];
  const { lines, statuses } = await guarded(t, { rules }, {}, LOGGING);
  await statuses([{ "x-tag": "x" }, "?secret=1"], [{ "x-tag": "x" }]);
  assert.equal(lines.length, 2);
  const [allowed, blocked] = lines;
  const request = allowed?.httpRequest as Record<string, unknown>;
  const headers = request.headers as { name: string; value: string }[];
  assert.equal(headers.find(({ name }) => name === "x-api-key")?.value, "REDACTED");
  assert.equal(headers.find(({ name }) => name === "x-tag")?.value, "x");
  assert.doesNotMatch(JSON.stringify(lines), new RegExp(`${KEY}|secret`));
  const { requestId, headers: _, ...fixed } = request;
  assert.match(String(requestId), /^[0-9a-f-]{36}$/);
  assert.deepEqual(fixed, {
    clientIp: request.clientIp,
    country: "-",
    uri: "/event",
    args: "REDACTED",
    httpVersion: "HTTP/1.1",
    httpMethod: "POST",
  });
  const { destination, formatVersion, terminatingRuleId, action, httpSourceName } = allowed ?? {};
  assert.deepEqual(
    { destination, formatVersion, terminatingRuleId, action, httpSourceName },
    {
      destination: "aws-waf-logs-guard",
      formatVersion: 1,
      terminatingRuleId: "Default_Action",
      action: "ALLOW",
      httpSourceName: "APPSYNC",
    },
  );
  assert.deepEqual(allowed?.nonTerminatingMatchingRules, [
    { ruleId: "count", action: "COUNT", ruleMatchDetails: [] },
  ]);
  assert.deepEqual(blocked?.labels, [{ name: "awswaf:000000000000:webacl:guard:tagged" }]);
  assert.equal(blocked?.terminatingRuleType, "RATE_BASED");
  const rates = (blocked?.rateBasedRuleList ?? []) as Record<string, unknown>[];
  const [{ rateBasedRuleId, ...rateRecord } = {}] = rates;
  assert.match(String(rateBasedRuleId), /rate$/);
  assert.deepEqual(rateRecord, {
    rateBasedRuleName: "rate",
    limitKey: "CUSTOMKEYS",
    maxRateAllowed: 1,
    evaluationWindowSec: "60",
    customValues: [{ key: "HEADER", name: "x-tag", value: "x" }],
  });
});

test("a connect is one line too, and its credential is redacted with the other headers", async (t) => {
  const redactedFields = [{ singleHeader: { name: "sec-websocket-protocol" } }];
  const { api, lines } = await guarded(t, {}, {}, { ...LOGGING, redactedFields });
  const socket = await api.connect();
  await socket.publish("p", "/default/a", ["1"]);
  assert.equal(lines.length, 1);
  const [line] = lines;
  assert.equal((line?.httpRequest as { uri?: string } | undefined)?.uri, "/event/realtime");
  assert.doesNotMatch(JSON.stringify(line), /header-/);
});

test("a logging filter keeps and drops by action and by label", async (t) => {
  const condition = (action: string) => ({ actionCondition: { action } });
  const labelName = "awswaf:000000000000:webacl:guard:tagged";
  const loggingFilter = {
    defaultBehavior: "DROP",
    filters: [
      {
        behavior: "KEEP",
        requirement: "MEETS_ANY",
        conditions: [condition("BLOCK"), condition("COUNT")],
      },
      {
        behavior: "KEEP",
        requirement: "MEETS_ALL",
        conditions: [condition("ALLOW"), { labelNameCondition: { labelName } }],
      },
    ],
  };
  const rules = [
    rule("block", tagged("bad")),
    rule("count", tagged("odd"), { action: { count: {} } }),
    rule("allow", tagged("vip"), { action: { allow: {} }, ruleLabels: [{ name: "tagged" }] }),
  ];
  const { lines, statuses } = await guarded(t, { rules }, {}, { ...LOGGING, loggingFilter });
  await statuses([{}], [{ "x-tag": "bad" }], [{ "x-tag": "odd" }], [{ "x-tag": "vip" }]);
  assert.deepEqual(
    lines.map(({ terminatingRuleId }) => terminatingRuleId),
    ["block", "Default_Action", "allow"],
  );
});

test("a web ACL that is deployed anew keeps what its rates have counted", async (t) => {
  const { api, status } = await guarded(t, { rules: [rule("rate", rate(1))] });
  assert.equal(await status(), 200);
  const webAcl = testWebAcl({ rules: [rule("rate", rate(1))], description: "changed" });
  for (const id of api.apis.keys()) {
    api.apis.set(id, eventApi([{ name: "default" }], { webAcl }));
  }
  assert.equal(await status(), 403);
});
