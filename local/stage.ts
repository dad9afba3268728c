import { mkdir, readdir } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { JSONWebKeySet } from "jose";
import { DEFAULT_FILE_BYTES } from "../shared/bounded-file.ts";
import { WriteHealth } from "../shared/write-health.ts";
import { MetricServer } from "./cloudwatch/metric-server.ts";
import { TableStore } from "./dynamodb/table-store.ts";
import type { BatchOrder } from "./event-api/batch-order.ts";
import { serveEventApis } from "./event-api/event-api-server.ts";
import type { Faults } from "./event-api/faults.ts";
import type { TlsIdentity } from "./event-api/server-options.ts";
import { EventBuses } from "./eventbridge/event-buses.ts";
import { LocalFunctions } from "./functions/local-functions.ts";
import { keySetPage } from "./key-set-page.ts";
import type { EventApi, IamPrincipal } from "./model.ts";
import { type NamespaceCode, NamespaceCodeUpdate } from "./namespace-code.ts";
import { FunctionCodeStore } from "./provider/function-code.ts";
import { ACCOUNT_ID } from "./provider/provider.ts";
import { serveProvider } from "./provider/provider-server.ts";
import { type DeployedResource, ResourceRegistry } from "./provider/resource-registry.ts";
import { RemovedData } from "./removed-data.ts";
import { ObjectBuckets } from "./s3/object-buckets.ts";
import { Schedules } from "./scheduler/schedules.ts";
import { SecretStore } from "./secrets/secret-store.ts";
import { ServiceMetricsFile } from "./service-metrics-file.ts";
import { StageEffects } from "./stage-effects.ts";
import { eventApisOf } from "./stage-model.ts";
import { type StageSupport, stageSupport } from "./unsupported.ts";
import { WebAclFiles } from "./web-acl-files.ts";

/** Where and for whom the embedded stage serves. */
export interface EmbeddedStageOptions {
  /** Folder for state, logs, metrics and tables. */
  readonly folder: string;
  /** Port of the Event API; 0 lets the system choose one. */
  readonly port: number;
  /** Address to listen on. @default 127.0.0.1 */
  readonly host?: string;
  readonly region: string;
  readonly principals: readonly IamPrincipal[];
  /** Public keys that sign for the APIs' user pools and OpenID Connect providers. @default none */
  readonly issuerKeys?: JSONWebKeySet;
  /** Serves the Event API over https and wss. @default http, ws */
  readonly tls?: TlsIdentity;
  /** The order in which subscribers receive the events of one publish. @default as published */
  readonly batchOrder?: BatchOrder;
  /** Faults that clients run into on demand. @default none can be ordered */
  readonly faults?: Faults;
  /** Bytes that each log and metrics file may take with its rotated parts. @default DEFAULT_FILE_BYTES */
  readonly maximumFileBytes?: number;
  readonly statusPage?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Receives what a developer must know and a client must not. */
  readonly log?: (message: string) => void;
}

const TABLE = "aws:dynamodb/table:Table";
const SCHEDULE = "aws:scheduler/schedule:Schedule";

/** One thing to close when the stage stops. */
type Closable = { close(): Promise<void> };

/**
 * Stands in for AWS on one machine: the engine deploys into it through its provider, clients use
 * the deployed Event APIs through its server.
 */
export class EmbeddedStage {
  /** Port of the Event API. */
  readonly port: number;
  /** Port of the provider, for `PULUMI_DEBUG_PROVIDERS`. */
  readonly providerPort: number;
  readonly #registry: ResourceRegistry;
  readonly #effects: StageEffects;
  readonly #tables: TableStore;
  readonly #code: NamespaceCodeUpdate;
  readonly #parts: readonly Closable[];

  private constructor(
    ports: { port: number; providerPort: number },
    deployed: {
      registry: ResourceRegistry;
      effects: StageEffects;
      tables: TableStore;
      code: NamespaceCodeUpdate;
    },
    parts: readonly Closable[],
  ) {
    this.port = ports.port;
    this.providerPort = ports.providerPort;
    this.#registry = deployed.registry;
    this.#effects = deployed.effects;
    this.#tables = deployed.tables;
    this.#code = deployed.code;
    this.#parts = parts;
  }

