import type { ChargedType, NotPriced, Quantities } from "../cost-model.ts";
import { inputAt, textAt } from "../program-resource.ts";
import type { EventBusUsage } from "../resource-usage.ts";
import { resourcesOfType } from "../resources-of-type.ts";

/** The component whose inputs say how a handler uses its bus. */
const EVENT_BUS_COMPONENT = "appsync-events:components:EventBus";

/** Bytes of an event that are charged as one (Amazon EventBridge pricing page). */
const CHUNK_BYTES = 65_536;

/** A bus of custom events, by the usage that its component declares. */
export const eventBus: ChargedType = {
  charges: {
    eventBridgeEventsPerMillion: "each 64 KB of a custom event; rules and targets of AWS are free",
  },
  quantities(resource, { resources, namespaces }): Quantities | NotPriced {
    const component = resourcesOfType(resources, EVENT_BUS_COMPONENT).find(
      (each) => textAt(each.inputs, "eventBusName") === textAt(resource.inputs, "name"),
    );
    const usage = inputAt(component?.inputs, "usage") as EventBusUsage | undefined;
    if (usage === undefined) {
      return {
        notPriced: "no `usage` is declared at an EventBus component, so its events are not known",
      };
    }
    const load = namespaces.get(usage.namespace);
    if (load === undefined) {
      return {};
    }
    const chunks = usage.perEvent.reduce(
      (total, { bytes, events = 0 }) =>
        total + Math.max(1, Math.ceil((bytes + events * load.traffic.eventBytes) / CHUNK_BYTES)),
      0,
    );
    return { eventBridgeEventsPerMillion: load.usage.events * BigInt(chunks) };
  },
};
