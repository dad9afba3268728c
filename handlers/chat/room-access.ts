import { claimsOf, groupsOf, type Identity, namesIn } from "../../runtime/identity.ts";

/** The room that everyone who may connect can enter, with or without an identity. */
export const PUBLIC_ROOM = "lobby";

/**
 * Whether an identity may speak and listen in a room: the public one, one that the claim `rooms` of
 * its token names, or one with the name of a Cognito group that it belongs to.
 */
export function mayEnter(room: string | undefined, identity: Identity): boolean {
  return (
    room === PUBLIC_ROOM ||
    (room !== undefined &&
      [...namesIn(claimsOf(identity).rooms), ...groupsOf(identity)].includes(room))
  );
}
