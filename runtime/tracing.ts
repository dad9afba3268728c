import { Tracer } from "@aws-lambda-powertools/tracer";
import type { LambdaHandler } from "./lambda-handler.ts";

/**
 * Wraps a namespace's function in an X-Ray subsegment with Powertools' annotations. Imported only by
 * bundles of namespaces that ask for `tracing`: the X-Ray SDK doubles a bundle. Responses are events
 * and stay out of the trace.
 */
export function traced(handler: LambdaHandler): LambdaHandler {
  const descriptor = { value: handler };
  new Tracer().captureLambdaHandler({ captureResponse: false })({ handler }, "handler", descriptor);
  return descriptor.value;
}
