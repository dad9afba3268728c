import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { before, describe, test } from "node:test";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { ELSEWHERE_KEY } from "../../policies/elsewhere.ts";
import { EXEMPTIONS_KEY } from "../../policies/exemptions.ts";
import type { FixExample } from "../../policies/fix-example.ts";
import { readElsewhere } from "../../policies/read-elsewhere.ts";
import { readExemptions } from "../../policies/read-exemptions.ts";
import { rules } from "../../policies/rules.ts";
import { parseStageSettings } from "../../settings/stage-settings.ts";
import { compileErrors, type ExampleCode } from "./compiled-examples.ts";

const folder = new URL("../../policies/fixes/", import.meta.url);

async function allExamples(): Promise<readonly (readonly [name: string, FixExample])[]> {
  const files = await readdir(folder);
  const modules = await Promise.all(
    files.map(async (file) => {
      const module: Record<string, FixExample> = await import(new URL(file, folder).href);
      return Object.entries(module).map(([name, example]) => [`${file} ${name}`, example] as const);
    }),
  );
  return modules.flat();
}

describe("the code in violations", () => {
  let examples: Awaited<ReturnType<typeof allExamples>> = [];
  before(async () => {
    examples = await allExamples();
  });

  test("compiles against @pulumi/aws and against the components", () => {
    const codes = examples.flatMap(([name, example]) =>
      (["aws", "components"] as const).flatMap((form): ExampleCode[] => {
        const code = example[form];
        return code === undefined ? [] : [{ name: `${name} (${form})`, form, code }];
      }),
    );
    assert.ok(codes.length >= 40, `${codes.length} examples`);
    const broken: readonly ExampleCode[] = [
      {
        name: "misspelt property",
        form: "aws",
        code: 'new aws.lambda.Function("a", { role: role.arn, timeOut: 5 });',
      },
      {
        name: "argument of another type",
        form: "components",
        code: 'new EventHandler("a", { eventApi, bundle, timeoutSeconds: "5" });',
      },
    ];
    const errors = compileErrors([...codes, ...broken]);
    // What does not compile is seen, or the check itself would be worth nothing.
    assert.deepEqual(
      [...errors].map(([name, found]) => [name, ...found].join("\n")).filter(isNot(broken)),
      [],
    );
    for (const { name } of broken) {
      assert.ok(errors.has(name), name);
    }
  });

  test("has both forms, where the fix is in the program", () => {
    for (const [name, { aws, components, stageFile, packConfiguration }] of examples) {
      assert.equal(aws === undefined, components === undefined, name);
      assert.ok(aws ?? stageFile ?? packConfiguration, name);
    }
  });

  test("is short enough to be read in a terminal", () => {
    for (const [name, example] of examples) {
      for (const code of Object.values(example)) {
        const lines = code.split("\n");
        assert.ok(lines.length <= 15, `${name} has ${lines.length} lines`);
        for (const line of lines) {
          assert.ok(line.length <= 110, `${name}: ${line}`);
        }
      }
    }
  });

  test("has settings of a stage that the program accepts", () => {
    for (const [name, { stageFile }] of examples) {
      if (stageFile === undefined) {
        continue;
      }
      const { config } = parse(stageFile);
      const texts = Object.entries(config).map(([key, value]) => [key, JSON.stringify(value)]);
      assert.doesNotThrow(
        () => parseStageSettings("prod", Object.fromEntries(texts), new Date(), ["orders"]),
        name,
      );
    }
  });

  test("has records of what is let off that the pack accepts", () => {
    const now = new Date("2026-06-01T00:00:00Z");
    const names = rules.map(({ name }) => name);
    let read = 0;
    for (const [name, { stageFile = "{}" }] of examples) {
      const config: Record<string, unknown> = parse(stageFile).config ?? {};
      const exemptions = config[EXEMPTIONS_KEY];
      const elsewhere = config[ELSEWHERE_KEY];
      const faults = [
        ...(exemptions === undefined
          ? []
          : readExemptions(JSON.stringify(exemptions), { rules: names, now, maximumDays: 400 })
              .faults),
        ...(elsewhere === undefined ? [] : readElsewhere("here", elsewhere, now, 400).faults),
      ];
      assert.deepEqual(faults, [], name);
      if (exemptions !== undefined || elsewhere !== undefined) {
        read += 1;
      }
    }
    assert.equal(read, 2);
  });

  test("has configuration of the pack that its rules accept", () => {
    for (const [name, { packConfiguration }] of examples) {
      if (packConfiguration === undefined) {
        continue;
      }
      for (const [rule, given] of Object.entries(JSON.parse(packConfiguration))) {
        const settings = rules.find((one) => one.name === rule)?.settings;
        assert.ok(settings, `${name}: ${rule}`);
        const validate = new Ajv({ strict: false }).compile({
          type: "object",
          properties: settings,
          additionalProperties: false,
        });
        assert.ok(validate(given), `${name}: ${JSON.stringify(validate.errors)}`);
      }
    }
  });
});

function isNot(broken: readonly ExampleCode[]): (text: string) => boolean {
  return (text) => !broken.some(({ name }) => text.startsWith(name));
}
