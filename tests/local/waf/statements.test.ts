import assert from "node:assert/strict";
import { test } from "node:test";
import { eventApi, startEventApi, type TestEventApi } from "../event-api/test-event-api.ts";
import { KEY } from "../event-api/test-socket.ts";
import { NONE, rule, testWebAcl } from "./test-web-acl.ts";

interface Sent {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly event?: string;
}

const SETS = {
  addresses: {
    "ip:loopback": ["127.0.0.0/8", "::1/128"],
    "ip:v6": ["2001:db8::/32"],
    "ip:net": ["192.0.2.0/24"],
  },
  expressions: { "regex:bots": ["^curl/", "(?i)BOT"] },
};

function header(name: string) {
  return { singleHeader: { name } };
}

function bytes(fieldToMatch: unknown, searchString: string, more: object = {}) {
  return {
    byteMatchStatement: {
      fieldToMatch,
      searchString,
      positionalConstraint: "CONTAINS",
      textTransformations: NONE,
      ...more,
    },
  };
}

function size(fieldToMatch: unknown, comparisonOperator: string, limit: number) {
  return {
    sizeConstraintStatement: {
      fieldToMatch,
      comparisonOperator,
      size: limit,
      textTransformations: NONE,
    },
  };
}

function forwarded(position: string, fallbackBehavior = "NO_MATCH") {
  return {
    ipSetReferenceStatement: {
      arn: "ip:net",
      ipSetForwardedIpConfig: { headerName: "X-Forwarded-For", position, fallbackBehavior },
    },
  };
}

function from(addresses: string): Sent {
  return { headers: { "x-forwarded-for": addresses } };
}

function agent(name: string): Sent {
  return { headers: { "user-agent": name } };
}

function json(more: object) {
  return {
    jsonBody: { matchScope: "VALUE", matchPattern: { all: {} }, ...more },
  };
}

