import * as pulumi from "@pulumi/pulumi";
import { VERDICT_COMPONENT } from "./verdict-component.ts";

/** Which stack to refer to. */
export interface GuardedStackArgs {
  /** Name of the stack, as a StackReference takes it: `<organization>/<project>/<stack>`. */
  readonly stack: string;
}

/**
 * A reference to a stack that exports a {@link PolicyVerdict}. The engine shows policies no
 * StackReference; a component with the verdict among its outputs it does show.
 */
export class GuardedStack extends pulumi.ComponentResource {
  readonly #reference: pulumi.StackReference;

  constructor(name: string, { stack }: GuardedStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super(VERDICT_COMPONENT, name, {}, opts);
    this.#reference = new pulumi.StackReference(name, { name: stack }, { parent: this });
    this.registerOutputs({ stack, verdict: this.#reference.getOutput("policyVerdict") });
  }

  /** An output of the stack; undefined when it has none of that name. */
  output(name: string): pulumi.Output<unknown> {
    return this.#reference.getOutput(name);
  }
}
