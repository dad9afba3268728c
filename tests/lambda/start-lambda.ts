import type { DeployedFunction } from "../../local/functions/deployed-function.ts";
import type { FunctionSurroundings } from "../../local/functions/function-environment.ts";
import { EmulatedLambda } from "./emulated-lambda.ts";
import type { LambdaPlatform } from "./lambda-platform.ts";
import type { LambdaTools } from "./lambda-tools.ts";
import { ServedLambda } from "./served-lambda.ts";

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
