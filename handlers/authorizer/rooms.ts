import { CHANNEL_SEGMENT } from "../../aws-facts/channel-grammar.ts";

/** A token's claim `rooms` that cannot be handed on. The message is for the function's own log. */
export class RoomsClaimError extends Error {
  override readonly name = "RoomsClaimError";
  readonly code = "ERR_ROOMS_CLAIM";
}

/**
 * Returns the rooms that a token names: a list of channel segments, or one as a text; none when the
 * claim is absent.
 *
 * @throws RoomsClaimError if a name cannot be a channel segment. Such a room does not exist, and a
 * name that only looks like rooms to whoever reads it next (`x,den`) must open none.
 */
export function roomsIn(claim: unknown): readonly string[] {
  if (claim === undefined || claim === null) {
    return [];
  }
  const names: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const rooms = names.filter(
    (name): name is string => typeof name === "string" && CHANNEL_SEGMENT.test(name),
  );
  if (rooms.length !== names.length) {
    throw new RoomsClaimError(
      "The claim rooms must be channel segments: 1 to 50 letters, digits and inner hyphens each",
    );
  }
  return rooms;
}
