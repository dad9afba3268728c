import type { PolicyResource } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";

/** Collects the resources that a program registers, to be judged once they exist. */
export class JudgedResources {
  readonly #registered: { readonly resource: pulumi.Resource; readonly type: string }[] = [];

  /** Collects from now on. Call it before the program's first resource. */
  constructor() {
    pulumi.runtime.registerStackTransformation(({ resource, type }) => {
      this.#registered.push({ resource, type });
      return undefined;
    });
  }

  /** What a stack policy would be handed after an update; unknown during a preview. */
  all(): pulumi.Output<readonly PolicyResource[]> {
    const resources = this.#registered.map(async ({ resource, type }) => {
      const props = await plainOutputs(resource);
      return pulumi.all([resource.urn, props]).apply(([urn, known]) => {
        const judged = asJudged(type, urn, known);
        return pulumi.CustomResource.isInstance(resource)
          ? { ...judged, provider: PROVIDER }
          : judged;
      });
    });
    return pulumi.output(Promise.all(resources)).apply((all) => pulumi.all(all));
  }
}

/** What tells a resource from a component; which provider it is, no rule that settles anything asks. */
const PROVIDER = { type: "pulumi:providers:aws", props: {}, urn: "", name: "default" };

/** The outputs of a resource; secrets stay out, so that no digest of them ever leaves the program. */
async function plainOutputs(
  resource: pulumi.Resource,
): Promise<Record<string, pulumi.Output<unknown>>> {
  const plain: Record<string, pulumi.Output<unknown>> = {};
  for (const [key, value] of Object.entries(resource)) {
    if (key.startsWith("_") || !pulumi.Output.isInstance(value)) {
      continue;
    }
    if (!(await pulumi.isSecret(value))) {
      plain[key] = value;
    }
  }
  return plain;
}

function asJudged(type: string, urn: string, props: Record<string, unknown>): PolicyResource {
  return {
    type,
    urn,
    name: urn.split("::").at(-1) ?? "",
    props,
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
    },
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}
