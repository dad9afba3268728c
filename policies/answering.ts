import type { StackValidationPolicy } from "@pulumi/policy";

/**
 * The policy, with a mandatory violation in the place of an exception: the engine would end the preview
 * with a stack trace, and what the policy would have found would not be known.
 */
export function answering(policy: StackValidationPolicy): StackValidationPolicy {
  return {
    ...policy,
    validateStack: async (args, report) => {
      try {
        await policy.validateStack(args, report);
      } catch (error) {
        // What an exception says may hold values of properties; its kind and place do not.
        const { name, stack = "" } = error instanceof Error ? error : new Error();
        const place =
          /([\w.-]+\/[\w.-]+\.[jt]s:\d+):\d+\)?$/m.exec(stack)?.[1] ?? "an unknown place";
        const violation = {
          message:
            `The rule ${policy.name} ended with ${name} at ${place}, so it judged nothing.\n` +
            "What it would have found is not known, and unknown counts as unguarded.\n" +
            "Fix: report it as a fault of the policy pack; until it is put right, set the rule's " +
            "enforcementLevel to disabled in the pack's configuration, which the pull-request comment shows",
          enforcementLevel: "mandatory",
        };
        report(violation as unknown as string);
      }
    },
  };
}
