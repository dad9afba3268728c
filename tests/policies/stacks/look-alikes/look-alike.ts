import { type Blueprint, change, type Path, type Value } from "../blueprint.ts";
import { compliant } from "../compliant.ts";

/** A program that looks guarded and is not: the rule that has to refuse it. */
export interface LookAlike {
  readonly program: Blueprint;
  readonly policy: string;
  /** Set where only an update gives the values that show it. */
  readonly known?: "update";
}

export const by = (policy: string, program: Blueprint, known?: "update"): LookAlike => ({
  policy,
  program,
  ...(known === undefined ? {} : { known }),
});
export const waf = (program: Blueprint, known?: "update") => by("namespace-waf", program, known);
export const logging = (program: Blueprint, known?: "update") =>
  by("namespace-logging", program, known);
export const wired = (program: Blueprint, known?: "update") =>
  by("namespace-request-response", program, known);
export const attested = (program: Blueprint, known?: "update") =>
  by("handler-attestation", program, known);
export const provisioned = (program: Blueprint, known?: "update") =>
  by("namespace-provisioning", program, known);

export const set = (name: string, path: Path, value: Value | undefined): Blueprint =>
  change(compliant, name, path, value);
