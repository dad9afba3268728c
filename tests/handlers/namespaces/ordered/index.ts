import { setImmediate as nextTurn } from "node:timers/promises";
import { Type } from "typebox";
import { channel, channelNamespace } from "../../../../runtime/channel-namespace.ts";

const Step = Type.Object({
  name: Type.String({ maxLength: 10 }),
  does: Type.Optional(Type.String({ maxLength: 10 })),
});
const Trace = Type.Array(Type.String());

let trace: string[] = [];
let meeting = Promise.withResolvers<void>();
let met = 0;

/** Waits until two functions of the batch are here at the same time. */
function meet(): Promise<void> {
  met += 1;
  if (met % 2 === 0) {
    meeting.resolve();
    return Promise.resolve();
  }
  meeting = Promise.withResolvers<void>();
  return meeting.promise;
}

async function publish({ name, does }: { name: string; does?: string }): Promise<string[]> {
  if (does === "tells") {
    const told = trace;
    trace = [];
    met = 0;
    return told;
  }
  trace.push(`${name} starts`);
  if (does === "throws") {
    throw new Error("this one");
  }
  if (does === "meets") {
    await meet();
  }
  await nextTurn();
  trace.push(`${name} ends`);
  return [name];
}

/** Keeps a trace of its functions, which the event that does `tells` gives. */
export default channelNamespace({
  channels: {
    "/ordered/concurrent": channel({ schema: Step, broadcast: Trace, publish }),
    "/ordered/sequential": channel({
      schema: Step,
      broadcast: Trace,
      order: "sequential",
      publish,
    }),
    "/ordered/at-once": channel({
      schema: Step,
      broadcast: Trace,
      order: "sequential",
      publish: ({ name }) => [name],
    }),
  },
});
