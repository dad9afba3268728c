import { apiLogs } from "./look-alikes/api-logs.ts";
import { doors } from "./look-alikes/doors.ts";
import { handlers } from "./look-alikes/handlers.ts";
import type { LookAlike } from "./look-alikes/look-alike.ts";
import { permissions } from "./look-alikes/permissions.ts";
import { templates } from "./look-alikes/templates.ts";
import { webAclAssociations } from "./look-alikes/web-acl-associations.ts";
import { webAclGroups } from "./look-alikes/web-acl-groups.ts";
import { webAclLogs } from "./look-alikes/web-acl-logs.ts";
import { webAclRules } from "./look-alikes/web-acl-rules.ts";

/** Programs that look guarded and are not, each a sibling of a hole that somebody found. */
export const lookAlikes: Readonly<Record<string, LookAlike>> = {
  ...webAclRules,
  ...webAclGroups,
  ...webAclAssociations,
  ...webAclLogs,
  ...apiLogs,
  ...handlers,
  ...permissions,
  ...doors,
  ...templates,
};