/** Each statement with a request that it blocks and one that it lets through. */
const CASES: readonly [what: string, statement: object, blocked: Sent, passes: Sent][] = [
  [
    "a header that contains a text",
    bytes(header("X-Tag"), "bad"),
    { headers: { "x-tag": "a bad b" } },
    { headers: { "x-tag": "good" } },
  ],
  ["a header that is absent", bytes(header("x-tag"), ""), { headers: { "x-tag": "x" } }, {}],
  [
    "a header exactly",
    bytes(header("x-tag"), "bad", { positionalConstraint: "EXACTLY" }),
    { headers: { "x-tag": "bad" } },
    { headers: { "x-tag": "bad2" } },
  ],
  [
    "the start of a header",
    bytes(header("x-tag"), "ba", { positionalConstraint: "STARTS_WITH" }),
    { headers: { "x-tag": "bad" } },
    { headers: { "x-tag": "a ba" } },
  ],
  [
    "the end of a header",
    bytes(header("x-tag"), "ad", { positionalConstraint: "ENDS_WITH" }),
    { headers: { "x-tag": "bad" } },
    { headers: { "x-tag": "ad a" } },
  ],
  [
    "a word of a header",
    bytes(header("x-tag"), "bad", { positionalConstraint: "CONTAINS_WORD" }),
    { headers: { "x-tag": "is-bad!" } },
    { headers: { "x-tag": "bad_ badly" } },
  ],
  [
    "transformed text",
    bytes(header("x-tag"), "<bad", {
      textTransformations: [
        { priority: 1, type: "LOWERCASE" },
        { priority: 0, type: "URL_DECODE" },
      ],
    }),
    { headers: { "x-tag": "%3CBAD" } },
    { headers: { "x-tag": "%3C" } },
  ],
  [
    "text that is not ASCII",
    bytes({ body: {} }, "\u00e9t\u00e9"),
    { event: '"l\'\u00e9t\u00e9"' },
    { event: '"ete"' },
  ],
  ["the query", bytes({ queryString: {} }, "a=1"), { query: "a=1" }, { query: "a=2" }],
  [
    "one query argument",
    bytes({ singleQueryArgument: { name: "A" } }, "x y"),
    { query: "a=x%20y" },
    { query: "b=x%20y" },
  ],
  [
    "all query arguments",
    bytes({ allQueryArguments: {} }, "bad"),
    { query: "a=1&b=bad" },
    { query: "a=1" },
  ],
  [
    "the path",
    {
      andStatement: {
        statements: [
          bytes({ uriPath: {} }, "/event", { positionalConstraint: "EXACTLY" }),
          bytes(header("x-tag"), "1"),
        ],
      },
    },
    { headers: { "x-tag": "1" } },
    {},
  ],
  [
    "the method",
    { andStatement: { statements: [bytes({ method: {} }, "POST"), bytes(header("x-tag"), "1")] } },
    { headers: { "x-tag": "1" } },
    {},
  ],
  [
    "names of headers",
    bytes(
      { headers: [{ matchScope: "KEY", matchPattern: { all: {} }, oversizeHandling: "CONTINUE" }] },
      "x-tag",
    ),
    { headers: { "x-tag": "1" } },
    { headers: { other: "x-tag" } },
  ],
  [
    "values of some headers",
    bytes(
      {
        headers: [
          {
            matchScope: "VALUE",
            matchPattern: { includedHeaders: ["X-Tag"] },
            oversizeHandling: "CONTINUE",
          },
        ],
      },
      "bad",
    ),
    { headers: { "x-tag": "bad" } },
    { headers: { other: "bad" } },
  ],
  [
    "headers but some",
    bytes(
      {
        headers: [
          {
            matchScope: "ALL",
            matchPattern: { excludedHeaders: ["other"] },
            oversizeHandling: "CONTINUE",
          },
        ],
      },
      "bad",
    ),
    { headers: { "x-tag": "bad" } },
    { headers: { other: "bad" } },
  ],
  [
    "more headers than are inspected",
    bytes(
      { headers: [{ matchScope: "VALUE", matchPattern: { all: {} }, oversizeHandling: "MATCH" }] },
      "never",
    ),
    { headers: { "x-tag": "a".repeat(8_200) } },
    { headers: { "x-tag": "a" } },
  ],
  [
    "cookies",
    bytes(
      {
        cookies: {
          matchScope: "VALUE",
          matchPatterns: [{ includedCookies: ["session"] }],
          oversizeHandling: "CONTINUE",
        },
      },
      "bad",
    ),
    { headers: { cookie: "a=1; session=bad" } },
    { headers: { cookie: "a=bad; session=1" } },
  ],
  [
    "the order of headers",
    {
      regexMatchStatement: {
        fieldToMatch: { headerOrders: [{ oversizeHandling: "CONTINUE" }] },
        regexString: "x-one:.*x-two",
        textTransformations: NONE,
      },
    },
    { headers: { "x-one": "1", "x-two": "2" } },
    { headers: { "x-two": "2", "x-one": "1" } },
  ],
  ["the body", bytes({ body: {} }, "bad"), { event: '"bad"' }, { event: '"good"' }],
  [
    "no body beyond 8 KB",
    bytes({ body: { oversizeHandling: "CONTINUE" } }, "bad"),
    { event: `"bad${"a".repeat(9_000)}"` },
    { event: `"${"a".repeat(9_000)}bad"` },
  ],
  [
    "a body over 8 KB",
    bytes({ body: { oversizeHandling: "MATCH" } }, "never"),
    { event: `"${"a".repeat(9_000)}"` },
    { event: '"a"' },
  ],
  [
    "a body up to 8 KB",
    { notStatement: { statement: bytes({ body: { oversizeHandling: "NO_MATCH" } }, "a") } },
    { event: `"${"a".repeat(9_000)}"` },
    { event: '"a"' },
  ],
  ["values of a JSON body", bytes(json({}), "bad"), { event: '"bad"' }, { event: '"channel"' }],
  [
    "a size",
    size(header("x-tag"), "GT", 3),
    { headers: { "x-tag": "four" } },
    { headers: { "x-tag": "thr" } },
  ],
  [
    "a size in bytes",
    size({ singleQueryArgument: { name: "a" } }, "EQ", 2),
    { query: "a=%C3%A9" },
    { query: "a=e" },
  ],
  ["an empty query", size({ queryString: {} }, "NE", 0), { query: "a" }, {}],
  [
    "a regular expression",
    {
      regexMatchStatement: {
        fieldToMatch: header("x-tag"),
        regexString: "(?i)^ab?c$",
        textTransformations: NONE,
      },
    },
    { headers: { "x-tag": "AC" } },
    { headers: { "x-tag": "abbc" } },
  ],
  [
    "a regex pattern set",
    {
      regexPatternSetReferenceStatement: {
        arn: "regex:bots",
        fieldToMatch: header("user-agent"),
        textTransformations: NONE,
      },
    },
    agent("some-bot"),
    agent("browser"),
  ],
  [
    "the client's address",
    {
      andStatement: {
        statements: [
          { ipSetReferenceStatement: { arn: "ip:loopback" } },
          bytes(header("x-tag"), "1"),
        ],
      },
    },
    { headers: { "x-tag": "1" } },
    {},
  ],
  [
    "the first forwarded address",
    forwarded("FIRST"),
    from("192.0.2.7, 10.0.0.1"),
    from("10.0.0.1, 192.0.2.7"),
  ],
  [
    "the last forwarded address",
    forwarded("LAST"),
    from("10.0.0.1, 192.0.2.7"),
    from("192.0.2.7, 10.0.0.1"),
  ],
  [
    "any forwarded address",
    forwarded("ANY"),
    from("10.0.0.1, 192.0.2.7, 10.0.0.2"),
    from("10.0.0.1"),
  ],
  ["no address at all, with a fallback", forwarded("FIRST", "MATCH"), from("nonsense"), {}],
  [
    "a country",
    { geoMatchStatement: { countryCodes: ["DE", "AT"] } },
    { headers: { "CloudFront-Viewer-Country": "AT" } },
    { headers: { "CloudFront-Viewer-Country": "CH" } },
  ],
  [
    "a network",
    { asnMatchStatement: { asnLists: [64_500] } },
    { headers: { "CloudFront-Viewer-ASN": "64500" } },
    {},
  ],
  [
    "either of two",
    { orStatement: { statements: [bytes({ queryString: {} }, "a"), bytes(header("x-tag"), "b")] } },
    { headers: { "x-tag": "b" } },
    { query: "b" },
  ],
  [
    "what is not there",
    { notStatement: { statement: bytes(header("x-tag"), "good") } },
    {},
    { headers: { "x-tag": "good" } },
  ],
];

