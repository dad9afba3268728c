import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { EXEMPTION_COMPONENT } from "./exemption-component.ts";
import type { Exemption } from "./exemptions.ts";

/** What {@link exempt} is told; a reviewer reads it, so all of it is plain text and none of it a secret. */
export interface ExemptArgs
  extends Pick<Exemption, "rule" | "reason" | "owner" | "expires" | "finding"> {}

/**
 * Lets one resource off one finding of one rule, beside the resource in the program:
 *
 *     exempt(api, {
 *       rule: "namespace-waf",
 *       finding: "the API is not associated with a web ACL",
 *       reason: "Firewall Manager attaches one in June",
 *       owner: "platform-team",
 *       expires: "2026-12-31",
 *     });
 *
 * It writes the same record as `policies:exemptions` of a stage's settings, and the pack checks, shows and
 * ends it the same way. A component stands for the one resource below it that has the finding.
 *
 * @param resource Any resource or component of the program.
 * @param args Without `finding`, it holds as long as the rule finds one thing only.
 * @returns The component that carries the record, below the resource.
 * @throws pulumi.ResourceError if a value is not plain text, TypeError if there is no resource.
 */
export function exempt(resource: pulumi.Resource, args: ExemptArgs): pulumi.ComponentResource {
  if (!pulumi.Resource.isInstance(resource)) {
    const got = pulumi.Output.isInstance(resource) ? "an Output" : typeof resource;
    throw new TypeError(
      `exempt: the first argument must be a resource, got ${got}. Fix: pass the resource itself`,
    );
  }
  const record = { ...args, resource: resource.urn };
  for (const [name, value] of Object.entries(args)) {
    refuseUnlessText(name, value, resource);
  }
  // A record goes with the call, even where the resource is protected.
  const options = { parent: resource, protect: false };
  return new ExemptionComponent(nameOf(resource, args), record, options);
}

class ExemptionComponent extends pulumi.ComponentResource {
  constructor(
    name: string,
    record: ExemptArgs & { readonly resource: pulumi.Output<string> },
    opts: pulumi.ComponentResourceOptions,
  ) {
    // As inputs, so that the engine shows what changes; as outputs, so that policies see it.
    super(EXEMPTION_COMPONENT, name, record, opts);
    this.registerOutputs(record);
  }
}

/** One resource may be let off several findings of a rule. */
function nameOf(resource: pulumi.Resource, { rule, finding }: ExemptArgs): string {
  const name = `${pulumi.resourceName(resource)}-${rule}`;
  if (finding === undefined) {
    return name;
  }
  const digest = createHash("sha256").update(JSON.stringify(finding)).digest("hex");
  return `${name}-${digest.slice(0, 8)}`;
}

function refuseUnlessText(name: string, value: unknown, resource: pulumi.Resource): void {
  const texts = name === "finding" ? [value].flat() : [value];
  if (texts.every((text) => text === undefined || typeof text === "string")) {
    return;
  }
  const got = pulumi.Output.isInstance(value) ? "an Output, which may be a secret" : typeof value;
  throw new pulumi.ResourceError(
    `exempt: ${name} must be plain text, got ${got}. Fix: write it out, so that a reviewer can read it`,
    resource,
    true,
  );
}
