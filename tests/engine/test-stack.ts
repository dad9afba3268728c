import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { EngineEvent, PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { createStageStack } from "../../engine/stage-stack.ts";
import { type ProviderOptions, serveProvider } from "../../local/provider/provider-server.ts";

/** How to make a stack for one test. */
export interface TestStackOptions extends ProviderOptions {
  readonly stage?: string;
  readonly program: PulumiFn;
  readonly config?: Readonly<Record<string, string>>;
}

/** A stack on the real engine with a provider of its own; both go when the test ends. */
export async function testStack(t: TestContext, options: TestStackOptions): Promise<Stack> {
  const workDir = await mkdtemp(join(tmpdir(), "stack-"));
  const provider = await serveProvider(options);
  t.after(async () => {
    await provider.close();
    await rm(workDir, { recursive: true, force: true });
  });
  return createStageStack({
    stage: options.stage ?? "test",
    workDir,
    program: options.program,
    config: options.config ?? { "aws:region": "eu-west-1" },
    debugProviders: { aws: provider.port },
  });
}

/** A step that the engine took or would take. */
export interface Step {
  readonly op: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; empty for the stack itself. */
  readonly parent: string;
  readonly replacedFor: readonly string[];
}

/** Steps and warnings of an operation, from its events. */
export function recorder() {
  const steps: Step[] = [];
  const warnings: string[] = [];
  const onEvent = ({ resourcePreEvent, diagnosticEvent }: EngineEvent) => {
    if (diagnosticEvent?.severity === "warning") {
      warnings.push(diagnosticEvent.message);
    }
    if (resourcePreEvent === undefined) {
      return;
    }
    const { op, type, urn, new: after, keys } = resourcePreEvent.metadata;
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    steps.push({ op, type, name, parent: after?.parent ?? "", replacedFor: keys ?? [] });
  };
  return { steps, warnings, onEvent };
}
