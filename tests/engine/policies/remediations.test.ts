import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Blueprint, change, type Path, type Value } from "../../policies/stacks/blueprint.ts";
import { compliant } from "../../policies/stacks/compliant.ts";
import { nativeCompliant } from "../../policies/stacks/native-compliant.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

interface Fault {
  readonly policy: string;
  readonly resource: string;
  readonly path: Path;
  readonly wrong: Value | undefined;
  readonly remediation: string;
  /** What the change is reported as. */
  readonly says: string;
  /** What the resource has afterwards, below the first key of the path. */
  readonly right: unknown;
}

const LEVEL: Path = ["eventConfig", "logConfig", "logLevel"];

const faults: readonly Fault[] = [
  {
    policy: "namespace-logging",
    resource: "api-logs",
    path: ["retentionInDays"],
    wrong: undefined,
    remediation: "remediate-log-retention",
    says: "retentionInDays is 60, was not set",
    right: 60,
  },
  {
    policy: "function-log-retention",
    resource: "function-logs",
    path: ["retentionInDays"],
    wrong: 0,
    remediation: "remediate-log-retention",
    says: "retentionInDays is 60, was 0",
    right: 60,
  },
  {
    policy: "namespace-waf",
    resource: "acl-logging",
    path: ["redactedFields"],
    wrong: [{ singleHeader: { name: "Authorization" } }, { uriPath: {} }],
    remediation: "remediate-web-acl-log-redaction",
    says: "redactedFields has x-api-key, sec-websocket-protocol in addition",
    right: [
      { singleHeader: { name: "Authorization" } },
      { uriPath: {} },
      { singleHeader: { name: "x-api-key" } },
      { singleHeader: { name: "sec-websocket-protocol" } },
    ],
  },
  {
    policy: "namespace-logging",
    resource: "api",
    path: LEVEL,
    wrong: "NONE",
    remediation: "remediate-api-log-level",
    says: "eventConfig.logConfig.logLevel is INFO, was NONE",
    right: "INFO",
  },
  {
    policy: "cost-allocation-tags",
    resource: "namespace",
    path: ["tags"],
    wrong: { Service: "kept" },
    remediation: "remediate-cost-allocation-tags",
    says: "tags has Stage in addition",
    right: { Service: "kept", Stage: "prod" },
  },
];

function packConfig(resources: readonly string[]) {
  return {
    "remediate-log-retention": { enforcementLevel: "remediate", resources, retentionInDays: 60 },
    "remediate-web-acl-log-redaction": { enforcementLevel: "remediate", resources },
    "remediate-api-log-level": { enforcementLevel: "remediate", resources, logLevel: "INFO" },
    "remediate-cost-allocation-tags": {
      enforcementLevel: "remediate",
      resources,
      tags: { Service: "events", Stage: "prod" },
    },
    "remediate-function-timeout": { enforcementLevel: "remediate", resources, seconds: 20 },
  };
}

const weakened: Blueprint = faults.reduce(
  (blueprint, { resource, path, wrong }) => change(blueprint, resource, path, wrong),
  compliant,
);
const weakenedNative: Blueprint = change(
  change(nativeCompliant, "api-logs", ["retentionInDays"], undefined),
  "namespace",
  ["tags"],
  [{ key: "Service", value: "kept" }],
);

/** The function comes from S3, so that no archive is in the way. */
const fromS3: Blueprint = change(
  change(change(compliant, "function", ["code"], undefined), "function", ["s3Bucket"], "packages"),
  "function",
  ["timeout"],
  900,
);

/** Two faults that no remediation may hide: a role that cannot write, and a wildcard. */
const hopeless: Blueprint = change(
  change(weakened, "log-policy", ["policy"], '{"Statement":[]}'),
  "function-policy",
  ["policy"],
  '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::reports/*"}]}',
);

function violations({ reported }: Outcome): readonly string[] {
  return reported
    .filter(({ level }) => level === "mandatory")
    .map(({ policy, resource }) => `${policy} ${resource}`);
}

function changes({ reported }: Outcome): readonly string[] {
  return reported
    .filter(({ policy }) => policy === "remediations")
    .map(({ level, resource, message }) => `${level} ${resource} ${message}`);
}

async function withEngine(
  options: Parameters<typeof openEngine>[0],
  run: (engine: EngineRun) => Promise<void>,
): Promise<void> {
  const engine = await openEngine(options);
  try {
    await run(engine);
  } finally {
    await engine.close();
  }
}

async function resourcesOf({ stack }: EngineRun): Promise<readonly Deployed[]> {
  const { deployment } = await stack.exportStack();
  return (deployment as { resources?: readonly Deployed[] }).resources ?? [];
}
interface Deployed {
  readonly urn: string;
  readonly inputs?: Record<string, unknown>;
}
function inputsOf(resources: readonly Deployed[], name: string) {
  return resources.find(({ urn }) => urn.endsWith(`::${name}`))?.inputs ?? {};
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((within, key) => Reflect.get(Object(within), key), value);
}

