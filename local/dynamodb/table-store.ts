import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
  paginateScan,
  ResourceInUseException,
  ResourceNotFoundException,
  type ScalarAttributeType,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { asList, asProperties, asText, type Properties } from "../../shared/properties.ts";
import { checkDatabase } from "./database.ts";
import { TableProcess } from "./table-process.ts";

/** Seconds: how long to wait for a table's state, and how long between looks. */
const WAIT = { maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 };

/** DynamoDB tables on this machine, kept in a folder. */
export class TableStore {
  readonly endpoint: string;
  readonly #process: TableProcess;
  readonly #client: DynamoDBClient;

  private constructor(process: TableProcess, region: string) {
    this.#process = process;
    this.endpoint = `http://127.0.0.1:${process.port}`;
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    this.#client = new DynamoDBClient({ endpoint: this.endpoint, region, credentials });
  }

  /**
   * Opens the tables of a folder, in a process of their own.
   *
   * @param say Hears when tables cannot be used, and when they can again. @default nobody does
   * @throws TableStoreError if what the folder holds cannot be read.
   */
  static async open(
    folder: string,
    region: string,
    say: (message: string) => void = () => undefined,
  ): Promise<TableStore> {
    await mkdir(folder, { recursive: true });
    await checkDatabase(folder);
    return new TableStore(await TableProcess.start(folder, say), region);
  }

  /** Makes the table of an `aws:dynamodb/table:Table` unless it is there; resolves when it is usable. */
  async create(inputs: Properties): Promise<void> {
    await this.#client.send(new CreateTableCommand(tableInput(inputs))).catch((error: unknown) => {
      if (!(error instanceof ResourceInUseException)) {
        throw error;
      }
    });
    await waitUntilTableExists(this.#waiting, { TableName: asText(inputs.name) });
  }

  async remove(name: string): Promise<void> {
    await this.#client.send(new DeleteTableCommand({ TableName: name })).catch((error: unknown) => {
      if (!(error instanceof ResourceNotFoundException)) {
        throw error;
      }
    });
    await waitUntilTableNotExists(this.#waiting, { TableName: name });
  }

  /**
   * Writes the items of a table to a file, a line of DynamoDB JSON each, and returns how many there
   * are. Writes no file for an empty table or one that does not exist.
   */
  async exportTo(name: string, file: string): Promise<number> {
    let count = 0;
    const client = this.#client;
    const pages = async function* () {
      for await (const { Items = [] } of paginateScan({ client }, { TableName: name })) {
        for (const item of Items) {
          count += 1;
          yield `${JSON.stringify(item, withBytes)}\n`;
        }
      }
    };
    const lines = pages();
    try {
      const first = await lines.next();
      if (first.done) {
        return 0;
      }
      await writeFile(file, first.value, { mode: 0o600 });
    } catch (error) {
      if (error instanceof ResourceNotFoundException) {
        return 0;
      }
      throw error;
    }
    await pipeline(lines, createWriteStream(file, { flags: "a", flush: true }));
    return count;
  }

  /**
   * Puts the items of an exported file into a table and returns how many there were. An item with
   * the key of one that is there replaces it. Throws when the table does not exist.
   */
  async importFrom(name: string, file: string): Promise<number> {
    let count = 0;
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const Item = JSON.parse(line, fromBytes);
      await this.#client.send(new PutItemCommand({ TableName: name, Item }));
      count += 1;
    }
    return count;
  }

  get #waiting() {
    return { ...WAIT, client: this.#client };
  }

  async close(): Promise<void> {
    this.#client.destroy();
    await this.#process.close();
  }
}

/** JSON has no bytes: those of attribute types B and BS are written as base64. */
function withBytes(this: unknown, key: string, value: unknown): unknown {
  const given: unknown = Reflect.get(Object(this), key);
  return given instanceof Uint8Array ? { base64: Buffer.from(given).toString("base64") } : value;
}

function fromBytes(_key: string, value: unknown): unknown {
  const { base64, ...others } = asProperties(value);
  const isBytes = typeof base64 === "string" && Object.keys(others).length === 0;
  return isBytes ? Buffer.from(base64, "base64") : value;
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
  if (typeof rangeKey !== "string") {
    return [hash];
  }
  return [hash, { AttributeName: rangeKey, KeyType: "RANGE" as const }];
}

function scalar(type: unknown): ScalarAttributeType {
  return type === "N" || type === "B" ? type : "S";
}

/** An index that includes chosen attributes holds all of them here, which reads the same. */
function projection(type: unknown): "ALL" | "KEYS_ONLY" {
  return type === "KEYS_ONLY" ? "KEYS_ONLY" : "ALL";
}
