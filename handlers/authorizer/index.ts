import { type AuthorizerResponse, authorize } from "./authorize.ts";
import { tokenSettings } from "./settings.ts";

const settings = tokenSettings(process.env);

/** The Lambda authorizer of the Event API. */
export function handler(request: unknown): Promise<AuthorizerResponse> {
  return authorize(request, settings);
}
