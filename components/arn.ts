import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** The parts of an ARN that name its place. */
export interface ArnPlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

const places = new WeakMap<pulumi.Resource, pulumi.Output<ArnPlace>>();

/** Where the provider of a component creates resources. AWS says so before any of them exists. */
export function placeFor(parent: pulumi.Resource): pulumi.Output<ArnPlace> {
  const asked = places.get(parent);
  if (asked !== undefined) {
    return asked;
  }
  const options = { parent };
  const place = pulumi
    .all([
      aws.getPartitionOutput({}, options),
      aws.getRegionOutput({}, options),
      aws.getCallerIdentityOutput({}, options),
    ])
    .apply(([{ partition }, { region }, { accountId }]) => ({
      partition,
      region,
      account: accountId,
    }));
  places.set(parent, place);
  return place;
}

/**
 * ARN of a resource whose name the program gives. Unlike the resource's own `arn` it is known
 * before the resource exists, so that a policy document with it can be judged at the first preview.
 *
 * @param service For example `dynamodb`.
 * @param resource For example `table/orders`.
 */
export function arnFor(
  parent: pulumi.Resource,
  service: string,
  resource: pulumi.Input<string>,
): pulumi.Output<string> {
  const place = placeFor(parent);
  return pulumi.interpolate`arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
}
