import { build } from "esbuild";
import { lambdaOptions } from "../../bundle/lambda-bundle.ts";

const SCHEMAS = {
  typebox: `Type.Object({ title: Type.String({ minLength: 1, maxLength: 100 }),
    text: Type.Optional(Type.String({ maxLength: 2000 })) }, { additionalProperties: false })`,
  zod: "z.strictObject({ title: z.string().min(1).max(100), text: z.string().max(2000).optional() })",
};

const RESOLVER_IMPORT =
  'import { AppSyncEventsResolver } from "@aws-lambda-powertools/event-handler/appsync-events";';

function withLoggerAndMetrics(validation: string, valid: string): string {
  return `
  ${RESOLVER_IMPORT}
  import { Logger } from "@aws-lambda-powertools/logger";
  import { Metrics } from "@aws-lambda-powertools/metrics";
  ${validation}
  const logger = new Logger();
  const metrics = new Metrics();
  const app = new AppSyncEventsResolver({ logger });
  app.onPublish("/default/notifications", (payload) => {
    if (!(${valid})) throw new Error("invalid event");
    return payload;
  });
  export const handler = async (event, context) => {
    logger.addContext(context);
    const answer = await app.resolve(event, context);
    metrics.addMetric("events", "Count", 1);
    metrics.publishStoredMetrics();
    return answer;
  };
`;
}

/** Sources of functions that people write today, as one module each. */
export const peers = {
  "resolver alone": `
    ${RESOLVER_IMPORT}
    const app = new AppSyncEventsResolver();
    app.onPublish("/default/notifications", (payload) => payload);
    export const handler = (event, context) => app.resolve(event, context);
  `,
  "Powertools, no validation": withLoggerAndMetrics("", "true"),
  "Powertools + TypeBox": withLoggerAndMetrics(
    `import Type from "typebox"; import { Compile } from "typebox/compile";
     const schema = Compile(${SCHEMAS.typebox});`,
    "schema.Check(payload)",
  ),
  "Powertools + Zod": withLoggerAndMetrics(
    `import * as z from "zod"; const schema = ${SCHEMAS.zod};`,
    "schema.safeParse(payload).success",
  ),
} as const;

/** Bundles a source with the settings that this project's own bundles have. */
export async function bundlePeer(source: string): Promise<string> {
  const result = await build({
    ...lambdaOptions,
    stdin: { contents: source, resolveDir: import.meta.dirname },
    minify: true,
  });
  return result.outputFiles?.[0]?.text ?? "";
}
