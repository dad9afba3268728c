import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { asProperties, asText, type Properties } from "../../shared/properties.ts";
import { refuseForeignRequests } from "../own-host.ts";

/** Calls that functions make for secrets, by the header `x-amz-target`. */
const CALLS: Readonly<Record<string, Call>> = {
  "AmazonSSM.GetParameter": {
    kind: "parameters",
    name: ({ Name }) => asText(Name).replace(/^arn:[^/]*:parameter(?=\/)/, ""),
    body: (name, value) => ({
      Parameter: { Name: name, Type: "SecureString", Value: value, Version: 1 },
    }),
    notFound: "ParameterNotFound",
  },
  "secretsmanager.GetSecretValue": {
    kind: "secrets",
    name: ({ SecretId }) => asText(SecretId),
    body: (name, value) => ({ Name: name, SecretString: value, VersionStages: ["AWSCURRENT"] }),
    notFound: "ResourceNotFoundException",
  },
};

interface Call {
  readonly kind: "parameters" | "secrets";
  readonly name: (request: Properties) => string;
  readonly body: (name: string, value: string) => Properties;
  readonly notFound: string;
}

/**
 * Answers Parameter Store's GetParameter and Secrets Manager's GetSecretValue (AWS JSON 1.1) with the
 * values of the stack's own resources, and of a file on this machine for what other stacks hold.
 */
export class SecretStore {
  readonly endpoint: string;
  readonly #server: Server;
  readonly #file: string;
  readonly #deployed = {
    parameters: new Map<string, string>(),
    secrets: new Map<string, string>(),
  };

  private constructor(server: Server, file: string) {
    this.#server = server;
    this.#file = file;
    // A listening TCP server has an address object (Node.js, net.Server.address).
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /**
   * @param file JSON such as `{ "parameters": { "/name": "value" }, "secrets": { "name": "value" } }`,
   * read at each call; it need not exist.
   */
  static async open(file: string): Promise<SecretStore> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const store = new SecretStore(server, file);
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      store.#answer(request).then(
        ([status, body]) => send(response, status, body),
        (error: unknown) => send(response, ...refusalOf(error)),
      );
    });
    refuseForeignRequests(server);
    return store;
  }

  /** Keeps the value of a deployed resource under each of its names. */
  put(kind: Call["kind"], names: readonly string[], value: string): void {
    for (const name of names) {
      this.#deployed[kind].set(name, value);
    }
  }

  remove(kind: Call["kind"], names: readonly string[]): void {
    for (const name of names) {
      this.#deployed[kind].delete(name);
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage): Promise<[number, Properties]> {
    const call = CALLS[String(request.headers["x-amz-target"])];
    if (call === undefined) {
      return [400, { __type: "UnknownOperationException" }];
    }
    const name = call.name(asProperties(await json(request)));
    const value = this.#deployed[call.kind].get(name) ?? (await this.#inFile(call.kind, name));
    if (value !== undefined) {
      return [200, call.body(name, value)];
    }
    const message = `${name} is not deployed here. Fix: write its value to ${this.#file} under ${call.kind}.`;
    return [400, { __type: call.notFound, message }];
  }

  /** A text as it stands; anything else, such as an object, as its JSON. */
  async #inFile(kind: Call["kind"], name: string): Promise<string | undefined> {
    const text = await readFile(this.#file, "utf8").catch(() => "{}");
    const values = asProperties(asProperties(JSON.parse(text))[kind]);
    if (!Object.hasOwn(values, name)) {
      return undefined;
    }
    const value = values[name];
    return typeof value === "string" ? value : JSON.stringify(value);
  }
}

/** What is not JSON is named; its text never is, since it may hold secrets. */
function refusalOf(error: unknown): [number, Properties] {
  const message =
    error instanceof SyntaxError ? "The request or the file of secrets is not JSON." : "";
  return [400, { __type: "InvalidRequestException", message }];
}

function send(response: ServerResponse, status: number, body: Properties): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(body));
}
