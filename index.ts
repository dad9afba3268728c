import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundleCostExport, type CostExportBundle } from "./bundle/cost-export-bundle.ts";
import {
  type AuthorizerBundle,
  bundleAuthorizer,
  bundleHandler,
  type HandlerBundle,
  HandlerBundleError,
} from "./bundle/handler-bundle.ts";
import { AlarmTopic } from "./components/alarm-topic.ts";
import { ChannelNamespace } from "./components/channel-namespace.ts";
import { CostDashboard, type CostDashboardArgs } from "./components/cost-dashboard.ts";
import { CostExport } from "./components/cost-export.ts";
import { EventApi } from "./components/event-api.ts";
import type { EventApiAuthorization } from "./components/event-api-authorization.ts";
import { EventBus } from "./components/event-bus.ts";
import { EventHandler, type EventHandlerArgs } from "./components/event-handler.ts";
import { LambdaAuthorizer } from "./components/lambda-authorizer.ts";
import { stageTags, type Tags } from "./components/stage-tags.ts";
import { Table } from "./components/table.ts";
import { WebAcl } from "./components/web-acl.ts";
import { ORDERS_BUS_USAGE, ordersTableUsage } from "./handlers/orders/resource-usage.ts";
import { hasEventApis, PRICE_LIST } from "./pricing/price-list.ts";
import { isSecretSetting } from "./settings/is-secret-setting.ts";
import { requirePlainPolicySettings } from "./settings/plain-policy-settings.ts";
import {
  parseStageSettings,
  type StageSettings,
  StageSettingsError,
} from "./settings/stage-settings.ts";

/** The channel namespaces, one line each; their handlers are in `handlers/<name>`. */
const namespaces: readonly Namespace[] = [
  { name: "default" },
  { name: "chat" },
  { name: "orders", needs: ordersNeeds },
];

/** The program of every stage. `pulumi up` runs it, and so does what serves a stage inline. */
export default async function program(): Promise<Record<string, unknown>> {
  const settings = readSettings();
  const bundles = await bundleHandlers(settings);
  const stage = createStage(settings);

  const eventApi = createEventApi(stage, bundles.authorizer);
  const webAcl = createWebAcl(stage, eventApi);
  const handlers = bundles.handlers.map(([namespace, bundle]) =>
    createHandler(stage, eventApi, namespace, bundle),
  );
  for (const handler of handlers) {
    createNamespace(stage, eventApi, handler);
  }
  const costDashboard = createCostDashboard(stage, { eventApi, webAcl, handlers });
  const costExport = createCostExport(stage, eventApi, bundles.costExport);
  return outputsOf(stage, eventApi, costDashboard, costExport);
}

/** A channel namespace of the program. */
interface Namespace {
  readonly name: string;
  /** Creates what the namespace's function works with beside its events. */
  readonly needs?: (stage: Stage) => FunctionNeeds;
}

/** What a function has beyond every handler's. */
interface FunctionNeeds {
  readonly environment: NonNullable<EventHandlerArgs["environment"]>;
  /** Lets the function work with what was created for it. */
  readonly grant: (handler: EventHandler) => void;
}

/** What everything in a stage is made with. */
interface Stage {
  readonly region: string;
  readonly settings: StageSettings;
  readonly tags: Tags;
  readonly alarmTopic: AlarmTopic;
}

/** All handlers, built before any resource is registered. */
interface Bundles {
  readonly handlers: readonly (readonly [Namespace, HandlerBundle])[];
  readonly authorizer: AuthorizerBundle | undefined;
  readonly costExport: CostExportBundle | undefined;
}

function readSettings(): StageSettings {
  const names = namespaces.map(({ name }) => name);
  try {
    const config = pulumi.runtime.allConfig();
    requirePlainPolicySettings(pulumi.getStack(), Object.keys(config), isSecretSetting);
    return parseStageSettings(pulumi.getStack(), config, new Date(), names);
  } catch (error) {
    throw withoutStack(error);
  }
}