async function publish(api: TestEventApi, sent: Sent): Promise<number> {
  const response = await fetch(`http://${api.host}/event${sent.query ? `?${sent.query}` : ""}`, {
    method: "POST",
    headers: { "x-api-key": KEY, ...sent.headers },
    body: JSON.stringify({ channel: "/default/a", events: [sent.event ?? "1"] }),
  });
  await response.arrayBuffer();
  return response.status;
}

function serve(api: TestEventApi, properties: object) {
  const webAcl = testWebAcl(properties as never, SETS);
  for (const apiId of api.apis.keys()) {
    api.apis.set(apiId, eventApi([{ name: "default" }], { webAcl }));
  }
  return webAcl;
}

function pascal(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(pascal);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const aws = key.charAt(0).toUpperCase() + key.slice(1);
      return [aws, pascal(each)];
    }),
  );
}

test("statements match the requests that AWS WAF matches", async (t) => {
  const api = await startEventApi(t);
  for (const [what, statement, blocked, passes] of CASES) {
    await t.test(what, async () => {
      for (const properties of [
        { rules: [rule("one", statement)] },
        { ruleJson: JSON.stringify(pascal([rule("one", statement)])) },
      ]) {
        const { notEvaluated } = serve(api, properties);
        assert.deepEqual(notEvaluated, []);
        assert.equal(await publish(api, blocked), 403);
        assert.equal(await publish(api, passes), 200);
      }
    });
  }
});

test("paths and scopes of a JSON body choose what is inspected", async (t) => {
  const api = await startEventApi(t);
  const inspect = (settings: object, search: string) =>
    serve(api, { rules: [rule("one", bytes(json(settings), search))] });
  inspect({ matchPattern: { includedPaths: ["/events/0"] } }, "needle");
  assert.equal(await publish(api, { event: '"needle"' }), 403);
  inspect({ matchPattern: { includedPaths: ["/channel"] } }, "needle");
  assert.equal(await publish(api, { event: '"needle"' }), 200);
  inspect({ matchScope: "KEY" }, "channel");
  assert.equal(await publish(api, {}), 403);
  inspect({ matchScope: "VALUE" }, "channel");
  assert.equal(await publish(api, {}), 200);
});

test("a JSON body that does not parse takes its fallback", async (t) => {
  const api = await startEventApi(t);
  const status = async (invalidFallbackBehavior: string) => {
    serve(api, { rules: [rule("one", bytes(json({ invalidFallbackBehavior }), "x"))] });
    return (await api.post("{ x")).status;
  };
  assert.equal(await status("MATCH"), 403);
  assert.equal(await status("NO_MATCH"), 400);
  assert.equal(await status("EVALUATE_AS_STRING"), 403);
});

test("what only AWS can evaluate never blocks, even below a not, and is named", async (t) => {
  const api = await startEventApi(t);
  const managed = {
    managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesCommonRuleSet" },
  };
  const sqli = {
    sqliMatchStatement: { fieldToMatch: { queryString: {} }, textTransformations: NONE },
  };
  const { notEvaluated } = serve(api, {
    rules: [
      rule("managed", managed),
      rule("sqli", { notStatement: { statement: sqli } }),
      rule("set", { ipSetReferenceStatement: { arn: "ip:elsewhere" } }),
      rule("group", { ruleGroupReferenceStatement: { arn: "group:elsewhere" } }),
      rule("pcre", {
        regexMatchStatement: {
          fieldToMatch: { queryString: {} },
          regexString: "(?>a)",
          textTransformations: NONE,
        },
      }),
    ],
  });
  assert.equal(await publish(api, {}), 200);
  assert.deepEqual(notEvaluated, [
    "rule managed: the managed rule group AWS AWSManagedRulesCommonRuleSet",
    "rule sqli: SqliMatchStatement",
    "rule set: the IP set ip:elsewhere is not in this stack",
    "rule group: the rule group group:elsewhere is not in this stack",
    "rule pcre: the regular expression (?>a) is one that only PCRE reads",
  ]);
});

test("and and or with a part that only AWS can evaluate are still decided by the others", async (t) => {
  const api = await startEventApi(t);
  const unknown = { xssMatchStatement: { fieldToMatch: { queryString: {} } } };
  const yes = bytes({ uriPath: {} }, "/event");
  const outcome = async (statement: object) => {
    serve(api, { rules: [rule("one", statement)] });
    return publish(api, {});
  };
  assert.equal(await outcome({ orStatement: { statements: [unknown, yes] } }), 403);
  assert.equal(await outcome({ andStatement: { statements: [yes, unknown] } }), 200);
});
