import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { createStageStack } from "../../engine/stage-stack.ts";
import { readStageFile } from "../../settings/stage-settings.ts";

// One preview in a process of its own, as every `pulumi preview` is one: what is measured is the
// whole process, from its start to its end.
const root = join(import.meta.dirname, "../..");
const { values } = parseArgs({
  options: {
    stage: { type: "string", default: "dev" },
    provider: { type: "string", default: "" },
    raw: { type: "string" },
    pack: { type: "boolean", default: false },
    export: { type: "string" },
  },
});

const workDir = await mkdtemp(join(tmpdir(), "preview-once-"));
try {
  const stack = await createStageStack({
    stage: values.stage,
    workDir,
    program: await programOf(values.raw),
    config: readStageFile(root, values.stage).config,
    debugProviders: { aws: Number(values.provider) },
  });
  if (values.export === undefined) {
    await stack.preview({ policyPacks: values.pack ? [join(root, "policies")] : [] });
  } else {
    await stack.up();
    const { deployment } = await stack.exportStack();
    await writeFile(values.export, JSON.stringify(deployment.resources));
  }
} finally {
  await rm(workDir, { recursive: true, force: true });
}

/** The program of this repository, or the raw one of an exported stack. */
async function programOf(exported: string | undefined): Promise<PulumiFn> {
  if (exported === undefined) {
    return (await import("../../index.ts")).default;
  }
  const { rawProgram } = await import("./raw-program.ts");
  return rawProgram(JSON.parse(await readFile(exported, "utf8")));
}