async function bundleHandlers({
  authorization,
  costExport: asked,
}: StageSettings): Promise<Bundles> {
  const folder = (name: string) => join(import.meta.dirname, "handlers", name);
  const building = namespaces.map(
    async (namespace) => [namespace, await bundleHandler(folder(namespace.name))] as const,
  );
  try {
    const [handlers, authorizer, costExport] = await Promise.all([
      Promise.all(building),
      authorization?.lambdaAuthorizer && bundleAuthorizer(folder("authorizer")),
      asked && bundleCostExport(),
    ]);
    return { handlers, authorizer, costExport };
  } catch (error) {
    throw withoutStack(error);
  }
}

function createStage(settings: StageSettings): Stage {
  const region = regionOf();
  const tags = stageTags(settings.tags);
  const alarmTopic = new AlarmTopic("alarms", { ...pick(settings.alarms ?? {}, "email"), tags });
  return { region, settings, tags, alarmTopic };
}

function regionOf(): string {
  const { region } = aws.config;
  if (region !== undefined) {
    if (!hasEventApis(region)) {
      warnOfRegion(region);
    }
    return region;
  }
  throw new pulumi.RunError(
    `Pulumi.${pulumi.getStack()}.yaml: aws:region: got nothing, allowed: a region of AWS AppSync`,
  );
}

/** AWS opens regions faster than a list is written, so such a stage may still deploy. */
function warnOfRegion(region: string): void {
  void pulumi.log.warn(
    `aws:region: got ${region}, where AWS AppSync is not listed; regions that are: ` +
      Object.keys(PRICE_LIST.regions).join(", "),
  );
}

function createEventApi(stage: Stage, authorizer: AuthorizerBundle | undefined): EventApi {
  const { eventApi, logging = {} } = stage.settings;
  const authorization = authorizationOf(stage, authorizer);
  return new EventApi("events", { ...eventApi, authorization, logging, tags: stage.tags });
}

function authorizationOf(
  stage: Stage,
  bundle: AuthorizerBundle | undefined,
): EventApiAuthorization {
  const { lambdaAuthorizer, ...others } = stage.settings.authorization ?? {};
  if (lambdaAuthorizer === undefined || bundle === undefined) {
    return others;
  }
  const { resultTtlSeconds = 0, ...tokens } = lambdaAuthorizer;
  const { reservedConcurrency: _, timeoutSeconds: __, ...options } = functionOptions(stage);
  const authorizer = new LambdaAuthorizer("authorizer", { ...options, ...tokens, bundle });
  return { ...others, lambdaAuthorizer: { authorizer, resultTtlSeconds } };
}

function createWebAcl({ settings, tags }: Stage, eventApi: EventApi): WebAcl {
  return new WebAcl("web-acl", { ...settings.webAcl, ...encryption(settings), eventApi, tags });
}

function createHandler(
  stage: Stage,
  eventApi: EventApi,
  { name, needs }: Namespace,
  bundle: HandlerBundle,
): EventHandler {
  const { functions, metrics, prices, namespaces: overrides } = stage.settings;
  const own = overrides?.[name]?.function;
  const needed = needs?.(stage);
  const handler = new EventHandler(name, {
    ...functionOptions(stage),
    ...own,
    environment: { ...functions?.environment, ...own?.environment, ...needed?.environment },
    ...(metrics?.flush === undefined ? {} : { metricsFlush: metrics.flush }),
    ...(prices === undefined ? {} : { metricsPrices: prices }),
    eventApi,
    bundle,
  });
  needed?.grant(handler);
  return handler;
}

function createNamespace(
  { settings, tags }: Stage,
  eventApi: EventApi,
  handler: EventHandler,
): ChannelNamespace {
  const { publish, subscribe } = settings.namespaces?.[handler.namespace] ?? {};
  return new ChannelNamespace(handler.namespace, {
    eventApi,
    handler,
    ...(publish === undefined ? {} : { publishAuthModes: publish }),
    ...(subscribe === undefined ? {} : { subscribeAuthModes: subscribe }),
    tags,
  });
}

/** What the namespace `orders` stores its events in, and whom it tells of them. */
function ordersNeeds({ settings, tags }: Stage): FunctionNeeds {
  // One table for orders, subscriptions and counters, told apart by the key's prefix.
  const table = new Table(
    "orders",
    {
      ...settings.ordersTable,
      partitionKey: { name: "pk" },
      sortKey: { name: "sk" },
      timeToLiveAttribute: "expiresAt",
      usage: ordersTableUsage,
      tags,
    },
    formerly("aws:dynamodb/table:Table"),
  );
  const bus = new EventBus(
    "orders",
    { usage: ORDERS_BUS_USAGE, tags },
    formerly("aws:cloudwatch/eventBus:EventBus"),
  );
  return {
    environment: { ORDERS_TABLE_NAME: table.tableName, EVENT_BUS_NAME: bus.eventBusName },
    grant(handler) {
      table.grantActions(handler, "GetItem", "PutItem", "UpdateItem");
      bus.grantPut(handler);
    },
  };
}

