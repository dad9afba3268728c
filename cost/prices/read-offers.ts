import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import Type from "typebox";
import { Compile } from "typebox/compile";
import type { PriceSource } from "../../pricing/price-list.ts";
import { CostError } from "../cost-error.ts";
import { type OfferFile, readOfferFile } from "./offer-file.ts";
import {
  isPriced,
  OFFER_CODES,
  type OfferPrices,
  offerPrices,
  regionsOf,
  type UnreadPrice,
} from "./offer-prices.ts";
import { download, type PriceListService } from "./price-list-service.ts";
import type { ReadOffer } from "./updated-price-list.ts";

/** What was read of AWS's Price List. */
export interface ReadOffers {
  readonly offers: readonly ReadOffer[];
  readonly unread: readonly UnreadPrice[];
  /** Services and regions that the list has no file of, and files that nothing was taken from. */
  readonly notes: readonly string[];
}

// Its files are a hundred times as large as all others, for the two prices of a NAT gateway.
const LARGE_OFFER = "AmazonEC2";

const RegionIndex = Compile(
  Type.Object({
    regions: Type.Record(Type.String(), Type.Object({ currentVersionUrl: Type.String() })),
  }),
);

/**
 * Reads the offer files of all services that prices come from, for the given regions. Amazon EC2's are
 * left out unless `large` is set. Source of the addresses: AWS Billing User Guide, Price List Bulk API.
 *
 * @throws CostError if a file that the list names cannot be read.
 */
export async function downloadOffers(
  service: PriceListService,
  regions: readonly string[],
  large: boolean,
  day: string,
): Promise<ReadOffers> {
  const all: ReadOffers[] = [];
  for (const offerCode of OFFER_CODES.filter((code) => large || code !== LARGE_OFFER)) {
    const urls = await download(
      service,
      `/offers/v1.0/aws/${offerCode}/current/region_index.json`,
      readRegionIndex,
    );
    for (const region of regions) {
      const url = urls.get(region);
      if (url === undefined) {
        all.push(noted(`AWS's Price List has no ${offerCode} in ${region}.`));
      } else {
        all.push(await download(service, url, (name, body) => readOffer(name, body, day, region)));
      }
    }
  }
  return joined(all);
}

/**
 * Reads offer files that were downloaded: files, and all `.json` files of folders.
 *
 * @throws CostError if a path does not exist or a file is not an offer file.
 */
export async function readDownloadedOffers(
  paths: readonly string[],
  day: string,
): Promise<ReadOffers> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  if (files.length === 0) {
    throw new CostError(`--file ${paths.join(", ")}: holds no .json file`);
  }
  const all: ReadOffers[] = [];
  for (const file of files) {
    all.push(await readOffer(file, createReadStream(file), day));
  }
  return joined(all);
}

async function readRegionIndex(
  address: string,
  body: AsyncIterable<Uint8Array>,
): Promise<ReadonlyMap<string, string>> {
  const index: unknown = await text(body as unknown as ReadableStream)
    .then(JSON.parse)
    .catch((error: Error) => {
      throw new CostError(`${address}: must be a Region index in JSON (${error.message})`);
    });
  if (!RegionIndex.Check(index)) {
    throw new CostError(`${address}: must name a currentVersionUrl for each of its regions`);
  }
  return new Map(
    Object.entries(index.regions).map(([name, each]) => [name, each.currentVersionUrl]),
  );
}

async function readOffer(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  day: string,
  region?: string,
): Promise<ReadOffers> {
  const file = await readOfferFile(name, bytes, isPriced);
  const { offerCode } = file;
  if (!OFFER_CODES.includes(offerCode)) {
    return noted(
      `${name}: nothing is priced by ${offerCode}; prices come from ${OFFER_CODES.join(", ")}.`,
    );
  }
  const regions = region === undefined ? regionsOf(file) : [region];
  const found = regions.map((each) => [each, offerPrices(file, each)] as const);
  return {
    offers: found.map(([each, { read }]) => ({ prices: read, ...sourceOf(file, name, each, day) })),
    unread: found.flatMap(([, { unread }]: readonly [string, OfferPrices]) => unread),
    notes: [],
  };
}

/** A file that lies on a disk is named, and its folder, which says nothing to others, is not. */
function sourceOf(file: OfferFile, name: string, region: string, readOn: string) {
  const { offerCode, version, publicationDate, sha256 } = file;
  const source: PriceSource = {
    title: `AWS Price List, ${offerCode}, version ${version}`,
    url: URL.canParse(name) ? name : `file: ${basename(name)}`,
    readOn,
    version,
    publicationDate,
    sha256,
  };
  return { sourceKey: `${offerCode} ${region} ${version}`, source };
}

async function filesAt(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) {
      return [path];
    }
    const names = await readdir(path, { recursive: true });
    return names.filter((name) => name.endsWith(".json")).map((name) => join(path, name));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new CostError(`--file ${path}: cannot be read (${code}); name a file or a folder`);
  }
}

function noted(note: string): ReadOffers {
  return { offers: [], unread: [], notes: [note] };
}

function joined(all: readonly ReadOffers[]): ReadOffers {
  return {
    offers: all.flatMap(({ offers }) => offers),
    unread: all.flatMap(({ unread }) => unread),
    notes: all.flatMap(({ notes }) => notes),
  };
}
