import { createRequire } from "node:module";
import type { StackValidationPolicy } from "@pulumi/policy";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";

type Request = InstanceType<typeof analyzer.AnalyzeStackRequest>;
type Response = InstanceType<typeof analyzer.AnalyzeResponse>;

/** What the policy SDK answers the engine with; it exports this function without a type. */
interface PolicyServer {
  makeAnalyzeStackRpcFun(
    pack: string,
    version: string,
    level: string,
    policies: readonly StackValidationPolicy[],
  ): (
    call: { request: Request },
    answer: (error: Error | null | undefined, response?: Response) => void,
  ) => Promise<void>;
}

const server: PolicyServer = createRequire(import.meta.url)("@pulumi/policy/server.js");

/** Runs policies over a stack as the engine makes the policy SDK run them. */
export function analyzeStack(
  policies: readonly StackValidationPolicy[],
  request: Request = new analyzer.AnalyzeStackRequest(),
): Promise<Response> {
  const analyze = server.makeAnalyzeStackRpcFun("pack", "1.0.0", "mandatory", policies);
  return new Promise((resolve, reject) => {
    void analyze({ request }, (error, response) =>
      error || response === undefined ? reject(error) : resolve(response),
    );
  });
}