/**
 * Lets stages that have the table and the bus in one component keep both: under another parent they
 * would else be other resources, and be replaced.
 */
function formerly(type: string): pulumi.ComponentResourceOptions {
  const stack = pulumi.createUrn(
    `${pulumi.getProject()}-${pulumi.getStack()}`,
    "pulumi:pulumi:Stack",
  );
  const parent = pulumi.createUrn("orders", "appsync-events:components:OrdersTable", stack);
  return {
    transforms: [
      ({ type: created, props, opts }) => ({
        props,
        opts: created === type ? { ...opts, aliases: [{ parent }] } : opts,
      }),
    ],
  };
}

/** What the stage costs, and alarms when that is more than planned. */
function createCostDashboard(
  { region, settings, tags, alarmTopic }: Stage,
  parts: Pick<CostDashboardArgs, "eventApi" | "webAcl" | "handlers">,
): CostDashboard {
  const planned = pick(settings, "budget", "prices");
  return new CostDashboard("cost", { ...parts, ...planned, region, alarmTopic, tags });
}

/** Delivers what the stage costs to S3 every night, where the settings ask for it. */
function createCostExport(
  stage: Stage,
  eventApi: EventApi,
  bundle: CostExportBundle | undefined,
): CostExport | undefined {
  const { region, settings, tags, alarmTopic } = stage;
  if (settings.costExport === undefined || bundle === undefined) {
    return undefined;
  }
  const { kmsKeyArn } = encryption(settings);
  return new CostExport("cost-export", {
    ...settings.functions,
    ...settings.costExport,
    ...pick(settings, "prices"),
    ...(kmsKeyArn === undefined ? {} : { logKmsKeyArn: kmsKeyArn }),
    bundle,
    eventApi,
    namespaces: namespaces.map(({ name }) => name),
    region,
    alarmTopic,
    tags,
  });
}

/** What all functions of a stage have in common. */
function functionOptions({ settings, tags, alarmTopic }: Stage) {
  const { email: _, ...alarms } = settings.alarms ?? {};
  return { ...settings.functions, ...encryption(settings), alarms, alarmTopic, tags };
}

/** The key of every log group of a stage, when it has one. */
function encryption({ logging = {} }: StageSettings): { kmsKeyArn?: string } {
  return pick(logging, "kmsKeyArn");
}

function outputsOf(
  { region }: Stage,
  eventApi: EventApi,
  { dashboard }: CostDashboard,
  costExport: CostExport | undefined,
): Record<string, unknown> {
  const console = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
  return {
    apiId: eventApi.apiId,
    httpEndpoint: eventApi.httpEndpoint,
    realtimeEndpoint: eventApi.realtimeEndpoint,
    apiKeys: eventApi.apiKeys,
    apiKeyDaysLeft: eventApi.apiKeyDaysLeft,
    namespaces: namespaces.map(({ name }) => name),
    dashboardUrl: pulumi.interpolate`${console}#dashboards/dashboard/${dashboard.dashboardName}`,
    ...(costExport ? { costExportBucket: costExport.bucketName } : {}),
    ...(eventApi.domainTarget ? { domainTarget: eventApi.domainTarget } : {}),
  };
}

/** Pulumi shows the message of a RunError alone; other errors come with source text and stack. */
function withoutStack(error: unknown): unknown {
  const expected = error instanceof StageSettingsError || error instanceof HandlerBundleError;
  return expected ? new pulumi.RunError(error.message) : error;
}

/** Some of an object's properties; what is not there stays away. */
function pick<Values extends object, Key extends keyof Values>(
  from: Values,
  ...keys: readonly Key[]
): Pick<Values, Key> {
  const own = keys.filter((key) => Object.hasOwn(from, key)).map((key) => [key, from[key]]);
  return Object.fromEntries(own) as Pick<Values, Key>;
}
