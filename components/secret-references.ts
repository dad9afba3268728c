import * as pulumi from "@pulumi/pulumi";
import type { HandlerBundle } from "../bundle/handler-bundle.ts";
import { arnFor, placeFor } from "./arn.ts";
import type { Refusal } from "./component-error.ts";
import type { PolicyStatement } from "./policy-documents.ts";

/** Where a secret is: exactly one of `parameter` and `secret`. Its value never passes through here. */
export interface SecretReference {
  /** Name of a parameter in SSM Parameter Store, of the stage's account and region. */
  readonly parameter?: pulumi.Input<string>;
  /** Name of a secret in Secrets Manager, of the stage's account and region. */
  readonly secret?: pulumi.Input<string>;
  /** Customer managed key that encrypts it. @default AWS's own key, which needs no permission */
  readonly kmsKeyArn?: pulumi.Input<string>;
}

type References = Readonly<Record<string, SecretReference>>;

/** Secrets that a namespace declares and nobody placed, placed and not declared, or placed twice. */
export function secretRefusals({ secrets }: HandlerBundle, references: References): Refusal[] {
  const missing = secrets
    .filter((name) => !Object.hasOwn(references, name))
    .map((name) => ({
      property: `secrets.${name}`,
      got: "nothing",
      allowed: "{ parameter: <name> } or { secret: <name> }, since the namespace declares it",
    }));
  const unknown = Object.keys(references)
    .filter((name) => !secrets.includes(name))
    .map((name) => ({
      property: `secrets.${name}`,
      got: "a secret that the namespace does not declare",
      allowed: secrets.length > 0 ? secrets.join(", ") : "none; declare it with secretValues()",
    }));
  const doubled = Object.entries(references)
    .filter(([, { parameter, secret }]) => (parameter === undefined) === (secret === undefined))
    .map(([name, { parameter }]) => ({
      property: `secrets.${name}`,
      got: parameter === undefined ? "neither parameter nor secret" : "parameter and secret",
      allowed: "exactly one of parameter and secret",
    }));
  return [...missing, ...unknown, ...doubled];
}

/** The variable by which the handler runtime finds the secrets: their places, never their values. */
export function secretVariables(references: References): Record<string, pulumi.Output<string>> {
  if (Object.keys(references).length === 0) {
    return {};
  }
  const places = Object.entries(references).map(([name, { parameter, secret }]) => [
    name,
    parameter === undefined ? { secret } : { parameter },
  ]);
  return { SECRET_REFERENCES: pulumi.jsonStringify(Object.fromEntries(places)) };
}

/** Lets the function read each of its secrets and decrypt it, and nothing else. */
export function secretStatements(
  parent: pulumi.Resource,
  references: References,
): PolicyStatement[] {
  return Object.values(references).flatMap((reference) => [
    readStatement(parent, reference),
    ...decryptStatement(parent, reference),
  ]);
}

function readStatement(
  parent: pulumi.Resource,
  { parameter, secret }: SecretReference,
): PolicyStatement {
  if (parameter !== undefined) {
    const path = pulumi.output(parameter).apply((name) => `parameter/${name.replace(/^\//, "")}`);
    return { Effect: "Allow", Action: "ssm:GetParameter", Resource: arnFor(parent, "ssm", path) };
  }
  // Secrets Manager appends a hyphen and six characters to the name (its guide, ARN format).
  const name = pulumi.interpolate`secret:${secret}-??????`;
  const Resource = arnFor(parent, "secretsmanager", name);
  return { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource };
}

/** Only by way of the service that keeps the secret (KMS Developer Guide, `kms:ViaService`). */
function decryptStatement(
  parent: pulumi.Resource,
  { parameter, kmsKeyArn }: SecretReference,
): PolicyStatement[] {
  if (kmsKeyArn === undefined) {
    return [];
  }
  const service = parameter === undefined ? "secretsmanager" : "ssm";
  const via = placeFor(parent).apply(({ region }) => `${service}.${region}.amazonaws.com`);
  const Condition = { StringEquals: { "kms:ViaService": via } };
  return [{ Effect: "Allow", Action: "kms:Decrypt", Resource: kmsKeyArn, Condition }];
}
