import { AuditError } from "./audit-error.ts";

/** A resource of a state, as far as an audit reads it itself. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  /** False for components. */
  readonly custom?: boolean;
  readonly provider?: string;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly inputs?: unknown;
  readonly outputs?: unknown;
  /** Where the program declares it: `project:///index.ts#12,3`. */
  readonly sourcePosition?: unknown;
  /** The calls that led there, the innermost first. */
  readonly stackTrace?: unknown;
}

/** A state as `pulumi stack export` writes it. */
export interface ExportedState {
  /** The JSON text as it was given: the engine reads all of it. */
  readonly text: string;
  readonly project: string;
  readonly stack: string;
  readonly resources: readonly StateResource[];
}

const FIX = "Fix: pulumi stack export --stack <stack> | npm run audit -- --file -";

/**
 * Reads a state that `pulumi stack export` wrote. Only its frame is looked at: what the resources hold is
 * for the engine to check.
 *
 * @throws AuditError if it is damaged, or if there is nothing in it to audit.
 */
export function readExportedState(text: string): ExportedState {
  const deployment = at(parsed(text), "deployment");
  const resources = at(deployment, "resources");
  if (!isObject(deployment) || (resources !== undefined && !Array.isArray(resources))) {
    throw new AuditError(
      `the state must be JSON as \`pulumi stack export\` writes it, with resources in \`deployment\`. ${FIX}`,
    );
  }
  if (resources === undefined || resources.length === 0) {
    throw new AuditError(
      "the state has no resources, so there is nothing to audit. Fix: deploy the stack first, or name " +
        "the stack that is deployed",
    );
  }
  const damaged = resources.findIndex((resource: unknown) => !isStateResource(resource));
  if (damaged >= 0) {
    throw new AuditError(
      `the state is damaged: deployment.resources[${damaged}] must be a resource with a URN, a type and the URNs it depends on. ${FIX}`,
    );
  }
  const valid: readonly StateResource[] = resources;
  refuseIncomplete(valid);
  const { stack = "", project = "" } = URN.exec(valid[0]?.urn ?? "")?.groups ?? {};
  return { text, project, stack, resources: valid };
}

/**
 * The engine analyzes a state in which resources are missing. One without its provider then looks like a
 * component, which rules do not judge, so a state with holes would pass.
 */
function refuseIncomplete(resources: readonly StateResource[]): void {
  const urns = new Set(resources.map(({ urn }) => urn));
  for (const { urn, type, custom, provider, parent, dependencies = [] } of resources) {
    // `<URN>::<id>`
    const providerUrn = provider?.replace(/::[^:]*$/, "");
    const named = [parent, providerUrn, ...dependencies].filter((one) => one !== undefined);
    const missing = named.filter((one) => one !== "" && !urns.has(one));
    if (custom === true && providerUrn === undefined && !type.startsWith("pulumi:")) {
      missing.push("its provider");
    }
    const [first] = missing;
    if (first === undefined) {
      continue;
    }
    throw new AuditError(
      `the state is damaged: ${urn} needs ${first}, which is not in it. Fix: \`pulumi state repair\`, or ` +
        "export the whole state",
    );
  }
}

/** `urn:pulumi:<stack>::<project>::<types>::<name>` (Pulumi docs, "Resource names"). */
const URN = /^urn:pulumi:(?<stack>[^:]+)::(?<project>[^:]+)::.+::.+$/;

function isStateResource(value: unknown): value is StateResource {
  const urn = at(value, "urn");
  const isText = (one: unknown): boolean => typeof one === "string";
  const isTextOrNone = (one: unknown): boolean => one === undefined || one === null || isText(one);
  const dependencies = at(value, "dependencies") ?? [];
  return (
    typeof urn === "string" &&
    URN.test(urn) &&
    isText(at(value, "type")) &&
    isTextOrNone(at(value, "provider")) &&
    isTextOrNone(at(value, "parent")) &&
    Array.isArray(dependencies) &&
    dependencies.every(isText)
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function at(value: unknown, key: string): unknown {
  return isObject(value) ? Reflect.get(value, key) : undefined;
}
