import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import ipaddr from "ipaddr.js";
import type { RateWindows } from "./rate-windows.ts";

/** Bytes of a body that AWS WAF inspects for AppSync (AppSync guide, "Using AWS WAF"). */
export const INSPECTED_BODY_BYTES = 8 * 1024;

/**
 * Headers that stand for what AWS WAF knows of an address. They are those that CloudFront adds; on
 * AWS a client cannot set what AWS WAF goes by, on one machine there is nothing else to go by.
 */
export const COUNTRY_HEADER = "cloudfront-viewer-country";
const REGION_HEADER = "cloudfront-viewer-country-region";
const NETWORK_HEADER = "cloudfront-viewer-asn";

/** A rate-based rule that a request was over the limit of. */
export interface ExceededRate {
  readonly limitKey: string;
  readonly maxRateAllowed: number;
  readonly evaluationWindowSec: number;
  readonly customValues: readonly { key: string; name: string; value: string }[];
}

/** One request while a web ACL is evaluated: its parts, read when a rule asks, and its labels. */
export class Inspection {
  readonly request: IncomingMessage;
  /** The address of the client. */
  readonly address: string;
  /** The body as far as it is inspected, and more than that when it is longer. */
  readonly body: Buffer;
  readonly rates: RateWindows;
  /** Milliseconds of the monotonic clock. */
  readonly now: number;
  /** Fully qualified, in the order in which rules added them. */
  readonly labels = new Set<string>();
  /** By the name of the rule. */
  readonly exceeded = new Map<string, ExceededRate>();
  #query: URLSearchParams | undefined;

  constructor(
    request: IncomingMessage,
    body: Buffer,
    { rates, now }: { readonly rates: RateWindows; readonly now: number },
  ) {
    this.request = request;
    this.body = body;
    this.rates = rates;
    this.now = now;
    this.address = addressOf(request.socket);
  }

  get method(): string {
    return this.request.method ?? "";
  }

  get path(): string {
    return this.#target[0];
  }

  /** The query without its question mark; empty for none. */
  get query(): string {
    return this.#target[1];
  }

  /** Names are compared without regard to case, as AWS WAF does. */
  argument(name: string): string[] {
    return this.arguments().flatMap(([key, value]) =>
      key.toLowerCase() === name.toLowerCase() ? [value] : [],
    );
  }

  /** Names and values of the query. */
  arguments(): [string, string][] {
    this.#query ??= new URLSearchParams(this.query);
    return [...this.#query];
  }

  /** Values of a header, one for each time that it was sent. */
  header(name: string): readonly string[] {
    return this.request.headersDistinct[name.toLowerCase()] ?? [];
  }

  /** All headers as they came: name and value. */
  headers(): [string, string][] {
    const { rawHeaders } = this.request;
    const headers: [string, string][] = [];
    for (let at = 0; at < rawHeaders.length; at += 2) {
      headers.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
    }
    return headers;
  }

  cookies(): [string, string][] {
    const pairs = this.header("cookie").flatMap((header) => header.split(";"));
    return pairs.map((pair) => {
      const [name = "", ...value] = pair.trim().split("=");
      return [name, value.join("=")];
    });
  }

  /** Two letters; undefined when the request does not say. */
  get country(): string | undefined {
    return this.header(COUNTRY_HEADER)[0]?.toUpperCase();
  }

  get region(): string | undefined {
    return this.header(REGION_HEADER)[0]?.toUpperCase();
  }

  /** Number of the autonomous system; undefined when the request does not say. */
  get network(): number | undefined {
    const [text] = this.header(NETWORK_HEADER);
    return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
  }

  get #target(): [path: string, query: string] {
    const url = this.request.url ?? "";
    const at = url.indexOf("?");
    return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
  }
}

const addresses = new WeakMap<Socket, string>();

/** The address at the other end, read once for all requests of a connection; empty once it is gone. */
function addressOf(socket: Socket): string {
  const known = addresses.get(socket);
  if (known !== undefined) {
    return known;
  }
  const address = plainAddress(socket.remoteAddress ?? "");
  if (address === undefined) {
    return "";
  }
  addresses.set(socket, address);
  return address;
}

/** An address without the form that a socket for both families gives it; undefined for other text. */
export function plainAddress(text: string): string | undefined {
  return ipaddr.isValid(text) ? ipaddr.process(text).toString() : undefined;
}

/** Whether a request matches; undefined when only AWS can say, and then the rule does not act. */
export type Statement = (inspection: Inspection) => boolean | undefined;

/**
 * Reads a part of a request: its texts, of which one has to match, or the answer where a setting
 * gives it whatever the texts are (oversize handling, fallback).
 */
export type InspectedField = (inspection: Inspection) => readonly string[] | boolean;
