import fc from "fast-check";

const CHANNELS_OF: Readonly<Record<string, readonly string[]>> = {
  default: ["/default/notifications", "/default/readings/a", "/default/readings/a/b"],
  chat: ["/chat/rooms/lobby", "/chat/rooms/support"],
  probe: [
    "/probe/does",
    "/probe/later",
    "/probe/together",
    "/probe/mistyped",
    "/probe/passes",
    "/probe/passes/a",
    "/probe/state",
    "/probe/state-now",
    "/probe/state-in-order",
    "/probe/state-together",
  ],
};

const VALID_PAYLOADS: Readonly<Record<string, readonly unknown[]>> = {
  default: [
    { title: "Disk full", severity: "critical" },
    { measure: "temperature", value: 21.5, unit: "C" },
  ],
  chat: [{ text: "hello joe@example.com 4111 1111 1111 1111" }, { text: "hello" }],
  probe: [
    { does: "something", with: { any: ["thing"] } },
    { does: "fine", with: { title: "a" } },
    { does: "first" },
    { does: "seconds" },
    { does: "thirdone" },
    { name: "ann", tags: ["a", "b"] },
  ],
};

const MISBEHAVIOURS = [
  "throws",
  "throwsText",
  "refusesAll",
  "drops",
  "rejected",
  "undefined",
  "function",
  "cyclic",
  "nan",
  "bigint",
  "date",
  "null",
  "large",
];

function payloadIn(namespace: string): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...(VALID_PAYLOADS[namespace] ?? [])) },
    { weight: 2, arbitrary: fc.constantFrom(...MISBEHAVIOURS).map((does) => ({ does })) },
    { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown>(
        JSON.parse('{"__proto__":{"title":"x"}}'),
        JSON.parse('{"title":"x","__proto__":{"toJSON":1}}'),
        { constructor: 1, title: "x" },
        { title: "x".repeat(101) },
        { text: "\u0000\ud800".repeat(1000) },
        { text: "1".repeat(2000) },
        { text: "a@".repeat(1000) },
        { measure: "m", value: 1e308, at: "2026-13-01T00:00:00Z" },
        { toString: null, hasOwnProperty: null },
        [[[[[[[[]]]]]]]],
        "",
        null,
      ),
    },
  );
}

const id = fc.oneof(
  { weight: 6, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: fc.constantFrom("", "same", "__proto__", "é".repeat(200)) },
);

function batchIn(namespace: string): fc.Arbitrary<unknown> {
  return fc.array(fc.record({ id, payload: payloadIn(namespace) }), { minLength: 1, maxLength: 5 });
}

const brokenEvents: fc.Arbitrary<unknown> = fc.oneof(
  fc.array(
    fc.oneof(
      fc.record({ id }),
      fc.record({ payload: fc.jsonValue({ maxDepth: 1 }) }),
      fc.jsonValue({ maxDepth: 2 }),
    ),
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constant(undefined),
);

const identity = fc.constantFrom<unknown>(
  null,
  { handlerContext: { sub: "ann", claims: '{"rooms":["support","lobby"]}' } },
  { handlerContext: null },
  { groups: ["support"], sub: "bob", claims: {} },
  { groups: 7, sub: {}, claims: null },
  { userArn: "arn:aws:iam::000000000000:user/ann", username: "ann" },
);

function pathIn(namespace: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...(CHANNELS_OF[namespace] ?? [])) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        `/${namespace}`,
        `/${namespace}/*`,
        `/${namespace}/rooms/*`,
        `/${namespace}/passes/*`,
        `/${namespace}/nowhere`,
        `/${namespace}/a/b/c/d/e/f`,
        `/${namespace}/a\n`,
        "/*",
        "/elsewhere/room",
        "",
      ),
    },
  );
}

function shaped(namespace: string): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .record({
      path: pathIn(namespace),
      publishes: fc.integer({ min: 0, max: 3 }).map((dice) => dice > 0),
      events: fc.oneof(
        { weight: 6, arbitrary: batchIn(namespace) },
        { weight: 1, arbitrary: brokenEvents },
      ),
      identity,
    })
    .map(({ path, publishes, events, identity: caller }) => ({
      identity: caller,
      result: null,
      request: { headers: {}, domainName: null },
      error: null,
      prev: null,
      stash: {},
      outErrors: [],
      info: {
        channel: { path, segments: path.split("/").slice(1) },
        channelNamespace: { name: namespace },
        operation: publishes ? "PUBLISH" : "SUBSCRIBE",
      },
      events: publishes ? events : null,
    }));
}

/** One key taken away or replaced, at the top or within `info`. */
function damaged(namespace: string): fc.Arbitrary<unknown> {
  return fc
    .tuple(
      shaped(namespace),
      fc.constantFrom("identity", "result", "request", "stash", "outErrors", "info", "events"),
      fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 1 })),
    )
    .map(([event, key, value]) => {
      const { [key]: _, ...rest } = event;
      return value === undefined ? rest : { ...rest, [key]: value };
    });
}

/** Invocations of a namespace's function: valid, hostile and malformed ones mixed. */
export function invocationsOf(namespace: string): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: shaped(namespace) },
    { weight: 2, arbitrary: damaged(namespace) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
}
