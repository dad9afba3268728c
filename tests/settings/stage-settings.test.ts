import assert from "node:assert/strict";
import { test } from "node:test";
import {
  parseStageSettings,
  readStageFile,
  StageFileError,
  StageSettingsError,
  stagesIn,
} from "../../settings/stage-settings.ts";

const root = new URL("../..", import.meta.url).pathname;
const today = new Date("2026-03-10T15:00:00Z");
const NAMESPACES = ["default", "chat"];

const IAM = { connect: ["AWS_IAM"], publish: ["AWS_IAM"], subscribe: ["AWS_IAM"] };
const LAMBDA = { connect: ["AWS_LAMBDA"], publish: ["AWS_LAMBDA"], subscribe: ["AWS_LAMBDA"] };
const TOKENS = { issuer: "https://login.example.com", audience: "events" };

function config(settings: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      `appsync-events:${key}`,
      JSON.stringify(value),
    ]),
  );
}

function errorOf(settings: Record<string, unknown>): StageSettingsError {
  try {
    parseStageSettings("dev", config(settings), today, NAMESPACES);
  } catch (error) {
    assert.ok(error instanceof StageSettingsError);
    return error;
  }
  throw new Error("the settings were accepted");
}

function faultsOf(settings: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(errorOf(settings).faults.map(({ path, got }) => [path, got]));
}

test("every stage of the repository has sound settings", () => {
  assert.deepEqual(stagesIn(root), ["dev", "local", "prod"]);
  for (const stage of stagesIn(root)) {
    const { config } = readStageFile(root, stage);
    assert.ok(parseStageSettings(stage, config, new Date(), ["default", "chat", "orders"]));
    assert.match(config["aws:region"] ?? "", /^[a-z]{2}-/);
  }
});

test("production takes no API keys, keeps logs for longer and reserves concurrency", () => {
  const of = (stage: string) => parseStageSettings(stage, readStageFile(root, stage).config);
  const [dev, prod] = [of("dev"), of("prod")];
  assert.doesNotMatch(JSON.stringify(prod), /API_KEY/);
  assert.match(JSON.stringify(dev), /API_KEY/);
  assert.ok((prod.logging?.retentionDays ?? 0) > (dev.logging?.retentionDays ?? 0));
  assert.ok(prod.functions?.reservedConcurrency);
  assert.ok(prod.alarms?.email);
});

test("no settings at all are sound, and other packages' configuration is left alone", () => {
  assert.deepEqual(parseStageSettings("dev", { "aws:region": "eu-west-1" }), {});
});

test("all faults are reported at once, each with path, what was got and what is allowed", () => {
  const error = errorOf({
    loging: {},
    logging: { level: "LOUD", retentionDays: 8, extra: 1 },
    webAcl: { rateLimit: 9, evaluationWindowSeconds: 90 },
    functions: { timeoutSeconds: 30, memoryMegabytes: "much", reservedConcurrency: -1 },
    alarms: { email: "nobody" },
    authorization: { connect: [], publish: ["AWS_IAM", "AWS_IAM"] },
    metrics: { flush: "never" },
    prices: { operationsPerMillion: true },
    tags: { Stage: "other" },
  });
  assert.deepEqual(Object.fromEntries(error.faults.map(({ path, got }) => [path, got])), {
    loging: "an unknown setting",
    "logging.level": '"LOUD"',
    "logging.retentionDays": "8",
    "logging.extra": "an unknown setting",
    "webAcl.rateLimit": "9",
    "webAcl.evaluationWindowSeconds": "90",
    "functions.timeoutSeconds": "30",
    "functions.memoryMegabytes": 'the text "much"',
    "functions.reservedConcurrency": "-1",
    "alarms.email": '"nobody"',
    "authorization.connect": "an empty list",
    "authorization.publish": "a list",
    "authorization.subscribe": "nothing",
    "metrics.flush": '"never"',
    "prices.operationsPerMillion": "true",
    "tags.Stage": "a tag that the program sets",
  });
  for (const { path, got, allowed } of error.faults) {
    assert.ok(error.message.includes(`${path}: got ${got}, allowed: ${allowed}`));
    assert.notEqual(allowed, "");
  }
  assert.match(error.message, /^Pulumi\.dev\.yaml: 16 faults/);
});

test("a mistyped setting is told its nearest neighbour", () => {
  const [fault] = errorOf({ authorization: { ...IAM, apikeys: {} } }).faults;
  assert.match(fault?.allowed ?? "", /did you mean "apiKeys"\?$/);
  const [stranger] = errorOf({ authorization: { ...IAM, somethingElse: {} } }).faults;
  assert.doesNotMatch(stranger?.allowed ?? "", /did you mean/);
});

test("a mode without its provider and a provider without its mode are refused", () => {
  const modes = ["API_KEY", "AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT", "AWS_LAMBDA"];
  assert.deepEqual(faultsOf({ authorization: { ...IAM, subscribe: modes } }), {
    "authorization.apiKeys": "nothing",
    "authorization.cognito": "nothing",
    "authorization.openIdConnect": "nothing",
    "authorization.lambdaAuthorizer": "nothing",
  });
  const apiKeys = { firstDay: "2026-01-01", everyDays: 30 };
  assert.deepEqual(faultsOf({ authorization: { ...IAM, apiKeys } }), {
    "authorization.apiKeys": "a provider that nobody uses",
  });
  const used = {
    authorization: { ...IAM, apiKeys },
    namespaces: { chat: { publish: ["API_KEY"] } },
  };
  assert.ok(parseStageSettings("dev", config(used), today, NAMESPACES));
});

