import { isDeepStrictEqual } from "node:util";
import { asProperties, asText, textArchive } from "../shared/properties.ts";
import { codeFiles } from "./provider/function-code.ts";
import { ACCOUNT_ID } from "./provider/provider.ts";
import type { ResourceEffects } from "./provider/resource-effects.ts";
import type { DeployedResource, ResourceRegistry } from "./provider/resource-registry.ts";
import { resourceType } from "./provider/resource-types.ts";

const FUNCTION = "aws:lambda/function:Function";
const ALIAS = "aws:lambda/alias:Alias";

/** The package of a namespace's function. */
export interface NamespaceCode {
  readonly namespace: string;
  /** Every file of the package by path, as text. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Does ahead of the engine what the engine will do with edited code: publishes the next version of
 * the namespace's function and moves the aliases to it. The engine's own update then finds that
 * version in service and only has to write the state.
 */
export class NamespaceCodeUpdate {
  readonly #registry: ResourceRegistry;
  readonly #effects: ResourceEffects;
  readonly #region: string;

  constructor(registry: ResourceRegistry, effects: ResourceEffects, region: string) {
    this.#registry = registry;
    this.#effects = effects;
    this.#region = region;
  }

  /**
   * Puts a package in service. Returns whether it is another one than is deployed; a namespace
   * without a function has none.
   *
   * @throws InvocationError when the code does not load. The code before it serves on.
   */
  async serve({ namespace, files }: NamespaceCode): Promise<boolean> {
    const deployed = this.#functionOf(namespace);
    if (deployed === undefined) {
      return false;
    }
    const code = textArchive(files);
    if (isDeepStrictEqual(codeFiles(code), codeFiles(deployed.inputs.code))) {
      return false;
    }
    const next = withCode(deployed, code, this.#region);
    await this.#effects.deploy(next, deployed);
    for (const alias of this.#aliasesOf(deployed)) {
      if (alias.inputs.functionVersion !== deployed.outputs.version) {
        continue;
      }
      const inputs = { ...alias.inputs, functionVersion: next.outputs.version };
      await this.#effects.deploy({ ...alias, inputs }, alias);
    }
    return true;
  }

  /** Puts the code that the engine's state holds back in service. */
  async undo(namespace: string): Promise<void> {
    const deployed = this.#functionOf(namespace);
    if (deployed === undefined) {
      return;
    }
    await this.#effects.deploy(deployed);
    for (const alias of this.#aliasesOf(deployed)) {
      await this.#effects.deploy(alias);
    }
  }

  #functionOf(namespace: string): DeployedResource | undefined {
    return this.#registry.ofType(FUNCTION).find(({ inputs }) => {
      const { variables } = asProperties(inputs.environment);
      return asProperties(variables).CHANNEL_NAMESPACE === namespace;
    });
  }

  #aliasesOf({ inputs, outputs }: DeployedResource): readonly DeployedResource[] {
    const names = [asText(inputs.name), asText(outputs.arn)];
    const aliases = this.#registry.ofType(ALIAS);
    return aliases.filter((alias) => names.includes(asText(alias.inputs.functionName)));
  }
}

/** The function as the engine's update will leave it. */
function withCode(deployed: DeployedResource, code: unknown, region: string): DeployedResource {
  const { urn, type, inputs: before, outputs } = deployed;
  const inputs = { ...before, code };
  const logicalName = urn.slice(urn.lastIndexOf("::") + 2);
  const resource = { urn, type, logicalName, inputs, place: { accountId: ACCOUNT_ID, region } };
  const computed = resourceType(type).recompute?.(resource, outputs, false);
  return { ...deployed, inputs, outputs: { ...outputs, code, ...computed } };
}
