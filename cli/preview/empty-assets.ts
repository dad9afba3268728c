import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";

/** An asset without content: the policy SDK cannot read it, and judges nothing. */
export interface EmptyAsset {
  /** Type token of the resource. */
  readonly type: string;
  readonly name: string;
  /** Dotted path of the property. */
  readonly property: string;
}

/** One message for people about assets without content. */
export function emptyAssetsMessage(assets: readonly EmptyAsset[]): string {
  const places = assets.map(({ type, name, property }) => `${property} of ${type} "${name}"`);
  const verb = places.length > 1 ? "are assets" : "is an asset";
  return (
    `${places.join(", ")} ${verb} without content, which the policy SDK cannot read, so nothing ` +
    "could be judged. Fix: give the asset content, a line break for example, or leave it out. " +
    "More: policies/docs/assets.md"
  );
}

/** Collects the assets without content that a program hands to its resources. */
export class EmptyAssets {
  readonly #found: EmptyAsset[] = [];

  get found(): readonly EmptyAsset[] {
    return this.#found;
  }

  /** The program, with every resource looked at before it is registered. */
  watch(program: PulumiFn): PulumiFn {
    return async () => {
      pulumi.runtime.registerStackTransformation(({ type, name, props }) => {
        for (const [key, value] of Object.entries(props)) {
          this.#look({ type, name }, key, value);
        }
        return undefined;
      });
      return await program();
    };
  }

  #look(resource: Pick<EmptyAsset, "type" | "name">, property: string, value: unknown): void {
    if (typeof value !== "object" || value === null) {
      return;
    }
    if (pulumi.Output.isInstance(value)) {
      value.apply((inner) => this.#look(resource, property, inner));
    } else if (pulumi.asset.Archive.isInstance(value)) {
      // Only an archive that is put together from assets has them.
      const { assets = {} } = value as Partial<pulumi.asset.AssetArchive>;
      void Promise.resolve(assets).then((inner) => this.#below(resource, property, inner));
    } else if (pulumi.asset.Asset.isInstance(value)) {
      this.#lookAtAsset({ ...resource, property }, value);
    } else if (!pulumi.Resource.isInstance(value) && !isPromise(value)) {
      this.#below(resource, property, value);
    }
  }

  #below(resource: Pick<EmptyAsset, "type" | "name">, property: string, value: object): void {
    for (const [key, inner] of Object.entries(value)) {
      this.#look(resource, `${property}.${key}`, inner);
    }
  }

  #lookAtAsset(place: EmptyAsset, asset: pulumi.asset.Asset): void {
    const { text, path, uri } = asset as Partial<
      pulumi.asset.StringAsset & pulumi.asset.FileAsset & pulumi.asset.RemoteAsset
    >;
    void Promise.resolve(text ?? path ?? uri).then((content) => {
      if (!content) {
        this.#found.push(place);
      }
    });
  }
}

function isPromise(value: object): boolean {
  return "then" in value;
}