test("a Lambda authorizer needs exactly one source of public keys", () => {
  const publicKey = { kty: "EC", crv: "P-256", x: "x", y: "y" };
  const withKeys = (more: object) => ({
    authorization: { ...LAMBDA, lambdaAuthorizer: { ...TOKENS, ...more } },
  });
  const at = "authorization.lambdaAuthorizer";
  assert.deepEqual(faultsOf(withKeys({})), { [at]: "neither jwks nor jwksUrl" });
  const both = { jwks: { keys: [publicKey] }, jwksUrl: "https://login.example.com/keys" };
  assert.deepEqual(faultsOf(withKeys(both)), { [at]: "both jwks and jwksUrl" });
  const secret = { ...publicKey, d: "the-private-half" };
  const error = errorOf(withKeys({ jwks: { keys: [publicKey, secret] } }));
  assert.deepEqual(
    error.faults.map(({ path }) => path),
    [`${at}.jwks.keys[1]`],
  );
  assert.doesNotMatch(error.message, /the-private-half/);
});

test("a key schedule that has not begun, is not a day, or outlives AppSync's limit is refused", () => {
  const keys = { connect: ["API_KEY"], publish: ["API_KEY"], subscribe: ["API_KEY"] };
  const withSchedule = (firstDay: string, everyDays: number) => ({
    authorization: { ...keys, apiKeys: { firstDay, everyDays } },
  });
  const at = "authorization.apiKeys";
  assert.deepEqual(faultsOf(withSchedule("2026-03-11", 30)), { [`${at}.firstDay`]: "2026-03-11" });
  assert.deepEqual(faultsOf(withSchedule("2026-02-30", 30)), { [`${at}.firstDay`]: "2026-02-30" });
  assert.deepEqual(faultsOf(withSchedule("2026-01-01", 182)), { [`${at}.everyDays`]: "182" });
});

test("overrides name namespaces of the program and providers of the API", () => {
  assert.deepEqual(
    faultsOf({ authorization: IAM, namespaces: { cat: {}, chat: { subscribe: ["AWS_LAMBDA"] } } }),
    {
      "namespaces.cat": "a namespace that the program does not have",
      "namespaces.chat.subscribe[0]": "AWS_LAMBDA",
    },
  );
});

test("a duration alarm that no invocation could set off is refused", () => {
  assert.deepEqual(
    faultsOf({
      alarms: { durationP95Milliseconds: 5_000 },
      functions: { timeoutSeconds: 6 },
      namespaces: { chat: { function: { timeoutSeconds: 5 } } },
    }),
    { "alarms.durationP95Milliseconds": "5000" },
  );
});

test("traffic says how often in one way", () => {
  const traffic = { eventsPerPublish: 1, eventBytes: 10, subscribers: 1 };
  assert.deepEqual(faultsOf({ namespaces: { chat: { traffic } } }), {
    "namespaces.chat.traffic": "neither",
  });
});

test("a value that may be a secret in the wrong place is not shown", () => {
  const secret = "da2-abcdefghijklmnop";
  const texts = [
    errorOf({ logging: secret }).message,
    errorOf({ apiKey: secret }).message,
    errorOf({ authorization: { ...IAM, apiKeys: secret } }).message,
    errorOf({ alarms: { email: `${secret.repeat(20)}` } }).message,
    errorOf({
      authorization: {
        ...LAMBDA,
        lambdaAuthorizer: { ...TOKENS, issuer: `https://u:${secret}@x` },
      },
    }).message,
  ];
  for (const text of texts) {
    assert.ok(!text.includes(secret), text);
  }
});

test("an unknown stage is told the known ones", () => {
  assert.throws(() => readStageFile(root, "../prod"), StageFileError);
  assert.throws(() => readStageFile(root, "staging"), {
    message: 'stage: got "staging", allowed: dev, local, prod (one Pulumi.<stage>.yaml each)',
  });
});

test("a negotiated price is a number, a decimal as text, or either with a note", () => {
  const prices = {
    operationsPerMillion: 0.9,
    connectionMinutesPerMillion: "0.07",
    lambdaGigabyteSecond: { usd: "0.0000120001", note: "private pricing addendum of 2026" },
  };
  const parsed = parseStageSettings("dev", { "appsync-events:prices": JSON.stringify(prices) });
  assert.deepEqual(parsed.prices, prices);
});

test("a fault of a negotiated price is named where it is, in the form that was meant", () => {
  const at = (price: unknown) =>
    errorOf({ authorization: IAM, prices: { webAclMonth: price } }).faults.map(
      ({ path, got, allowed }) => `${path}: ${got}: ${allowed}`,
    );
  assert.deepEqual(at({ usd: -1, note: "x" }), [
    "prices.webAclMonth.usd: -1: US dollars, a number of at least 0",
  ]);
  assert.deepEqual(at({ note: "x" }), [
    "prices.webAclMonth.usd: nothing: US dollars, a number of at least 0",
  ]);
  const [misspelled] = at({ usd: 1, note: "x", not: "y" });
  assert.match(misspelled ?? "", /^prices\.webAclMonth\.not: an unknown setting.*"note"/);
  const [text] = at("1e3");
  assert.match(text ?? "", /^prices\.webAclMonth: the text "1e3": US dollars.*\{usd: <US dollars>/);
  const [list] = at([1]);
  assert.match(list ?? "", /^prices\.webAclMonth: a list: US dollars/);
});
