import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

/** A product of an offer file, reduced to what tells one from another. */
export interface OfferedProduct {
  readonly usagetype: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** US dollars from a quantity on, or one price for all of it. */
  readonly tiers: readonly (readonly [begin: string, price: string])[] | string;
  readonly currency?: string;
  readonly effectiveDate?: string;
}

/**
 * An offer file of a service in a region, in the format of AWS's Price List: AWS Billing User Guide,
 * service price list file. SKUs are made up; usage types are those of the real list.
 */
export function offerFile(
  offerCode: string,
  region: string,
  products: readonly OfferedProduct[],
  version = "20260911000000",
): string {
  const skus = products.map((product, index) => ({ sku: `SKU${index}`.padEnd(16, "X"), product }));
  return JSON.stringify({
    formatVersion: "v1.0",
    disclaimer: "This pricing list is for informational purposes only.",
    offerCode,
    version,
    publicationDate: "2026-09-11T17:40:12Z",
    products: Object.fromEntries(
      skus.map(({ sku, product }) => [
        sku,
        {
          sku,
          productFamily: "RealTime",
          attributes: {
            servicecode: offerCode,
            location: "somewhere",
            locationType: "AWS Region",
            usagetype: product.usagetype,
            operation: "",
            regionCode: region,
            ...product.attributes,
          },
        },
      ]),
    ),
    terms: {
      OnDemand: Object.fromEntries(skus.map(({ sku, product }) => [sku, termOf(sku, product)])),
    },
    attributesList: {},
  });
}

function termOf(sku: string, product: OfferedProduct) {
  const { tiers, currency = "USD", effectiveDate = "2026-09-01T00:00:00Z" } = product;
  const ranges: readonly (readonly [string, string])[] =
    typeof tiers === "string" ? [["0", tiers]] : tiers;
  const dimensions = ranges.map(([beginRange, price], index) => [
    `${sku}.JRTCKXETXF.RATE${index}`,
    {
      rateCode: `${sku}.JRTCKXETXF.RATE${index}`,
      description: "per unit",
      beginRange,
      endRange: ranges[index + 1]?.[0] ?? "Inf",
      unit: "Units",
      pricePerUnit: { [currency]: price },
      appliesTo: [],
    },
  ]);
  return {
    [`${sku}.JRTCKXETXF`]: {
      offerTermCode: "JRTCKXETXF",
      sku,
      effectiveDate,
      priceDimensions: Object.fromEntries(dimensions),
      termAttributes: {},
    },
  };
}

/** What a server answers to one request: a body, a status, or a body that breaks off. */
export type Answer = string | number | { readonly cutOff: string };

/**
 * Serves a Price List: `files` by offer code and region, with the Region indexes that name them. Extra
 * answers to a path come first, one for each request.
 */
export async function priceListServer(
  t: TestContext,
  files: Readonly<Record<string, Readonly<Record<string, string>>>>,
  first: Readonly<Record<string, Answer[]>> = {},
): Promise<{ readonly url: string; readonly asked: string[] }> {
  const bodies = new Map<string, string>();
  for (const [offerCode, regions] of Object.entries(files)) {
    const folder = `/offers/v1.0/aws/${offerCode}`;
    const index = Object.keys(regions).map((region) => {
      const currentVersionUrl = `${folder}/20260911000000/${region}/index.json`;
      bodies.set(currentVersionUrl, regions[region] ?? "");
      return [region, { regionCode: region, currentVersionUrl }];
    });
    const regionIndex = { formatVersion: "v1.0", regions: Object.fromEntries(index) };
    bodies.set(`${folder}/current/region_index.json`, JSON.stringify(regionIndex));
  }
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const answer = first[path]?.shift() ?? bodies.get(path) ?? 404;
    if (typeof answer === "number") {
      response.writeHead(answer).end();
    } else if (typeof answer === "string") {
      response.end(answer);
    } else {
      response.writeHead(200, { "content-length": Buffer.byteLength(answer.cutOff) + 1 });
      response.write(answer.cutOff, () => response.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
