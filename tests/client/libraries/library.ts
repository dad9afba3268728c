import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import type { IamPrincipal } from "../../../local/model.ts";

/** Who a client calls as: a key, a token, or a principal that signs. */
export type Caller =
  | { readonly apiKey: string }
  | { readonly token: string }
  | { readonly principal: IamPrincipal };

/** A handshake as a library opens it: its subprotocols and its plain HTTP headers. */
export interface Handshake {
  readonly subprotocols: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** An HTTP publish as a library sends it. */
export interface HttpPublish {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an official library puts on the wire; `host` is that of the HTTP endpoint. */
export interface Library {
  /** Whether it says `connection_init`, and waits for `connection_ack`, before anything else. */
  readonly initializes: boolean;
  connect(host: string, caller: Caller): Promise<Handshake>;
  subscribe(host: string, caller: Caller, id: string, channel: string): Promise<string>;
  publish(
    host: string,
    caller: Caller,
    id: string,
    channel: string,
    events: readonly unknown[],
  ): Promise<string>;
  post(
    host: string,
    caller: Caller,
    channel: string,
    events: readonly unknown[],
  ): Promise<HttpPublish>;
}

/** The subprotocol that every library offers. */
export const SUBPROTOCOL = "aws-appsync-event-ws";
const REGION = "eu-west-1";

/** Now, as `x-amz-date` has it. */
export function timestamp(): string {
  return new Date().toISOString().replace(/[:-]|\.\d{3}/g, "");
}

/** Signs `POST https://<host>/event`; the headers that come back are those given and the signature's. */
export async function signed(
  principal: IamPrincipal,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: "appsync",
    region: REGION,
    credentials: principal,
    sha256: Sha256,
    applyChecksum: "x-amz-content-sha256" in headers,
  });
  const { host = "" } = headers;
  const request = { method: "POST", protocol: "https:", hostname: host, path: "/event" };
  return (await signer.sign({ ...request, headers, body })).headers;
}

/** The host as the mobile libraries name it. */
export function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "");
}
