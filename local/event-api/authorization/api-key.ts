import { hash, timingSafeEqual } from "node:crypto";
import type { ApiKey } from "../../model.ts";

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}

/** True when the key is one of the API's and not expired. `now` is in milliseconds. */
export function acceptsApiKey(keys: readonly ApiKey[], presented: string, now: number): boolean {
  const digestOfPresented = digest(presented);
  let accepted = false;
  for (const { key, expires } of keys) {
    if (timingSafeEqual(digest(key), digestOfPresented) && expires * 1000 > now) {
      accepted = true;
    }
  }
  return accepted;
}
