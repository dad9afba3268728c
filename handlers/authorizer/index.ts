import { type AuthorizerResponse, authorize } from "./authorize.ts";
import { tokenSettings } from "./settings.ts";

const settings = tokenSettings(process.env);

/** The Lambda authorizer of the Event API. */
export const handler = (request: unknown): Promise<AuthorizerResponse> =>
  authorize(request, settings);
