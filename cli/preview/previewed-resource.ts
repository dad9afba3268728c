import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { ProgramResource } from "../../pricing/program-resource.ts";

/** What stands for a value that is not known before an update (Pulumi SDK, runtime/rpc, unknownValue). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The resource that an update would leave behind, of an event that announces its step; none of a deletion. */
export function previewedResource({ resourcePreEvent }: EngineEvent): ProgramResource[] {
  const metadata = resourcePreEvent?.metadata;
  const after = metadata?.new;
  if (!metadata || !after || metadata.op.includes("delete")) {
    return [];
  }
  return [
    {
      type: after.type,
      name: after.urn.split("::").at(-1) ?? "",
      inputs: known(after.inputs) as ProgramResource["inputs"],
      ...(after.custom ? {} : { component: true }),
    },
  ];
}

function known(value: unknown): unknown {
  if (value === UNKNOWN) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.map(known);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, known(each)]));
}
