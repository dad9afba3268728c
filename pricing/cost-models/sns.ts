import type { ChargedType } from "../cost-model.ts";
import { textAt } from "../program-resource.ts";

/** A topic of alarms. */
export const topic: ChargedType = {
  charges: { snsRequestsPerMillion: "each notification of an alarm or a budget" },
  quantities: (_, { assumed }) => ({ snsRequestsPerMillion: BigInt(assumed.alarmNotifications) }),
};

/** Who is notified; deliveries to SQS and Lambda are free (Amazon SNS pricing page). */
export const topicSubscription: ChargedType = {
  charges: { snsEmailsPerHundredThousand: "each notification by e-mail" },
  quantities: ({ inputs }, { assumed }) => {
    const protocol = textAt(inputs, "protocol") ?? "";
    if (protocol.startsWith("email")) {
      return { snsEmailsPerHundredThousand: BigInt(assumed.alarmNotifications) };
    }
    if (["sqs", "lambda", "firehose"].includes(protocol)) {
      return {};
    }
    return { notPriced: `no price is known here for the protocol "${protocol}"` };
  },
};
