import type { FixExample } from "../fix-example.ts";

/** A function that answers in time. */
export const FUNCTION_BOUNDS: FixExample = {
  aws: `new aws.lambda.Function("<name>", { role: role.arn, timeout: 5, memorySize: 256 });`,
  components: `new EventHandler("orders", { eventApi, bundle, timeoutSeconds: 5, memoryMegabytes: 256 });`,
};

/** Tags by which the bill is divided. */
export const COST_TAGS: FixExample = {
  aws: `const provider = new aws.Provider("aws", {
  defaultTags: { tags: { Service: "events", Stage: pulumi.getStack() } },
});
new aws.appsync.Api("events", { eventConfig }, { provider }); // and so on for every resource`,
  components: `const tags = stageTags(); // Service and Stage
const eventApi = new EventApi("events", { tags });
new WebAcl("events", { eventApi, tags });`,
};
