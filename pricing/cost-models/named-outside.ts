import type { ChargedType } from "../cost-model.ts";
import { type ProgramResource, textAt } from "../program-resource.ts";
import { resourcesOfType } from "../resources-of-type.ts";
import type { StageLoad } from "../stage-load.ts";

/** A NAT gateway: its hours; bytes are charged with the functions that send them. */
export const natGateway: ChargedType = {
  charges: { natGatewayHour: "each hour of each gateway" },
  quantities: (_, { hours, assumed }) => ({ natGatewayHour: hours * BigInt(assumed.natGateways) }),
};

/** A customer managed key and the requests of what it encrypts in the stage. */
export const kmsKey: ChargedType = {
  charges: {
    kmsKeyMonth: "each key, in full though others may use it too",
    kmsRequestsPerTenThousand: "data keys of each log group, topic and secret that it encrypts",
  },
  quantities: ({ name }, { resources, hours, assumed }) => {
    const users = keyUses(resources).filter((arn) => arn === name).length;
    return {
      kmsKeyMonth: 1n,
      kmsRequestsPerTenThousand: BigInt(users) * hours * BigInt(assumed.kmsRequestsPerHour),
    };
  },
};

/** A secret, and how often the functions of the stage read it. */
export const secret: ChargedType = {
  charges: {
    secretMonth: "each secret",
    secretRequestsPerTenThousand:
      "each five minutes in each environment of a function that reads it",
  },
  quantities: ({ name }, load) => ({
    secretMonth: 1n,
    secretRequestsPerTenThousand: secretReaders(load, name) * load.hours * READS_PER_HOUR,
  }),
};

/** The handler runtime keeps a secret for five minutes, unless its namespace says otherwise. */
const READS_PER_HOUR = 12n;

/**
 * What a program uses and does not create: the keys and secrets that its resources name, and the NAT
 * gateway of functions in a VPC. Each is counted once.
 */
export function namedOutside(resources: readonly ProgramResource[]): ProgramResource[] {
  const functions = resourcesOfType(resources, "aws:lambda/function:Function");
  const inVpc = functions.some(({ inputs }) => inputs.vpcConfig !== undefined);
  const own = new Set(resources.map(({ type }) => type));
  const outside = (type: string, names: readonly string[]) =>
    own.has(type) ? [] : [...new Set(names)].sort().map((name) => ({ type, name, inputs: {} }));
  return [
    ...outside("aws:kms/key:Key", keyUses(resources)),
    ...outside("aws:secretsmanager/secret:Secret", functions.flatMap(secretsOf)),
    ...outside("aws:ec2/natGateway:NatGateway", inVpc ? ["of the functions' VPC"] : []),
  ];
}

function keyUses(resources: readonly ProgramResource[]): string[] {
  return resources.flatMap(({ type, inputs }) => {
    if (type === "aws:cloudwatch/logGroup:LogGroup") {
      return textAt(inputs, "kmsKeyId") ?? [];
    }
    if (type === "aws:sns/topic:Topic") {
      return textAt(inputs, "kmsMasterKeyId") ?? [];
    }
    return [];
  });
}

function secretsOf({ inputs }: ProgramResource): string[] {
  const text = textAt(inputs, "environment", "variables", "SECRET_REFERENCES");
  const references = text === undefined ? {} : parsed(text);
  return Object.values(references).flatMap((reference) => textAt(reference, "secret") ?? []);
}

/** The component writes JSON; a function of another program may have any text under this name. */
function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function secretReaders({ resources, functions, hours }: StageLoad, name: string): bigint {
  return resourcesOfType(resources, "aws:lambda/function:Function")
    .filter((each) => secretsOf(each).includes(name))
    .reduce((total, each) => {
      const month = functions.get(textAt(each.inputs, "name") ?? "");
      const busy = (month?.invocations ?? 0n) * (month?.milliseconds ?? 0n);
      return total + 1n + busy / (hours * 3_600_000n);
    }, 0n);
}
