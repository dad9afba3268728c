// Bundled to see what a handler with Powertools Metrics weighs without metering.
import { Metrics } from "@aws-lambda-powertools/metrics";

export const metrics = new Metrics();
