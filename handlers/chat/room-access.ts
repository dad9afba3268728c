import type { Identity } from "../runtime/channel-namespace.ts";
import { roomsOf } from "../runtime/identity.ts";

/** The room that everyone who may connect can enter, with or without an identity. */
export const publicRoom = "lobby";

/** Whether an identity may speak and listen in a room: the public one, or one that it names. */
export const mayEnter = (room: string | undefined, identity: Identity): boolean =>
  room === publicRoom || (room !== undefined && roomsOf(identity).includes(room));
