// A function's process reduced to its meter: writes EMF lines to standard output, and to standard
// error how many nanoseconds they took. Arguments: flush mode, invocations.

import { operationsUsdPerMillion } from "../../pricing/prices.ts";
import { Metering } from "../../runtime/metering.ts";

const [flush, invocations] = process.argv.slice(2);
const today = new Date().toISOString().slice(0, 10);
const metering = new Metering({
  stage: "prod",
  eventApiId: "abcdefghijklmnopqrstuvwxyz",
  namespace: "orders",
  usdPerMillion: Number(operationsUsdPerMillion("eu-west-1", today)),
  flush: flush === "aggregate" ? "aggregate" : "invocation",
});
const start = process.hrtime.bigint();
for (let count = 0; count < Number(invocations); count += 1) {
  metering.invocation("PUBLISH", [3_000]);
  metering.flush();
}
process.stderr.write(`${process.hrtime.bigint() - start}`);
