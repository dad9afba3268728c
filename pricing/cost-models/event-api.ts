import type { ChargedType } from "../cost-model.ts";
import { sum } from "../sum.ts";

/** What an Event API is charged beside its operations and connection-minutes, if it is. */
export const eventApi: ChargedType = {
  charges: {
    dataTransferOutGigabyte: "bytes delivered, only where data transfer is assumed to be charged",
  },
  quantities: (_, { namespaces, assumed }) => ({
    dataTransferOutGigabyte: assumed.dataTransferCharged
      ? sum([...namespaces.values()].map(({ usage }) => usage.deliveredBytes))
      : 0n,
  }),
};
