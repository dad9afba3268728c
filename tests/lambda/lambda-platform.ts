import type { DeployedFunction } from "../../local/functions/deployed-function.ts";
import type { FunctionSurroundings } from "../../local/functions/function-environment.ts";
import { EmulatedLambda } from "./emulated-lambda.ts";
import type { LambdaTools } from "./lambda-tools.ts";
import type { OutputLines } from "./output-lines.ts";
import { ServedLambda } from "./served-lambda.ts";

/** How an invocation ended: with a JSON value, or as Lambda reports errors. */
export type Answer =
  | { readonly value: unknown }
  | { readonly errorType: string; readonly errorMessage: string };

/** What an AWS service sends along with an invocation. */
export interface InvocationIds {
  readonly requestId?: string;
}

/** One function under AWS's runtime client, on what stands in for Lambda on this machine. */
export interface LambdaPlatform {
  /** Every line that the function and its platform wrote. */
  readonly output: OutputLines;
  /** Invokes the function with an event as JSON text. */
  invoke(event: string, ids?: InvocationIds): Promise<Answer>;
  /** Sends a signal to the runtime's own process. */
  signalRuntime(signal: NodeJS.Signals): Promise<void>;
  /** Ends the function and its platform. */
  close(): Promise<void>;
}

/** Puts a function behind AWS's emulator or, where Go is missing, behind a Runtime API of our own. */
export function startLambda(
  tools: LambdaTools,
  fn: DeployedFunction,
  surroundings: FunctionSurroundings,
): Promise<LambdaPlatform> {
  return tools.emulatorPath === undefined
    ? ServedLambda.start(tools.clientPath, fn, surroundings)
    : EmulatedLambda.start(tools.emulatorPath, tools.clientPath, fn, surroundings);
}
