import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  readStageFile,
  StageFileError,
  StageSettingsError,
} from "../../settings/stage-settings.ts";

const root = mkdtempSync(join(tmpdir(), "stage-file-"));
after(() => rmSync(root, { recursive: true }));

function read(text: string) {
  writeFileSync(join(root, "Pulumi.trial.yaml"), text);
  return readStageFile(root, "trial");
}

test("values come as Pulumi hands them to a program: text as it is, all else as JSON", () => {
  const { config } = read(`config:
  aws:region: eu-west-1
  appsync-events:logging: { level: ERROR, retentionDays: 30 }
  appsync-events:list: [1, two]
  appsync-events:flag: true
`);
  assert.deepEqual(config, {
    "aws:region": "eu-west-1",
    "appsync-events:logging": '{"level":"ERROR","retentionDays":30}',
    "appsync-events:list": '[1,"two"]',
    "appsync-events:flag": "true",
  });
});

test("a file without settings is an empty stage", () => {
  assert.deepEqual(read("").config, {});
  assert.deepEqual(read("config:\n").config, {});
});

test("a file that is not YAML, or has no object of settings, is refused with its name", () => {
  assert.throws(() => read("config: [1"), StageFileError);
  assert.throws(
    () => read("config: 5"),
    /^StageFileError: Pulumi\.trial\.yaml: config: got no object/,
  );
});

test("encrypted values are refused at any depth, and not shown", () => {
  const text = `config:
  appsync-events:alarms:
    email: { secure: v1:cipher }
  appsync-events:logging:
    secure: v1:cipher
`;
  assert.throws(
    () => read(text),
    (error) => {
      assert.ok(error instanceof StageSettingsError);
      assert.deepEqual(
        error.faults.map(({ path }) => path),
        ["alarms", "logging"],
      );
      assert.doesNotMatch(error.message, /cipher/);
      return true;
    },
  );
});
