import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** The order in which one subscription receives the events of one publish. */
export type BatchOrder = <Event>(events: readonly Event[]) => readonly Event[];

/** As published, or as the handler returned them. */
export const inOrder: BatchOrder = (events) => events;

/**
 * Another order for each publish and subscription: AWS promises none, and live test suites of two
 * public clients compare what they receive as a set. The same seed, a whole number, gives the same
 * orders for the same deliveries, so that a test that fails can be run again.
 */
export function shuffledOrder(seed: number): BatchOrder {
  const random = xoroshiro128plus(seed);
  return (events) => {
    const rest = [...events];
    return events.flatMap(() => rest.splice(uniformInt(random, 0, rest.length - 1), 1));
  };
}
