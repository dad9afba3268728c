import type { PolicyResource } from "@pulumi/policy";
import { EXEMPTION_COMPONENT } from "./exemption-component.ts";
import { propertiesOf } from "./facts/property.ts";

/** An exemption that the program declares, as it is: nobody has checked it yet. */
export interface ExemptionRecord {
  /** The component that carries it. */
  readonly component: PolicyResource;
  readonly content: unknown;
}

/** Returns the exemptions that `exempt()` left among the resources of a stack. */
export function exemptionRecords(resources: readonly PolicyResource[]): readonly ExemptionRecord[] {
  return resources
    .filter(({ type }) => type === EXEMPTION_COMPONENT)
    .map((component) => ({ component, content: propertiesOf(component).plain() }));
}
