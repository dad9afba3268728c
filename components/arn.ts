import * as pulumi from "@pulumi/pulumi";

/** The parts of an ARN that name its place. */
export interface ArnPlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Where a resource is, from its ARN (`arn:<partition>:<service>:<region>:<account>:<resource>`). */
export function placeOf(arn: pulumi.Input<string>): pulumi.Output<ArnPlace> {
  return pulumi.output(arn).apply((text) => {
    const [, partition = "aws", , region = "", account = ""] = text.split(":");
    return { partition, region, account };
  });
}
