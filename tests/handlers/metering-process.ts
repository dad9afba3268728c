// A function's process reduced to its meter: prints EMF lines, and runs until it is ended.
// Arguments: flush mode, invocations, and "stay" to wait for a signal afterwards.
import { Metering } from "../../runtime/metering.ts";

const [flush, invocations, stay] = process.argv.slice(2);
const metering = new Metering({
  stage: "test",
  eventApiId: "api-1",
  namespace: "orders",
  usdPerMillion: 1,
  flush: flush === "aggregate" ? "aggregate" : "invocation",
});
for (let done = 0; done < Number(invocations); done += 1) {
  metering.invocation("PUBLISH", [100, 6_000]);
  metering.flush();
}
if (stay === "stay") {
  setInterval(() => {}, 1_000);
  process.stderr.write("ready\n");
}
