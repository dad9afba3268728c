import * as pulumi from "@pulumi/pulumi";

/** Tags of a resource. */
export type Tags = Readonly<Record<string, string>>;

/**
 * Cost-allocation tags of everything in a stage. Activate `Stage` and `Service` once per payer
 * account in the Billing console; costs carry them from then on.
 */
export function stageTags(own: Tags = {}): Tags {
  return { ...own, Service: pulumi.getProject(), Stage: pulumi.getStack() };
}
