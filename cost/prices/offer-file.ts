import { createHash } from "node:crypto";
import { JSONParser, type ParsedElementInfo } from "@streamparser/json";
import { CostError } from "../cost-error.ts";

/** A product of an offer file: what is sold. */
export interface OfferProduct {
  readonly sku: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** One tier of a product's price. */
export interface PriceDimension {
  readonly beginRange: string;
  readonly pricePerUnit: Readonly<Record<string, string>>;
  readonly unit: string;
}

/** What a product costs on demand, from a day on. */
export interface OfferTerm {
  readonly effectiveDate: string;
  readonly priceDimensions: Readonly<Record<string, PriceDimension>>;
}

/** What an offer file says of the products that were asked for. */
export interface OfferFile {
  readonly offerCode: string;
  readonly version: string;
  readonly publicationDate: string;
  /** SHA-256 of all bytes, in hexadecimal. */
  readonly sha256: string;
  readonly products: readonly OfferProduct[];
  /** On-demand terms by SKU. */
  readonly terms: ReadonlyMap<string, readonly OfferTerm[]>;
}

const PATHS = [
  "$.offerCode",
  "$.version",
  "$.publicationDate",
  "$.products.*",
  "$.terms.OnDemand.*",
];

/**
 * Reads an offer file of AWS's Price List in JSON as it arrives: files of Amazon EC2 have hundreds of
 * megabytes, so only the products that are wanted are kept. `wanted` is asked with the file's offer
 * code, which stands in front of the products.
 * Source of the format: AWS Billing User Guide, reading the service price list file.
 *
 * @param name The file's name or address, for messages.
 * @throws CostError if the bytes are not an offer file.
 */
export async function readOfferFile(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  wanted: (offerCode: string, product: OfferProduct) => boolean,
): Promise<OfferFile> {
  const hash = createHash("sha256");
  const reader = new OfferReader(wanted);
  const parser = new JSONParser({ paths: PATHS, keepStack: false });
  parser.onValue = (element) => reader.read(element);
  let failure: unknown;
  parser.onError = (error) => {
    failure ??= error;
  };
  for await (const chunk of bytes) {
    hash.update(chunk);
    parser.write(chunk);
    if (failure !== undefined) {
      throw notAnOfferFile(name, failure);
    }
  }
  if (!parser.isEnded) {
    throw notAnOfferFile(name, "it ends in the middle");
  }
  return { ...reader.file(name), sha256: hash.digest("hex") };
}

/** Keeps what is wanted of the values that the parser finds. */
class OfferReader {
  readonly #wanted: (offerCode: string, product: OfferProduct) => boolean;
  readonly #header = new Map<string, string>();
  readonly #products: OfferProduct[] = [];
  readonly #terms = new Map<string, readonly OfferTerm[]>();

  constructor(wanted: (offerCode: string, product: OfferProduct) => boolean) {
    this.#wanted = wanted;
  }

  read({ key, value, stack }: ParsedElementInfo): void {
    if (stack.length === 1) {
      this.#header.set(String(key), String(value));
    } else if (stack.length === 2) {
      this.#product(value as unknown as Partial<OfferProduct>);
    } else {
      this.#termsOf(String(key), value as unknown as Readonly<Record<string, OfferTerm>>);
    }
  }

  file(name: string): Omit<OfferFile, "sha256"> {
    const header = (key: string): string => {
      const value = this.#header.get(key);
      if (value === undefined) {
        throw notAnOfferFile(name, `it has no ${key}`);
      }
      return value;
    };
    return {
      offerCode: header("offerCode"),
      version: header("version"),
      publicationDate: header("publicationDate"),
      products: this.#products,
      terms: this.#terms,
    };
  }

  #product({ sku, attributes }: Partial<OfferProduct>): void {
    if (typeof sku !== "string" || attributes === undefined) {
      return;
    }
    const product = { sku, attributes };
    if (this.#wanted(this.#header.get("offerCode") ?? "", product)) {
      this.#products.push(product);
    }
  }

  #termsOf(sku: string, terms: Readonly<Record<string, OfferTerm>>): void {
    if (this.#products.some((product) => product.sku === sku)) {
      this.#terms.set(sku, Object.values(terms));
    }
  }
}

function notAnOfferFile(name: string, reason: unknown): CostError {
  const why = reason instanceof Error ? reason.message : String(reason);
  return new CostError(
    `${name}: must be an offer file of AWS's Price List in JSON, got something else (${why}). Fix: ` +
      "download the index.json that the service's region_index.json names",
  );
}
