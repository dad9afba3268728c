import { asProperties, asText, hasUnknown, type Properties } from "../../../shared/properties.ts";
import type { LocalFunctions } from "../../functions/local-functions.ts";
import { functionArn, invokeArn } from "../arn.ts";
import type { FunctionCodeStore } from "../function-code.ts";
import { LATEST } from "../function-deployment.ts";
import type { Place } from "../place.ts";
import type { Refusal, ResourceType } from "../resource-type.ts";

const alias: ResourceType = {
  replaceOnChange: ["functionName", "name"],
  autoName: { property: "name", most: 128 },
  honoured: ["functionName", "functionVersion", "name", "routingConfig"],
  stored: ["description", "region"],
  compute({ inputs, place }) {
    const arn = `${functionOf(place, inputs)}:${asText(inputs.name)}`;
    return { id: arn, outputs: { arn, invokeArn: invokeArn(place, arn) } };
  },
  refusals: routing,
  async deploy({ inputs, outputs }, { functions, code }) {
    const arn = asText(outputs.arn);
    const ofFunction = arn.slice(0, arn.lastIndexOf(":"));
    const version = asText(inputs.functionVersion);
    const weights = new Map(
      weightsOf(inputs).map(([other, share]) => [`${ofFunction}:${other}`, Number(share)]),
    );
    for (const each of [version, ...weightsOf(inputs).map(([other]) => other)]) {
      await serveVersion(ofFunction, each, functions, code);
    }
    functions.pointAlias(arn, { functionArn: `${ofFunction}:${version}`, weights });
  },
  async remove({ outputs }, { functions }) {
    functions.removeAlias(asText(outputs.arn));
  },
};

/** Puts a version in service that was published before this run. */
async function serveVersion(
  ofFunction: string,
  version: string,
  functions: LocalFunctions,
  code: FunctionCodeStore,
): Promise<void> {
  if (version === LATEST || functions.deployed(`${ofFunction}:${version}`) !== undefined) {
    return;
  }
  const kept = await code.version(ofFunction.slice(ofFunction.lastIndexOf(":") + 1), version);
  if (kept !== undefined) {
    await functions.deploy(kept, "later");
  }
}

function weightsOf(inputs: Properties): readonly (readonly [version: string, share: unknown])[] {
  return Object.entries(asProperties(asProperties(inputs.routingConfig).additionalVersionWeights));
}

/**
 * An alias leads to at most two versions, neither of them `$LATEST`, and a share is from 0 to 1
 * (Lambda Developer Guide, "Alias routing"; API reference, AliasRoutingConfiguration).
 */
function routing(inputs: Properties): Refusal[] {
  if (hasUnknown(inputs.routingConfig)) {
    return [];
  }
  const weights = weightsOf(inputs);
  const property = "routingConfig";
  const versions = weights.map(([version]) => version);
  const refusals: Refusal[] = [];
  if (versions.length > 1) {
    refusals.push({ property, reason: `got ${versions.length} more versions, allowed: one` });
  }
  for (const [version, share] of weights) {
    const given = JSON.stringify(share);
    if (!/^[1-9]\d*$/.test(version)) {
      refusals.push({ property, reason: `got the version "${version}", allowed: a published one` });
    }
    if (version === inputs.functionVersion) {
      refusals.push({ property, reason: `got the version ${version} twice, allowed: another one` });
    }
    if (typeof share !== "number" || share < 0 || share > 1) {
      refusals.push({ property, reason: `got the share ${given}, allowed: 0 to 1` });
    }
  }
  if (weights.length > 0 && inputs.functionVersion === LATEST) {
    refusals.push({ property, reason: `got ${LATEST} as functionVersion, allowed: a version` });
  }
  return refusals;
}

/** The function's ARN, whether the input is its name or its ARN. */
function functionOf(place: Place, inputs: Properties): string {
  const given = asText(inputs.functionName);
  return given.startsWith("arn:") ? given : functionArn(place, given);
}

/** Lambda's aliases. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:lambda/alias:Alias": alias,
};
