import type { StackFacts } from "../facts/stack-facts.ts";
import { NAMESPACE_OF_OWN_API } from "../fixes/handlers.ts";
import type { Finding } from "../rule.ts";
import { undecided } from "./wording.ts";

/**
 * The namespaces whose API is not to be found in the stack. What guards such an API cannot be
 * seen from here, so it counts as unguarded.
 */
export function apiNotFound(facts: StackFacts, guard: string): Finding[] {
  return facts.namespaces.flatMap((namespace) => {
    const link = facts.apiOf(namespace);
    if (link.state === "linked") {
      return [];
    }
    const found = {
      absent: "apiId is not set",
      elsewhere: "apiId names an API that is not in this stack",
      undecided: undecided("apiId"),
    }[link.state];
    return [
      {
        resource: namespace,
        found,
        why: `The API's ${guard} cannot be seen from this stack`,
        fix:
          "pass `api.apiId` of an API that this stack declares (policies do not see one that `Api.get` " +
          "reads), or list the API in policies:elsewhere with the team that guards it",
        example: NAMESPACE_OF_OWN_API,
        ...(link.state === "elsewhere"
          ? { elsewhere: { kind: "api", names: [link.spelled, link.value] } as const }
          : {}),
      },
    ];
  });
}
