import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  type ScalarAttributeType,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { asList, asProperties, asText, type Properties } from "../provider/properties.ts";

/** Seconds: how long to wait for a table's state, and how long between looks. */
const WAIT = { maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 };

/** DynamoDB tables on this machine, kept in a folder. */
export class TableStore {
  readonly endpoint: string;
  readonly #server: Server;
  readonly #client: DynamoDBClient;

  private constructor(server: Server, region: string) {
    // A listening TCP server has an address object (Node.js, net.Server.address).
    const { port } = server.address() as AddressInfo;
    this.#server = server;
    this.endpoint = `http://127.0.0.1:${port}`;
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    this.#client = new DynamoDBClient({ endpoint: this.endpoint, region, credentials });
  }

  static async open(folder: string, region: string): Promise<TableStore> {
    await mkdir(folder, { recursive: true });
    const server = dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new TableStore(server, region);
  }

  /** Makes the table of an `aws:dynamodb/table:Table` unless it is there; resolves when it is usable. */
  async create(inputs: Properties): Promise<void> {
    await this.#client.send(new CreateTableCommand(tableInput(inputs))).catch((error: unknown) => {
      if (!(error instanceof ResourceInUseException)) throw error;
    });
    await waitUntilTableExists(this.#waiting, { TableName: asText(inputs.name) });
  }

  async remove(name: string): Promise<void> {
    await this.#client.send(new DeleteTableCommand({ TableName: name })).catch((error: unknown) => {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    });
    await waitUntilTableNotExists(this.#waiting, { TableName: name });
  }

  get #waiting() {
    return { ...WAIT, client: this.#client };
  }

  async close(): Promise<void> {
    this.#client.destroy();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function tableInput(inputs: Properties): CreateTableCommandInput {
  const global = indexes(inputs.globalSecondaryIndexes);
  const local = indexes(inputs.localSecondaryIndexes, asText(inputs.hashKey));
  return {
    TableName: asText(inputs.name),
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: keySchema(inputs),
    AttributeDefinitions: asList(inputs.attributes)
      .map(asProperties)
      .map(({ name, type }) => ({ AttributeName: asText(name), AttributeType: scalar(type) })),
    ...(global.length === 0 ? {} : { GlobalSecondaryIndexes: global }),
    ...(local.length === 0 ? {} : { LocalSecondaryIndexes: local }),
  };
}

function indexes(value: unknown, hashKey?: string) {
  return asList(value)
    .map(asProperties)
    .map((index) => ({
      IndexName: asText(index.name),
      KeySchema: keySchema(hashKey === undefined ? index : { ...index, hashKey }),
      Projection: { ProjectionType: projection(index.projectionType) },
    }));
}

function keySchema({ hashKey, rangeKey }: Properties) {
  const hash = { AttributeName: asText(hashKey), KeyType: "HASH" as const };
  if (typeof rangeKey !== "string") return [hash];
  return [hash, { AttributeName: rangeKey, KeyType: "RANGE" as const }];
}

function scalar(type: unknown): ScalarAttributeType {
  return type === "N" || type === "B" ? type : "S";
}

/** An index that includes chosen attributes holds all of them here, which reads the same. */
function projection(type: unknown): "ALL" | "KEYS_ONLY" {
  return type === "KEYS_ONLY" ? "KEYS_ONLY" : "ALL";
}
