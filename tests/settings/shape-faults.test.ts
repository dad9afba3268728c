import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { shapeFaults } from "../../settings/shape-faults.ts";
import { parseStageSettings, StageSettingsError } from "../../settings/stage-settings.ts";

const retention = fc.constantFrom(1, 7, 30, 365);
const sound = fc.record(
  {
    logging: fc.record({ level: fc.constantFrom("ERROR", "ALL"), retentionDays: retention }),
    webAcl: fc.record({ rateLimit: fc.integer({ min: 10, max: 1e6 }) }),
    functions: fc.record(
      {
        memoryMegabytes: fc.integer({ min: 128, max: 10_240 }),
        timeoutSeconds: fc.integer({ min: 1, max: 29 }),
        reservedConcurrency: fc.integer({ min: 0, max: 1000 }),
      },
      { requiredKeys: [] },
    ),
    metrics: fc.record({ flush: fc.constantFrom("invocation", "aggregate") }),
  },
  { requiredKeys: [] },
);

function asConfig(settings: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      `appsync-events:${key}`,
      JSON.stringify(value),
    ]),
  );
}

test("sound settings come back as they were written", () => {
  fc.assert(
    fc.property(sound, (settings) => {
      assert.deepEqual(
        parseStageSettings("trial", asConfig(settings)),
        JSON.parse(JSON.stringify(settings)),
      );
    }),
  );
});

test("any text at all is either settings or a StageSettingsError with a path for every fault", () => {
  const names = fc.oneof(
    fc.constantFrom("logging", "authorization", "namespaces", "tags", "prices", "__proto__"),
    fc.string(),
  );
  const values = fc.oneof(fc.string(), fc.json());
  fc.assert(
    fc.property(fc.dictionary(names, values), (config) => {
      const entries = Object.entries(config).map(([key, text]) => [`appsync-events:${key}`, text]);
      try {
        parseStageSettings("trial", Object.fromEntries(entries));
      } catch (error) {
        assert.ok(error instanceof StageSettingsError, String(error));
        assert.ok(error.faults.length > 0);
        for (const fault of error.faults) {
          assert.ok(fault.got !== "" && fault.allowed !== "");
        }
      }
    }),
  );
});

test("every one of many unknown settings is reported, however many there are", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^x[a-z]{1,8}$/), { minLength: 9 }), (names) => {
      const unknown = Object.fromEntries(names.map((name) => [name, 1]));
      const paths = shapeFaults({ functions: unknown }).map(({ path }) => path);
      assert.deepEqual(paths.sort(), names.map((name) => `functions.${name}`).sort());
    }),
  );
});