describe("remediations on the engine", () => {
  const outcomes = new Map<string, Outcome>();
  let deployed: readonly Deployed[] = [];
  let untouched: Outcome | undefined;

  before(async () => {
    await withEngine({}, async (engine) => {
      untouched = await engine.preview(async () => register(weakened));
    });
    await withEngine({ packConfig: packConfig(["*"]) }, async (engine) => {
      outcomes.set("preview", await engine.preview(async () => register(weakened)));
      outcomes.set("update", await engine.update(async () => register(weakened)));
      deployed = await resourcesOf(engine);
      outcomes.set("preview again", await engine.preview(async () => register(weakened)));
    });
  });
  after(() => outcomes.clear());

  for (const { policy, resource, path, remediation, says, right } of faults) {
    test(`${remediation} puts ${resource} right, where without it ${policy} refuses`, () => {
      assert.ok(untouched && !untouched.succeeded);
      assert.ok(violations(untouched).includes(`${policy} ${resource}`));
      assert.deepEqual(changes(untouched), []);
      for (const [when, outcome] of outcomes) {
        assert.deepEqual(violations(outcome), [], when);
        assert.ok(outcome.succeeded, when);
        const shown = changes(outcome).filter((text) => text.includes(says));
        assert.equal(shown.length, 1, `${when}: ${changes(outcome).join("\n")}`);
        assert.match(
          shown[0] ?? "",
          new RegExp(`^advisory ${resource} .*\nChanged by: ${remediation}`),
        );
      }
      assert.deepEqual(at(inputsOf(deployed, resource), path), right);
    });
  }

  test("are shown in the engine's own output, and change nothing else", () => {
    assert.match(outcomes.get("preview")?.output ?? "", /\[remediate\] +remediate-api-log-level/);
    assert.equal(changes(outcomes.get("preview") as Outcome).length, faults.length);
    const { eventConfig, tags } = inputsOf(deployed, "api");
    assert.deepEqual(tags, compliant.api?.properties.tags);
    assert.deepEqual(at(eventConfig, ["authProviders"]), [{ authType: "AWS_IAM" }]);
    assert.match(String(at(eventConfig, ["logConfig", "cloudwatchLogsRoleArn"])), /^arn:/);
  });

  test("end a timeout that is too long, and nothing else that is wrong with the function", async () => {
    await withEngine({ packConfig: packConfig(["function"]) }, async (engine) => {
      const outcome = await engine.update(async () => register(fromS3));
      assert.deepEqual(violations(outcome), ["handler-attestation function"]);
      assert.equal(inputsOf(await resourcesOf(engine), "function").timeout, 20);
      assert.match(changes(outcome).join("\n"), /timeout is 20, was 900/);
    });
  });

  test("leave a function alone whose code is an archive, and say why", async () => {
    await withEngine({ packConfig: packConfig(["function"]) }, async (engine) => {
      const program = change(compliant, "function", ["timeout"], 900);
      const outcome = await engine.preview(async () => register(program));
      assert.deepEqual(violations(outcome), ["function-timeout-and-memory function"]);
      const said = changes(outcome).join("\n");
      assert.match(said, /not changed .*timeout is 20, was 900.*hash of its code/);
    });
  });

  test("leave an up-to-date stack as it is", () => {
    assert.doesNotMatch(
      outcomes.get("preview again")?.output ?? "",
      /to (?:update|replace|create)/,
    );
  });

  test("hide no other finding", async () => {
    await withEngine({ packConfig: packConfig(["*"]) }, async (engine) => {
      const outcome = await engine.preview(async () => register(hopeless));
      assert.deepEqual(
        new Set(violations(outcome)),
        new Set(["iam-no-wildcards function-policy", "namespace-logging log-role"]),
      );
    });
  });

  test("change only what is named, and say what they were asked for in vain", async () => {
    const config = {
      ...packConfig(["api*", "no-such-resource"]),
      "remediate-function-timeout": { enforcementLevel: "remediate", timeout: 20 },
    };
    await withEngine({ packConfig: config }, async (engine) => {
      const outcome = await engine.preview(async () => register(weakened));
      const open = faults.filter(({ resource }) => !resource.startsWith("api"));
      assert.deepEqual(
        new Set(violations(outcome)),
        new Set(open.map(({ policy, resource }) => `${policy} ${resource}`)),
      );
      const said = changes(outcome).join("\n");
      assert.match(said, /remediate-log-retention changes nothing: .*"no-such-resource"/);
      assert.match(said, /remediate-function-timeout changes nothing: .*names no resource/);
      assert.match(
        said,
        /remediate-function-timeout has a setting "timeout" .*\n.*\nFix: .*seconds/,
      );
    });
  });

  test("leave alone what is exempt, and what ignoreChanges keeps", async () => {
    const exemption = {
      rule: "namespace-logging",
      resource: "api",
      type: "aws:appsync/api:Api",
      finding: "eventConfig.logConfig.logLevel is NONE",
      reason: "The logs move to another account",
      owner: "platform-team",
      expires: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
    };
    const options = {
      packConfig: packConfig(["*"]),
      config: { "policies:exemptions": JSON.stringify([exemption]) },
    };
    await withEngine(options, async (engine) => {
      const outcome = await engine.preview(async () =>
        register(weakened, "", (name) =>
          name === "api-logs" ? { ignoreChanges: ["retentionInDays"] } : {},
        ),
      );
      assert.deepEqual(violations(outcome), ["namespace-logging api-logs"]);
      const exempt = outcome.reported.find(({ message }) => message.includes("exempt from"));
      assert.equal(exempt?.resource, "api");
    });
  });

  test("put resources of the other provider right as well", async () => {
    await withEngine({ packConfig: packConfig(["*"]) }, async (engine) => {
      const outcome = await engine.update(async () => register(weakenedNative));
      assert.deepEqual(violations(outcome), []);
      const resources = await resourcesOf(engine);
      assert.equal(inputsOf(resources, "api-logs").retentionInDays, 60);
      assert.deepEqual(inputsOf(resources, "namespace").tags, [
        { key: "Service", value: "kept" },
        { key: "Stage", value: "prod" },
      ]);
    });
  });
});
