import * as pulumi from "@pulumi/pulumi";

/** A statement of an IAM policy document. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: pulumi.Input<string> | readonly string[];
  readonly Resource: pulumi.Input<string> | readonly pulumi.Input<string>[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

/** Statement of a policy that hangs on a resource and so names who may act. */
export interface ResourcePolicyStatement extends PolicyStatement {
  readonly Principal: Readonly<Record<string, string>> | "*";
}

/** Policy document as JSON text. */
export function policyDocument(
  statements: readonly (PolicyStatement | ResourcePolicyStatement)[],
): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}

/** Trust policy of a role that a service assumes, narrowed by conditions that must all hold. */
export function trustPolicy(
  service: string,
  conditions: NonNullable<PolicyStatement["Condition"]> = {},
): pulumi.Output<string> {
  const statement = {
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
  };
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: [statement] });
}
