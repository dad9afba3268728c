import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { type PricesRequest, pricesCommand } from "../../cli/cost/prices/prices-command.ts";
import { run } from "../../cli/cost.ts";
import { readOfferFile } from "../../cost/prices/offer-file.ts";
import { isPriced, OFFER_CODES, offerPrices } from "../../cost/prices/offer-prices.ts";
import { listedPrice, PRICE_LIST, type PriceListData } from "../../pricing/price-list.ts";
import { type OfferedProduct, offerFile, priceListServer } from "./offer-files.ts";

const now = new Date("2026-11-25T12:00:00Z");
const SEOUL = "ap-northeast-2";
function eventApi(operation: string, effectiveDate?: string): OfferedProduct[] {
  return [
    {
      usagetype: "APN2-EventAPI-Operation",
      tiers: operation,
      ...(effectiveDate ? { effectiveDate } : {}),
    },
    { usagetype: "APN2-EventAPI-ConnectionDuration", tiers: "0.0000000800" },
    { usagetype: "APN2-GraphQLInvocation", tiers: "0.0000040000" },
  ];
}

/** A Price List that has AppSync in Seoul, and of all other services empty Region indexes. */
function seoulOnly(file: string) {
  const others = OFFER_CODES.map((code) => [code, {}]);
  return { ...Object.fromEntries(others), AWSAppSync: { [SEOUL]: file } };
}

async function repository(t: TestContext): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "price-list-"));
  t.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, "pricing"));
  const committed = new URL("../../pricing/price-list.json", import.meta.url);
  await cp(committed, join(root, "pricing", "price-list.json"));
  return root;
}

async function listOf(root: string): Promise<PriceListData> {
  return JSON.parse(await readFile(join(root, "pricing", "price-list.json"), "utf8"));
}

function update(root: string, request: Partial<PricesRequest>): Promise<string> {
  const nowhere = "http://127.0.0.1:50999";
  const none = { files: [], regions: [], url: nowhere, retryMilliseconds: 1 };
  return pricesCommand({ root, update: true, now, ...none, ...request });
}

