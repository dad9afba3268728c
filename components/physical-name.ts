import * as pulumi from "@pulumi/pulumi";
import { refuse } from "./component-error.ts";

/** Longest name that Lambda functions and IAM roles may have. */
export const MAX_NAME_LENGTH = 64;

/**
 * Name of a resource in AWS: `<project>-<stage>-<parts>`. Functions, roles and log groups refer to
 * each other by name, so their names are given and not made up by the engine. Throws ComponentError
 * when it gets longer than `most` characters.
 */
export function physicalName(
  component: string,
  parts: readonly string[],
  most = MAX_NAME_LENGTH,
): string {
  const name = [pulumi.getProject(), pulumi.getStack(), ...parts].join("-");
  const allowed = `at most ${most} characters; shorten the stage's or the component's name`;
  refuse(component, name.length > most ? [{ property: "name", got: name, allowed }] : []);
  return name;
}
