import type { Deployment, Stack } from "@pulumi/pulumi/automation/index.js";
import { asList, asProperties, asText, isObject } from "../../local/provider/properties.ts";
import type { DeployedResource } from "../../local/provider/resource-registry.ts";

/**
 * The resources of a stack's checkpoint, as the provider keeps them. An update that was killed left
 * a lock and operations of unknown outcome; the lock is taken away, and so are the operations: what
 * they did is gone with the process that stood in for AWS, so the next update does them again.
 */
export async function readCheckpoint(stack: Stack): Promise<readonly DeployedResource[]> {
  const checkpoint = await stack.exportStack();
  const deployment = asProperties(checkpoint.deployment);
  if (asList(deployment.pending_operations).length > 0) {
    const cleaned: Deployment = {
      ...checkpoint,
      deployment: { ...deployment, pending_operations: [] },
    };
    await stack.importStack(cleaned);
  }
  return asList(deployment.resources).flatMap(deployedResource);
}

function deployedResource(value: unknown): DeployedResource[] {
  const { urn, type, id, custom, delete: replaced, inputs, outputs } = asProperties(value);
  const isOfProvider = custom === true && !asText(type).startsWith("pulumi:");
  if (!isOfProvider || replaced === true) return [];
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
  if (Array.isArray(value)) return value.map(decrypted);
  if (!isObject(value)) return value;
  if (typeof value.plaintext === "string") return decrypted(JSON.parse(value.plaintext));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decrypted(each)]));
}