describe("prices --update", () => {
  test("reads a region's prices with day, version and hash, and changes nothing when read again", async (t) => {
    const root = await repository(t);
    const file = offerFile("AWSAppSync", SEOUL, eventApi("0.0000012000"));
    const { url, asked } = await priceListServer(t, seoulOnly(file));
    const text = await update(root, { url, regions: [SEOUL] });
    assert.match(text, /2 prices of 1 regions read, 2 new or changed/);
    assert.match(text, /ap-northeast-2 +operationsPerMillion +not known +1\.20 +2026-09-01/);
    assert.match(text, /AWS's Price List has no AmazonEC2 in ap-northeast-2/);
    const list = await listOf(root);
    const price = listedPrice("operationsPerMillion", SEOUL, "2026-11-25", list);
    assert.deepEqual(price?.tiers, [{ from: "0", usd: "0.0000012" }]);
    assert.deepEqual(list.sources[price?.source ?? ""], {
      title: "AWS Price List, AWSAppSync, version 20260911000000",
      url: `${url}/offers/v1.0/aws/AWSAppSync/20260911000000/${SEOUL}/index.json`,
      readOn: "2026-11-25",
      version: "20260911000000",
      publicationDate: "2026-09-11T17:40:12Z",
      sha256: createHash("sha256").update(file).digest("hex"),
    });
    assert.ok(asked.includes("/offers/v1.0/aws/AWSLambda/current/region_index.json"));
    assert.match(
      await update(root, { url, regions: [SEOUL] }),
      /2 prices of 1 regions read, 0 new/,
    );
    assert.deepEqual(await listOf(root), list);
  });

  test("keeps the price of the days before a change", async (t) => {
    const root = await repository(t);
    for (const [price, day] of [
      ["0.0000010000", "2026-06-01"],
      ["0.0000011000", "2026-10-15"],
    ] as const) {
      const file = offerFile("AWSAppSync", SEOUL, eventApi(price, `${day}T00:00:00Z`), day);
      const { url } = await priceListServer(t, seoulOnly(file));
      await update(root, { url, regions: [SEOUL] });
    }
    const list = await listOf(root);
    const on = (day: string) =>
      listedPrice("operationsPerMillion", SEOUL, day, list)?.tiers[0]?.usd;
    assert.equal(on("2026-05-31"), undefined);
    assert.equal(on("2026-10-14"), "0.000001");
    assert.equal(on("2026-10-15"), "0.0000011");
  });

  test("confirms a price that is as before: its day stays, its source is the newer one", async (t) => {
    const root = await repository(t);
    const products = [{ usagetype: "EU-EventAPI-Operation", tiers: "0.0000010000" }];
    const file = offerFile("AWSAppSync", "eu-west-1", products);
    const { url } = await priceListServer(t, {
      ...seoulOnly(file),
      AWSAppSync: { "eu-west-1": file },
    });
    assert.match(
      await update(root, { url, regions: ["eu-west-1"] }),
      /1 prices.* 0 new or changed/,
    );
    const price = listedPrice(
      "operationsPerMillion",
      "eu-west-1",
      "2026-11-25",
      await listOf(root),
    );
    assert.equal(price?.effectiveFrom, "2024-10-30");
    assert.equal(price?.source, "AWSAppSync eu-west-1 20260911000000");
  });

  test("asks for all regions of the list but China's, and for no file of Amazon EC2, when none is named", async (t) => {
    const root = await repository(t);
    const file = offerFile("AWSAppSync", SEOUL, eventApi("0.0000010000"));
    const { url, asked } = await priceListServer(t, seoulOnly(file));
    const text = await update(root, { url });
    assert.match(text, /has no AWSLambda in eu-west-1/);
    assert.doesNotMatch(text, /cn-north-1/);
    assert.ok(!asked.some((path) => path.includes("AmazonEC2")));
  });

  test("tries again when the service is busy or a body breaks off", async (t) => {
    const root = await repository(t);
    const file = offerFile("AWSAppSync", SEOUL, eventApi("0.0000010000"));
    const path = `/offers/v1.0/aws/AWSAppSync/20260911000000/${SEOUL}/index.json`;
    const half = { cutOff: file.slice(0, file.length / 2) };
    const { url, asked } = await priceListServer(t, seoulOnly(file), {
      [path]: [503, half, 429, file.slice(0, -2)],
    });
    assert.match(await update(root, { url, regions: [SEOUL] }), /2 prices of 1 regions read/);
    assert.equal(asked.filter((each) => each === path).length, 5);
  });

  test("says what the service does not have, without trying again, and keeps the list", async (t) => {
    const root = await repository(t);
    const { url, asked } = await priceListServer(t, {});
    await assert.rejects(
      update(root, { url, regions: [SEOUL] }),
      /region_index\.json: got HTTP status 404/,
    );
    assert.equal(asked.length, 1);
    assert.deepEqual(await listOf(root), PRICE_LIST);
  });

  test("says how to go on without a connection", async (t) => {
    await assert.rejects(
      update(await repository(t), {}),
      /does not answer \(ECONNREFUSED\).*--file/,
    );
  });
});

describe("prices --update --file", () => {
  test("reads a file of all regions, and all files of a folder", async (t) => {
    const root = await repository(t);
    const folder = join(root, "offers");
    await mkdir(join(folder, "lambda"), { recursive: true });
    await writeFile(
      join(folder, "appsync.json"),
      offerFile("AWSAppSync", SEOUL, eventApi("0.0000010000")),
    );
    const arm = { group: "AWS-Lambda-Duration-ARM" };
    const tokyo: OfferedProduct = {
      usagetype: "APN1-Lambda-GB-Second-ARM",
      attributes: arm,
      tiers: [
        ["0", "0.0000133334"],
        ["7500000000", "0.0000120001"],
        ["18750000000", "0.0000106667"],
      ],
    };
    const text = offerFile("AWSLambda", "ap-northeast-1", [tokyo]);
    await writeFile(join(folder, "lambda", "index.json"), text);
    await update(root, { files: [folder] });
    const list = await listOf(root);
    const duration = listedPrice("lambdaGigabyteSecond", "ap-northeast-1", "2026-11-25", list);
    assert.deepEqual(duration?.tiers[1], { from: "7500000000", usd: "0.0000120001" });
    const source = list.sources[duration?.source ?? ""];
    assert.equal(source?.url, "file: index.json");
    assert.ok(listedPrice("operationsPerMillion", SEOUL, "2026-11-25", list));
  });

  test("refuses what is not an offer file in JSON, and says what to give", async (t) => {
    const root = await repository(t);
    const path = join(root, "index.csv");
    const whole = offerFile("AWSAppSync", SEOUL, eventApi("0.0000010000"));
    for (const text of [
      '"FormatVersion","v1.0"\n',
      "",
      "<html>",
      "{}",
      '{"regions":{}}',
      whole.slice(0, 900),
    ]) {
      await writeFile(path, text);
      await assert.rejects(
        update(root, { files: [path] }),
        /index\.csv: must be an offer file/,
        text,
      );
    }
    await assert.rejects(
      update(root, { files: [join(root, "none")] }),
      /--file .*none: cannot be read \(ENOENT\)/,
    );
    assert.deepEqual(await listOf(root), PRICE_LIST);
  });

  test("takes nothing from a service that is not priced, and says so", async (t) => {
    const root = await repository(t);
    const path = join(root, "rds.json");
    await writeFile(
      path,
      offerFile("AmazonRDS", SEOUL, [{ usagetype: "APN2-EventAPI-Operation", tiers: "1" }]),
    );
    assert.match(await update(root, { files: [path] }), /nothing is priced by AmazonRDS/);
  });

  test("refuses a price that is read in another unit, and one in another currency", async (t) => {
    const root = await repository(t);
    const path = join(root, "offer.json");
    await writeFile(path, offerFile("AWSAppSync", SEOUL, eventApi("1.0000000000")));
    assert.match(
      await update(root, { files: [path] }),
      /operationsPerMillion +1 US dollars .* more than 10 times off/,
    );
    const yuan = { usagetype: "CNN1-EventAPI-Operation", tiers: "0.0000070000", currency: "CNY" };
    await writeFile(path, offerFile("AWSAppSync", "cn-north-1", [yuan]));
    assert.match(await update(root, { files: [path] }), /priced in CNY, not in USD/);
    assert.deepEqual((await listOf(root)).regions["cn-north-1"]?.prices, {});
  });
});

describe("an offer file", () => {
  const pricesIn = async (
    offerCode: string,
    products: readonly OfferedProduct[],
    chunk = 1_000_000,
  ) => {
    const bytes = Buffer.from(offerFile(offerCode, "eu-west-1", products));
    const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, index) =>
      bytes.subarray(index * chunk, (index + 1) * chunk),
    );
    const file = await readOfferFile(
      "offer.json",
      (async function* () {
        yield* chunks;
      })(),
      isPriced,
    );
    return offerPrices(file, "eu-west-1");
  };

  test("says the same however its bytes arrive", async () => {
    const products = [
      { usagetype: "EU-EventAPI-Operation", tiers: "0.0000010000" },
      { usagetype: "EU-EventAPI-ConnectionDuration", tiers: "0.0000000800" },
    ];
    assert.deepEqual(
      await pricesIn("AWSAppSync", products, 7),
      await pricesIn("AWSAppSync", products),
    );
    assert.equal((await pricesIn("AWSAppSync", products, 7)).read.length, 2);
  });

  test("has a free tier of the account, which is not the stage's alone, so the paid price counts", async () => {
    const tiers = [
      ["0", "0.0000000000"],
      ["1000000", "0.0000005000"],
    ] as const;
    const { read } = await pricesIn("AmazonSNS", [{ usagetype: "EU-Requests-Tier1", tiers }]);
    assert.deepEqual(read[0]?.tiers, [{ from: "0", usd: "0.0000005" }]);
  });

  test("has products of one usage type that attributes tell apart, and two prices for one are refused", async () => {
    const event = (eventType: string, tiers: string) => ({
      usagetype: "EU-Event-64K-Chunks",
      attributes: { eventType },
      tiers,
    });
    const both = [event("Partner Event", "0.000002"), event("Custom Event", "0.000001")];
    assert.equal((await pricesIn("AWSEvents", both)).read[0]?.tiers[0]?.usd, "0.000001");
    const two = [event("Custom Event", "0.000001"), event("Custom Event", "0.000003")];
    assert.match(
      (await pricesIn("AWSEvents", two)).unread[0]?.reason ?? "",
      /2 products with different prices/,
    );
    const same = [event("Custom Event", "0.000001"), event("Custom Event", "0.000001")];
    assert.equal((await pricesIn("AWSEvents", same)).read.length, 1);
  });

  test("has look-alikes of a usage type, which are not taken for it", async () => {
    for (const usagetype of [
      "EU-IA-TimedStorage-ByteHrs",
      "TimedStorage-ByteHrs",
      "EUC1-TimedStorage-ByteHrs",
    ]) {
      const { read, unread } = await pricesIn("AmazonDynamoDB", [{ usagetype, tiers: "0.25" }]);
      assert.deepEqual(read, [], usagetype);
      assert.ok(unread.some(({ name }) => name === "dynamoDbStorageGigabyteMonth"));
    }
  });
});

test("the committed list is as the update writes it", async () => {
  const committed = await readFile(
    new URL("../../pricing/price-list.json", import.meta.url),
    "utf8",
  );
  assert.equal(committed, `${JSON.stringify(PRICE_LIST, null, 2)}\n`);
});

test("prices shows what is known of a region, and refuses a region that AppSync is not in", async () => {
  const text = await run(["prices", "--region", "eu-west-1"], now);
  assert.match(text, /operationsPerMillion +1\.00 +2024-10-30/);
  await assert.rejects(
    run(["prices", "--region", "mx-central-1"], now),
    /got mx-central-1, allowed are/,
  );
  await assert.rejects(run(["prices", "--file", "x.json"], now), /--file goes with --update/);
});
