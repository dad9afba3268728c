import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";

/** A resource of an exported stack (Pulumi, `pulumi stack export`, checkpoint version 3). */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** URNs by the input that refers to them. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

type ResourceClass = new (name: string, args: object) => pulumi.CustomResource;

/** The mark of secrets, assets and archives in a checkpoint (Pulumi, `resource.SigKey`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/**
 * Returns a program of plain `@pulumi/aws` resources: those of the exported stack, each with the
 * same inputs and references, without components, settings or bundles.
 */
export function rawProgram(resources: readonly ExportedResource[]): PulumiFn {
  return async () => {
    const created = new Map<string, pulumi.CustomResource>();
    for (const { urn, type, inputs = {}, propertyDependencies = {} } of resources) {
      const Resource = resourceClass(type);
      if (Resource === undefined) {
        continue;
      }
      const args = Object.entries(inputs).map(([key, value]) => {
        const referred = (propertyDependencies[key] ?? []).flatMap((one) => created.get(one) ?? []);
        return [key, linked(plain(value), referred)];
      });
      created.set(urn, new Resource(nameIn(urn), Object.fromEntries(args)));
    }
  };
}

function linked(value: unknown, referred: readonly pulumi.CustomResource[]): unknown {
  if (referred.length === 0) {
    return value;
  }
  return pulumi.all(referred.map(({ id }) => id)).apply(() => value);
}

function nameIn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

function resourceClass(type: string): ResourceClass | undefined {
  const [packageName, path = "", name = ""] = type.split(":");
  if (packageName !== "aws") {
    return undefined;
  }
  const [module = ""] = path.split("/");
  const services: Readonly<Record<string, object>> = { ...aws };
  const classes = { ...services[module] } as Readonly<Record<string, ResourceClass | undefined>>;
  return classes[name];
}

/** A checkpoint's value as a program writes it. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const { [SIGNATURE]: signature, ...members } = value as Readonly<Record<string, unknown>>;
  if (signature !== undefined) {
    return special(members);
  }
  return Object.fromEntries(Object.entries(members).map(([key, one]) => [key, plain(one)]));
}

function special({ assets, text }: Readonly<Record<string, unknown>>): unknown {
  if (typeof assets === "object" && assets !== null) {
    const files = Object.entries(assets).map(([name, one]) => [name, plain(one)]);
    return new pulumi.asset.AssetArchive(Object.fromEntries(files));
  }
  return typeof text === "string" ? new pulumi.asset.StringAsset(text) : "secret";
}
