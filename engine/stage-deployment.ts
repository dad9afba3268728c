import { stripVTControlCharacters } from "node:util";
import type { EngineEvent, PulumiFn, Stack, UpOptions } from "@pulumi/pulumi/automation/index.js";

/** A step of the engine that changed a resource: `update aws:lambda/function:Function chat`. */
export interface ResourceChange {
  readonly operation: string;
  readonly type: string;
  readonly name: string;
}

/** Thrown when a deployment fails; the message is for the user and says all there is to say. */
export class StageDeploymentError extends Error {}

/** A program whose failure is remembered, since the engine reports it with a stack trace. */
export class RememberingProgram {
  readonly run: PulumiFn;
  #failure: Error | undefined;

  constructor(program: PulumiFn) {
    this.run = async () => {
      try {
        return await program();
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error));
        throw error;
      }
    };
  }

  /** What the program threw since the last call. */
  takeFailure(): Error | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }
}

/**
 * Updates a stack and returns what changed. Throws StageDeploymentError with the program's own
 * message, else with what the engine, the policies or the provider said.
 */
export async function deployStage(
  stack: Stack,
  program: RememberingProgram,
  options: UpOptions = {},
): Promise<readonly ResourceChange[]> {
  const changes: ResourceChange[] = [];
  const faults: string[] = [];
  const onEvent = (event: EngineEvent) => {
    changes.push(...changeIn(event));
    faults.push(...faultIn(event));
  };
  try {
    await stack.up({ ...options, onEvent });
  } catch (error) {
    const failure = program.takeFailure();
    if (failure !== undefined) {
      throw new StageDeploymentError(failure.message);
    }
    const unexplained = error instanceof Error ? error.message : String(error);
    throw new StageDeploymentError(faults.length > 0 ? faults.join("\n") : unexplained);
  }
  return changes;
}

function changeIn({ resOutputsEvent }: EngineEvent): ResourceChange[] {
  if (resOutputsEvent === undefined) {
    return [];
  }
  const { op, type, urn } = resOutputsEvent.metadata;
  if (op === "same" || type.startsWith("pulumi:") || op.startsWith("read")) {
    return [];
  }
  return [{ operation: op, type, name: urn.slice(urn.lastIndexOf("::") + 2) }];
}

function faultIn({ diagnosticEvent, policyEvent }: EngineEvent): string[] {
  if (policyEvent?.enforcementLevel === "mandatory") {
    const { policyName, message, resourceUrn = "" } = policyEvent;
    const name = resourceUrn.slice(resourceUrn.lastIndexOf("::") + 2);
    return [`policy ${policyName}${name === "" ? "" : ` (${name})`}: ${plain(message)}`];
  }
  if (diagnosticEvent?.severity !== "error") {
    return [];
  }
  const text = plain(diagnosticEvent.message);
  // The engine's own summary of faults that it has told one by one.
  return text === "" || /^(update|preview) failed$/.test(text) ? [] : [text];
}

/** Without the engine's colour marks (`<{%reset%}>`) and terminal codes. */
function plain(message: string): string {
  return stripVTControlCharacters(message.replaceAll(/<\{%[^%]*%\}>/g, "")).trim();
}
