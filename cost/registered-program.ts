import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import type { ProgramResource } from "../pricing/program-resource.ts";

/** A program and the stage that it is registered for. */
export interface ProgramToRegister {
  /** Path of the module whose default export is the program. */
  readonly file: string;
  readonly project: string;
  readonly stage: string;
  /** Configuration by full key, as in a stage file. */
  readonly config: Readonly<Record<string, string>>;
}

// The account of a preview that reaches none; AWS's documentation uses it in its examples.
const ACCOUNT = "123456789012";

/**
 * The resources that a program registers for a stage, by a preview in this process without the engine
 * and without AWS. What AWS would make up is taken from {@link computedOutputs} or stays unknown.
 *
 * @throws whatever the program throws.
 */
export async function registerProgram({
  file,
  project,
  stage,
  config,
}: ProgramToRegister): Promise<ProgramResource[]> {
  const region = config["aws:region"] ?? "us-east-1";
  const resources: ProgramResource[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, custom }) {
        const component = custom === false;
        resources.push({ type, name, inputs: plain(inputs), ...(component ? { component } : {}) });
        return { id: `${name}-id`, state: { ...inputs, ...computedOutputs(type, inputs, region) } };
      },
      call: () => ({
        accountId: ACCOUNT,
        account: ACCOUNT,
        id: ACCOUNT,
        region,
        name: region,
        partition: "aws",
      }),
    },
    project,
    stage,
    true,
  );
  pulumi.runtime.setAllConfig({ ...config });
  const { default: program } = (await import(pathToFileURL(file).href)) as {
    default: () => Promise<unknown>;
  };
  await program();
  await pulumi.runtime.disconnect();
  return resources.toSorted(byTypeAndName);
}

function byTypeAndName(one: ProgramResource, other: ProgramResource): number {
  const key = ({ type, name }: ProgramResource) => `${type} ${name}`;
  return key(one) < key(other) ? -1 : 1;
}

/** What other resources are told apart by, made up as AWS would. */
function computedOutputs(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  region: string,
): Record<string, unknown> {
  const service = type.split(/[:/]/)[1] ?? "";
  const owner = inputs.functionName === undefined ? "" : `${String(inputs.functionName)}:`;
  const arn = `arn:aws:${service}:${region}:${ACCOUNT}:${owner}${String(inputs.name)}`;
  if (type !== "aws:appsync/api:Api") {
    return { arn };
  }
  const apiId = "forecast";
  const dns = { HTTP: `${apiId}.appsync-api.${region}.amazonaws.com`, REALTIME: apiId };
  return { apiId, apiArn: `arn:aws:appsync:${region}:${ACCOUNT}:apis/${apiId}`, dns };
}

/** A copy of inputs that crosses threads: what is unknown, assets and archives are left out. */
function plain(inputs: unknown): Record<string, unknown> {
  const text = JSON.stringify(inputs, (_, value) => (isLeftOut(value) ? undefined : value));
  return JSON.parse(text ?? "{}") as Record<string, unknown>;
}

function isLeftOut(value: unknown): boolean {
  return (
    pulumi.Output.isInstance(value) ||
    pulumi.asset.Archive.isInstance(value) ||
    pulumi.asset.Asset.isInstance(value) ||
    // An unknown value as Pulumi's runtime hands it to mocks.
    (typeof value === "object" && value !== null && "__pulumiUnknown" in value)
  );
}
