import { readFile } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { CostError } from "../../../cost/cost-error.ts";
import { pricesDocument, updateDocument } from "../../../cost/prices/prices-document.ts";
import { downloadOffers, readDownloadedOffers } from "../../../cost/prices/read-offers.ts";
import { updatedPriceList } from "../../../cost/prices/updated-price-list.ts";
import { textDocument } from "../../../cost/text-document.ts";
import { PRICE_LIST, type PriceListData } from "../../../pricing/price-list.ts";

/** What `npm run cost -- prices` was asked. */
export interface PricesRequest {
  /** Folder of the repository. */
  readonly root: string;
  readonly update: boolean;
  /** Offer files and folders of them, read instead of the service. */
  readonly files: readonly string[];
  /** Regions that are shown or updated. @default all */
  readonly regions: readonly string[];
  /** Address of AWS's Price List or a mirror of it. */
  readonly url: string;
  readonly retryMilliseconds: number;
  readonly now: Date;
}

const PRICE_LIST_FILE = join("pricing", "price-list.json");

/**
 * Shows the price list, or reads it anew from AWS's Price List and says what changed.
 *
 * @throws CostError if a region is not one of AWS AppSync's, or the Price List cannot be read.
 */
export async function pricesCommand(request: PricesRequest): Promise<string> {
  const { regions, files, update, now } = request;
  const unknown = regions.filter((region) => !Object.hasOwn(PRICE_LIST.regions, region));
  if (unknown.length > 0) {
    throw new CostError(
      `--region: got ${unknown.join(", ")}, allowed are ${Object.keys(PRICE_LIST.regions).join(", ")}`,
    );
  }
  if (!update && files.length > 0) {
    throw new CostError("--file goes with --update");
  }
  const day = now.toISOString().slice(0, 10);
  return textDocument(
    update ? await updated(request, day) : pricesDocument(PRICE_LIST, regions, day),
  );
}

async function updated(request: PricesRequest, day: string) {
  const { files, regions } = request;
  const path = join(request.root, PRICE_LIST_FILE);
  const list = await readPriceList(path);
  const read =
    files.length > 0
      ? await readDownloadedOffers(files, day)
      : await downloadOffers(
          request,
          regions.length > 0 ? regions : offeredRegions(list),
          regions.length > 0,
          day,
        );
  const offers = read.offers.map((offer) => ({
    ...offer,
    prices: offer.prices.filter(({ region }) => regions.length === 0 || regions.includes(region)),
  }));
  const result = updatedPriceList(list, offers);
  await writeFileAtomic(path, `${JSON.stringify(result.list, null, 2)}\n`);
  return updateDocument(PRICE_LIST_FILE, { ...read, offers }, result);
}

async function readPriceList(path: string): Promise<PriceListData> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as PriceListData;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CostError(`${PRICE_LIST_FILE}: cannot be read (${reason}); restore it: git checkout`);
  }
}

/** China's regions have a list of their own, in yuan. */
function offeredRegions({ regions }: PriceListData): string[] {
  return Object.keys(regions).filter((region) => !region.startsWith("cn-"));
}
