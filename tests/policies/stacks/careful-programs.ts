import type { Blueprint } from "./blueprint.ts";
import { apiLogs } from "./careful-programs/api-logs.ts";
import { apis } from "./careful-programs/apis.ts";
import { functions } from "./careful-programs/functions.ts";
import { neighbours } from "./careful-programs/neighbours.ts";
import { templates } from "./careful-programs/templates.ts";
import { webAcls } from "./careful-programs/web-acls.ts";

/** Programs as careful teams write them, each a sibling of a false alarm: none may be refused. */
export const carefulPrograms: Readonly<Record<string, Blueprint>> = {
  ...apiLogs,
  ...webAcls,
  ...functions,
  ...neighbours,
  ...apis,
  ...templates,
};
