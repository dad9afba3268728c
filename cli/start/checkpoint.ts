import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Deployment, Stack } from "@pulumi/pulumi/automation/index.js";
import type { DeployedResource } from "../../local/provider/resource-registry.ts";
import {
  asList,
  asProperties,
  asText,
  isObject,
  type Properties,
} from "../../shared/properties.ts";

/** What a checkpoint holds. */
export interface Checkpoint {
  readonly resources: readonly DeployedResource[];
  /** Whether an update ever ran to its end: only then does the stack have outputs. */
  readonly complete: boolean;
}

/**
 * The resources of a stack's checkpoint, as the provider keeps them; for a caller that knows that no
 * other process updates the stack. An update that was killed left a lock and operations of unknown
 * outcome. The lock is taken away, and so are the operations: what they did is gone with the process
 * that stood in for AWS, so the next update does them again. `stateFolder` is the backend's.
 */
export async function readCheckpoint(stack: Stack, stateFolder: string): Promise<Checkpoint> {
  await releaseAbandonedLock(stack, stateFolder);
  const checkpoint = await stack.exportStack();
  const deployment = asProperties(checkpoint.deployment);
  if (asList(deployment.pending_operations).length > 0) {
    const cleaned: Deployment = {
      ...checkpoint,
      deployment: { ...deployment, pending_operations: [] },
    };
    await stack.importStack(cleaned);
  }
  const resources = asList(deployment.resources).map(asProperties);
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return {
    resources: resources.flatMap(deployedResource),
    complete: Object.keys(asProperties(root?.outputs)).length > 0,
  };
}

/** Takes away the lock of an update that was killed; for a caller that knows that none runs. */
export async function releaseAbandonedLock(stack: Stack, stateFolder: string): Promise<void> {
  if (await isLocked(stateFolder)) {
    await stack.cancel();
  }
}

async function isLocked(stateFolder: string): Promise<boolean> {
  const locks = join(stateFolder, ".pulumi", "locks");
  const entries = await readdir(locks, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.some((entry) => entry.isFile());
}

function deployedResource(resource: Properties): DeployedResource[] {
  const { urn, type, id, custom, delete: replaced, inputs, outputs } = resource;
  const isOfProvider = custom === true && !asText(type).startsWith("pulumi:");
  if (!isOfProvider || replaced === true) {
    return [];
  }
  return [
    {
      urn: asText(urn),
      type: asText(type),
      id: asText(id),
      inputs: asProperties(decrypted(inputs)),
      outputs: asProperties(decrypted(outputs)),
    },
  ];
}

/** An exported secret holds its value as JSON text under `plaintext`. */
function decrypted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(decrypted);
  }
  if (!isObject(value)) {
    return value;
  }
  if (typeof value.plaintext === "string") {
    return decrypted(JSON.parse(value.plaintext));
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decrypted(each)]));
}