  /** Opens the stage with nothing deployed. Throws EventApiServerError when the port is taken. */
  static async open(options: EmbeddedStageOptions): Promise<EmbeddedStage> {
    const { folder, region } = options;
    await mkdir(folder, { recursive: true });
    const changes = { apis: undefined as ReadonlyMap<string, EventApi> | undefined };
    const registry = new ResourceRegistry(() => {
      changes.apis = undefined;
    });
    const apis = () => {
      changes.apis ??= eventApisOf(registry);
      return changes.apis;
    };
    const serveKeySet = keySetPage(options.issuerKeys ?? { keys: [] });
    const parts: Closable[] = [];
    try {
      const say = options.log ?? (() => undefined);
      const health = new WriteHealth(say);
      const { maximumFileBytes = DEFAULT_FILE_BYTES } = options;
      const metrics = keep(
        parts,
        new ServiceMetricsFile(join(folder, "metrics", METRICS_FILE), maximumFileBytes, health),
      );
      const tables = keep(parts, await TableStore.open(join(folder, "dynamodb"), region, say));
      const place = { accountId: ACCOUNT_ID, region };
      const events = join(folder, "events");
      const buses = keep(parts, await EventBuses.open(events, place, maximumFileBytes));
      const buckets = keep(parts, await ObjectBuckets.open(join(folder, "exports"), place));
      const metricServer = keep(parts, await MetricServer.open(join(folder, "metrics")));
      const secrets = keep(parts, await SecretStore.open(join(folder, "secrets.json")));
      // Names of the AWS SDKs for an endpoint of one service, from its service id.
      const endpoints = {
        AWS_ENDPOINT_URL_CLOUDWATCH: metricServer.endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint,
        AWS_ENDPOINT_URL_EVENTBRIDGE: buses.endpoint,
        AWS_ENDPOINT_URL_S3: buckets.endpoint,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
        AWS_ENDPOINT_URL_SSM: secrets.endpoint,
      };
      const output = { folder, maximumFileBytes, health };
      const webAclRecords = keep(parts, new WebAclFiles(output));
      const functions = keep(parts, new LocalFunctions({ ...output, region, endpoints }));
      const code = new FunctionCodeStore(join(folder, "functions"));
      const removed = new RemovedData(join(folder, "removed", fileTime(new Date())), say);
      const schedules = keep(parts, new Schedules(functions, say));
      const effects = new StageEffects({
        functions,
        code,
        tables,
        buses,
        buckets,
        schedules,
        secrets,
        removed,
      });
      const server = keep(
        parts,
        await serveEventApis({
          ...options,
          statusPage: (request, response) =>
            serveKeySet(request, response) || (options.statusPage?.(request, response) ?? false),
          apis,
          invoker: functions,
          metrics,
          webAclRecords,
        }),
      );
      const provider = keep(parts, await serveProvider({ registry, effects }));
      const update = new NamespaceCodeUpdate(registry, effects, region);
      const ports = { port: server.port, providerPort: provider.port };
      return new EmbeddedStage(ports, { registry, effects, tables, code: update }, parts);
    } catch (error) {
      await closeAll(parts);
      throw error;
    }
  }

  /** Puts resources of an earlier deployment in service. Rejects when one cannot be. */
  async restore(resources: readonly DeployedResource[]): Promise<void> {
    // A schedule invokes its function at once, so it comes after all others.
    const isSchedule = ({ type }: DeployedResource): boolean => type === SCHEDULE;
    await this.#deployAll(resources.filter((resource) => !isSchedule(resource)));
    await this.#deployAll(resources.filter(isSchedule));
    for (const resource of resources) {
      this.#registry.put(resource);
    }
  }

  async #deployAll(resources: readonly DeployedResource[]): Promise<void> {
    const deployed = resources.map((resource) => this.#effects.deploy(resource));
    // Whoever closes the stage after a failure must not miss what is still being started.
    await Promise.allSettled(deployed);
    await Promise.all(deployed);
  }

  /**
   * Puts the package of a namespace's function in service before the engine deploys it, so that an
   * edit is served at once. Returns whether the package is another one.
   *
   * @throws InvocationError when the new code does not load. The code before it serves on.
   */
  serveCode(code: NamespaceCode): Promise<boolean> {
    return this.#code.serve(code);
  }

  /** Puts the code of a namespace's function that is deployed back in service. */
  serveDeployedCode(namespace: string): Promise<void> {
    return this.#code.undo(namespace);
  }

  /**
   * Puts back the items of tables that a deployment deleted. Returns a line for each file.
   *
   * @param folder A folder below `removed`.
   */
  async restoreTables(folder: string): Promise<string[]> {
    const files = (await readdir(folder)).filter((name) => name.endsWith(".jsonl"));
    const lines: string[] = [];
    for (const file of files) {
      const table = file.slice(0, -".jsonl".length);
      const isDeployed = this.#registry.ofType(TABLE).some(({ inputs }) => inputs.name === table);
      if (!isDeployed) {
        lines.push(`${table} is not deployed: its items stay in ${folder}.`);
      } else {
        const items = await this.#tables.importFrom(table, join(folder, file));
        lines.push(`${items} items of the table ${table} were put back.`);
      }
    }
    return lines;
  }

  /** The deployed Event APIs. */
  eventApis(): readonly EventApi[] {
    return [...eventApisOf(this.#registry).values()];
  }

  /** What of the deployed resources has no effect here. */
  support(): StageSupport {
    return stageSupport(this.#registry);
  }

  /** Closes connections, lets functions finish and writes out logs and metrics. */
  async close(): Promise<void> {
    await closeAll(this.#parts);
  }
}

/** A time as a file's name holds it: no file system forbids a letter of it. */
function fileTime(time: Date): string {
  return time.toISOString().replaceAll(":", "-");
}

const METRICS_FILE = "aws-appsync.jsonl";

function keep<T extends Closable>(parts: Closable[], part: T): T {
  parts.push(part);
  return part;
}

/** The last opened first: the server before what answers its requests. */
async function closeAll(parts: readonly Closable[]): Promise<void> {
  for (const part of parts.toReversed()) {
    await part.close();
  }
}
