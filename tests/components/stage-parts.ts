import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { attest, sha256Digest } from "../../bundle/attestation.ts";
import type { HandlerBundle } from "../../bundle/handler-bundle.ts";
import { EventApi } from "../../components/event-api.ts";
import type { EventApiArgs } from "../../components/event-api-args.ts";
import { EventHandler, type EventHandlerArgs } from "../../components/event-handler.ts";
import { LambdaAuthorizer } from "../../components/lambda-authorizer.ts";

/** A bundle that is never run. */
export function bundleOf(namespace: string): HandlerBundle {
  const code = "export const handler = async () => ({});";
  const schemas = "{}";
  const schemasDigest = sha256Digest(schemas);
  const attestation = attest(namespace, schemasDigest, {
    "index.mjs": code,
    "schemas.json": schemas,
  });
  return {
    namespace,
    code,
    codeSha256: "0".repeat(64),
    schemas,
    schemasDigest,
    secrets: [],
    attestation,
  };
}

/** An Event API beside what a test is about. */
export function eventApi(args: EventApiArgs = {}, options?: ComponentResourceOptions): EventApi {
  return new EventApi("events", args, options);
}

/** The handler of a namespace. */
export function eventHandler(
  name: string,
  args: Partial<EventHandlerArgs> = {},
  options?: ComponentResourceOptions,
): EventHandler {
  return new EventHandler(name, { eventApi: eventApi(), bundle: bundleOf(name), ...args }, options);
}

/** A Lambda authorizer. */
export function lambdaAuthorizer(options?: ComponentResourceOptions): LambdaAuthorizer {
  const bundle = { code: "export const handler = async () => ({});", codeSha256: "0".repeat(64) };
  const tokens = { issuer: "https://login.example.com", audience: "events" };
  const jwksUrl = "https://login.example.com/keys";
  return new LambdaAuthorizer("authorizer", { bundle, ...tokens, jwksUrl }, options);
}
