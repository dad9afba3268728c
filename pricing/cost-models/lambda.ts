import type { ChargedType } from "../cost-model.ts";
import { isExport, requestedMetrics } from "../export-load.ts";
import { numberAt, type ProgramResource, textAt } from "../program-resource.ts";
import { resourcesOfType } from "../resources-of-type.ts";
import type { FunctionLoad, StageLoad } from "../stage-load.ts";
import { sum } from "../sum.ts";
import { wholeProduct } from "../whole-product.ts";

const PROVISIONED = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";

/** Memory of a function that names none (Lambda API, CreateFunction). */
const DEFAULT_MEGABYTES = 128;

/** `/tmp` that comes with a function at no charge (AWS Lambda pricing page). */
const INCLUDED_STORAGE_MEGABYTES = 512;

/** A function's requests, duration, `/tmp` and traces. */
export const lambdaFunction: ChargedType = {
  charges: {
    lambdaRequestsPerMillion: "each invocation",
    lambdaGigabyteSecond: "memory times billed duration",
    lambdaProvisionedDurationGigabyteSecond:
      "memory times billed duration, as far as provisioned concurrency takes it",
    lambdaStorageGigabyteSecond: "`/tmp` over 512 MB times billed duration",
    xRayTracesPerMillion: "with `tracing: Active`: one invocation a second and 5 % of the others",
    logIngestionGigabyte: "metric lines of its namespace; forecasts show them as metering",
    customMetricMonth: "6 metrics of its namespace; forecasts show them as metering",
    metricsRequestedPerThousand: "metrics that a night's export of costs reads",
    natGatewayGigabyte: "in a VPC: bytes that an invocation sends and receives",
  },
  quantities(resource, load) {
    const name = textAt(resource.inputs, "name");
    const month = load.functions.get(name ?? "");
    if (month === undefined) {
      return { notPriced: "nothing says how often it is invoked: no namespace, no authorizer" };
    }
    const { invocations, milliseconds } = month;
    const megabytes = BigInt(numberAt(resource.inputs, ["memorySize"], DEFAULT_MEGABYTES));
    const storage = BigInt(
      numberAt(resource.inputs, ["ephemeralStorage", "size"], INCLUDED_STORAGE_MEGABYTES) -
        INCLUDED_STORAGE_MEGABYTES,
    );
    const busy = invocations * milliseconds;
    const ready = sum(provisionedFor(resource, load).map((each) => readyMilliseconds(each, load)));
    const provisioned = least(busy, ready);
    const inVpc = resource.inputs.vpcConfig !== undefined && load.assumed.natGateways > 0;
    return {
      metricsRequestedPerThousand: isExport(resource)
        ? requestedMetrics(resource, invocations)
        : 0n,
      lambdaRequestsPerMillion: invocations,
      lambdaGigabyteSecond: (busy - provisioned) * megabytes,
      lambdaProvisionedDurationGigabyteSecond: provisioned * megabytes,
      lambdaStorageGigabyteSecond: busy * storage,
      xRayTracesPerMillion:
        textAt(resource.inputs, "tracingConfig", "mode") === "Active" ? traces(month, load) : 0n,
      natGatewayGigabyte: inVpc
        ? wholeProduct(invocations, load.assumed.natBytesPerInvocation)
        : 0n,
    };
  },
};

/** Environments that are kept ready, whether they work or not. */
export const provisionedConcurrency: ChargedType = {
  charges: { lambdaProvisionedGigabyteSecond: "memory of each environment, all the time" },
  quantities(resource, load) {
    const name = textAt(resource.inputs, "functionName");
    const owner = resourcesOfType(load.resources, "aws:lambda/function:Function").find(
      ({ inputs }) => textAt(inputs, "name") === name,
    );
    const megabytes = BigInt(numberAt(owner?.inputs, ["memorySize"], DEFAULT_MEGABYTES));
    return { lambdaProvisionedGigabyteSecond: megabytes * readyMilliseconds(resource, load) };
  },
};

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

function provisionedFor({ inputs }: ProgramResource, load: StageLoad): readonly ProgramResource[] {
  return resourcesOfType(load.resources, PROVISIONED).filter(
    (each) => textAt(each.inputs, "functionName") === textAt(inputs, "name"),
  );
}

function readyMilliseconds({ inputs }: ProgramResource, { hours }: StageLoad): bigint {
  const environments = numberAt(inputs, ["provisionedConcurrentExecutions"], 0);
  return BigInt(environments) * hours * 3_600_000n;
}

/**
 * Invocations that Lambda samples: the first of each second and 5 % of the others, at an even pace. The
 * rate cannot be changed. Source: Lambda Developer Guide, visualize Lambda function invocations using
 * AWS X-Ray.
 */
function traces({ invocations }: FunctionLoad, { hours }: StageLoad): bigint {
  const seconds = hours * 3_600n;
  if (invocations <= seconds) {
    return invocations;
  }
  return seconds + wholeProduct(invocations - seconds, 0.05);
}
