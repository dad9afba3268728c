import { readdirSync } from "node:fs";
import { ANY_TYPE } from "./any-type.ts";
import type { ResourceType } from "./resource-type.ts";

/** A file of `services/`: the resource types of one AWS service by their Pulumi tokens. */
interface ServiceFile {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
}

const SERVICES = new URL("services/", import.meta.url);

const TYPES = await knownTypes();

/** How a resource type is treated, by its Pulumi token. */
export function resourceType(token: string): ResourceType {
  return TYPES.get(token) ?? ANY_TYPE;
}

/** Whether the embedded stage knows the type. */
export function isKnownType(token: string): boolean {
  return TYPES.has(token);
}

async function knownTypes(): Promise<ReadonlyMap<string, ResourceType>> {
  const names = readdirSync(SERVICES).filter((name) => name.endsWith(".ts"));
  const files = await Promise.all(
    names.map((name): Promise<ServiceFile> => import(new URL(name, SERVICES).href)),
  );
  return new Map(files.flatMap(({ resourceTypes }) => Object.entries(resourceTypes)));
}
