import * as pulumi from "@pulumi/pulumi";

/** A resource that a component registered, with the inputs that AWS would get. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly parent: pulumi.Resource | undefined;
  readonly options: pulumi.ResourceOptions;
}

export const ACCOUNT = "123456789012";
export const API_ID = "abcdefghij";
export const API_ARN = `arn:aws:appsync:eu-west-1:${ACCOUNT}:apis/${API_ID}`;

const inputsOf = new Map<string, Record<string, unknown>>();

/** Lets mocks stand in for AWS. Call it at the top of a test file. */
export function mockAws(stage = "test", region = "eu-west-1"): void {
  pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        inputsOf.set(`${type} ${name}`, inputs);
        return { id: `${name}-id`, state: { ...inputs, ...computed(type, name, inputs) } };
      },
      call: () => ({ accountId: ACCOUNT, region, partition: "aws" }),
    },
    "appsync-events",
    stage,
  );
}

/** What AWS makes up. */
function computed(type: string, name: string, inputs: Record<string, unknown>): object {
  switch (type) {
    case "aws:appsync/api:Api":
      return { apiId: API_ID, apiArn: API_ARN, dns: { HTTP: "http.test", REALTIME: "ws.test" } };
    case "aws:appsync/apiKey:ApiKey":
      return { key: `da2-${name}` };
    case "aws:appsync/domainName:DomainName":
      return { appsyncDomainName: "target.test" };
    case "aws:lambda/function:Function":
      return { arn: lambdaArn(inputs.name), version: "7" };
    case "aws:lambda/alias:Alias":
      return { arn: `${lambdaArn(inputs.functionName)}:${String(inputs.name)}` };
    default: {
      const service = type.split(/[:/]/)[1] ?? "";
      return { arn: `arn:aws:${service}:eu-west-1:${ACCOUNT}:${String(inputs.name ?? name)}` };
    }
  }
}

function lambdaArn(functionName: unknown): string {
  return `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${String(functionName)}`;
}

/** Runs `build`, which hands the options on to its component, and records what it registers. */
export async function record<Built>(
  build: (options: pulumi.ComponentResourceOptions) => Built,
): Promise<{ built: Built; resources: RecordedResource[] }> {
  inputsOf.clear();
  const seen: pulumi.ResourceTransformationArgs[] = [];
  const note: pulumi.ResourceTransformation = (args) => {
    seen.push(args);
    return undefined;
  };
  const built = build({ transformations: [note] });
  await Promise.all(seen.map(({ resource }) => settled(resource.urn)));
  const resources = seen.map(({ type, name, opts }) => ({
    type,
    name,
    inputs: inputsOf.get(`${type} ${name}`) ?? {},
    parent: opts.parent,
    options: opts,
  }));
  return { built, resources };
}

/** The only resource of a type, or of a type and a name. */
export function only(
  resources: readonly RecordedResource[],
  type: string,
  name?: string,
): RecordedResource {
  const found = resources.filter((one) => one.type === type && one.name === (name ?? one.name));
  const [resource] = found;
  if (found.length !== 1 || resource === undefined) {
    throw new Error(`${found.length} resources ${type} ${name ?? ""}, expected one`);
  }
  return resource;
}

/** Types and names in the order of the alphabet, a child's only. */
export function childrenOf(
  resources: readonly RecordedResource[],
  parent: pulumi.Resource,
): string[] {
  return resources
    .filter((one) => one.parent === parent)
    .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)
    .sort();
}

/** A statement of a policy document. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Principal?: unknown;
  readonly Condition?: Record<string, Record<string, string>>;
}

/** Statements of a policy document. */
export function statementsOf(document: unknown): Statement[] {
  return JSON.parse(String(document)).Statement;
}

/** An output's value. */
export function settled<Value>(output: pulumi.Output<Value>): Promise<unknown> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}
