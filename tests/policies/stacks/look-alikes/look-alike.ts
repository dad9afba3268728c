import { type Blueprint, change, type Path, type Value } from "../blueprint.ts";
import { compliant } from "../compliant.ts";

/** A program that looks guarded and is not: the rule that has to refuse it. */
export interface LookAlike {
  readonly program: Blueprint;
  readonly policy: string;
  /** Set where only an update gives the values that show it. */
  readonly known?: "update";
}

export function by(policy: string, program: Blueprint, known?: "update"): LookAlike {
  return {
    policy,
    program,
    ...(known === undefined ? {} : { known }),
  };
}

export function waf(program: Blueprint, known?: "update") {
  return by("namespace-waf", program, known);
}

export function logging(program: Blueprint, known?: "update") {
  return by("namespace-logging", program, known);
}

export function wired(program: Blueprint, known?: "update") {
  return by("namespace-request-response", program, known);
}

export function attested(program: Blueprint, known?: "update") {
  return by("handler-attestation", program, known);
}

export function provisioned(program: Blueprint, known?: "update") {
  return by("namespace-provisioning", program, known);
}

export function set(name: string, path: Path, value: Value | undefined): Blueprint {
  return change(compliant, name, path, value);
}
