import type { EventApi } from "../model.ts";
import type { ApiRuntime } from "./api-runtime.ts";

/** One API as the server serves it: what is deployed, and what runs. */
export interface ServedApi {
  readonly runtime: ApiRuntime;
  /** The API as deployed now, or as deployed last when it was deleted. */
  deployed(): EventApi;
}
