import { type ChannelNamespace, isChannelNamespace } from "../runtime/channel-namespace.ts";
import { FunctionOutput, type LogLine } from "./function-output.ts";
import { publishRequest, type RequestOptions, subscribeRequest } from "./namespace-request.ts";
import {
  type EventResult,
  eventResults,
  type SubscribeResult,
  subscribeResult,
} from "./namespace-result.ts";
import { TestNamespaceError } from "./test-namespace-error.ts";
import { startFunction, type TestedFunction } from "./tested-function.ts";

export type { LogLine } from "./function-output.ts";
export {
  API_KEY_IDENTITY as apiKeyIdentity,
  cognitoIdentity,
  iamIdentity,
  lambdaIdentity,
  openIdConnectIdentity,
} from "./identities.ts";
export type { RequestOptions } from "./namespace-request.ts";
export type { EventResult, SubscribeResult } from "./namespace-result.ts";
export { TestNamespaceError } from "./test-namespace-error.ts";

/** What a tested namespace works with. `identity`, `headers` and time hold where a call gives none. */
export interface TestNamespaceOptions extends RequestOptions {
  /**
   * The function's variables: those that the namespace declares, and any other that it reads. The
   * function sees these and those that AWS and the program set, and none of the test's process.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * The secrets that the namespace declares, by name: a text as it is stored, or a value whose JSON is
   * stored. @default none
   */
  readonly secrets?: Readonly<Record<string, unknown>>;
}

/** A namespace whose function runs in this process. */
export interface TestedNamespace {
  /**
   * Publishes a list of one to five events in one request, and gives a result for each, in their order.
   * A single event whose payload is itself a list has to stand in a list.
   *
   * @typeParam Payload What is broadcast. The function's results are checked against the channel's
   * schema; that the type is the schema's nobody checks.
   * @throws TestNamespaceError if AppSync would not invoke the function for it, or the function could
   * not start.
   */
  publish<Payload = unknown>(
    path: string,
    payloads: readonly unknown[],
    options?: RequestOptions,
  ): Promise<EventResult<Payload>[]>;
  /** Publishes one event. */
  publish<Payload = unknown>(
    path: string,
    payload: unknown,
    options?: RequestOptions,
  ): Promise<EventResult<Payload>>;
  /**
   * Asks for a subscription.
   *
   * @throws TestNamespaceError as `publish` does.
   */
  subscribe(path: string, options?: RequestOptions): Promise<SubscribeResult>;
  /** Lines that the function has logged so far, and what else it wrote to its output. */
  readonly logs: readonly LogLine[];
  /** Sums of the metrics that the function has emitted so far, by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

function nameOf(namespace: unknown): string {
  if (!isChannelNamespace(namespace)) {
    throw new TestNamespaceError(
      `testNamespace() takes what channelNamespace() made, got ${namespace === null ? "null" : typeof namespace}. ` +
        "Fix: import the default export of handlers/<namespace>/index.ts.",
    );
  }
  return Object.keys(namespace.channels)[0]?.split("/")[1] ?? "";
}

/**
 * Runs a namespace's function in the test's own process, under any test runner: the deployed runtime
 * with the schemas compiled as the bundler compiles them, and neither a stage nor an account. Several
 * run side by side, each with its own environment, logs and metrics; what the namespace's modules keep
 * they share, as the invocations of one warm function do.
 *
 * @throws TestNamespaceError if it is given anything but a namespace.
 */
export function testNamespace(
  namespace: ChannelNamespace,
  { environment = {}, secrets = {}, ...defaults }: TestNamespaceOptions = {},
): TestedNamespace {
  const name = nameOf(namespace);
  const output = new FunctionOutput();
  let starting: Promise<TestedFunction> | undefined;
  const invoke = async (event: unknown, options: RequestOptions) => {
    starting ??= startFunction(namespace, name, { environment, secrets }, (text) =>
      output.write(text),
    );
    const call = await starting;
    return call(event, options);
  };

  async function publish(path: string, given: unknown, own: RequestOptions = {}) {
    const options = { ...defaults, ...own };
    const payloads = Array.isArray(given) ? given : [given];
    const { ids, event } = publishRequest(name, path, payloads, options);
    const results = eventResults(await invoke(event, options), ids);
    return Array.isArray(given) ? results : results[0];
  }

  async function subscribe(path: string, own: RequestOptions = {}): Promise<SubscribeResult> {
    const options = { ...defaults, ...own };
    return subscribeResult(await invoke(subscribeRequest(name, path, options), options));
  }

  return {
    publish: publish as TestedNamespace["publish"],
    subscribe,
    get logs() {
      return output.logs;
    },
    get metrics() {
      return output.metrics;
    },
  };
}
