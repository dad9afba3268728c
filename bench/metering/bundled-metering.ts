// Bundled to see what metering adds to a handler, see bundled-powertools.ts.
import { Metering } from "../../runtime/metering.ts";

export const metering = new Metering({
  stage: "prod",
  eventApiId: "api",
  namespace: "orders",
  usdPerMillion: 1,
  flush: "aggregate",
});
