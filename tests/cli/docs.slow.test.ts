import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Parser } from "@asyncapi/parser";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Type } from "typebox";
import { Compile } from "typebox/schema";
import { asyncApiDocument } from "../../cli/docs/asyncapi-document.ts";
import { namespaceJsonSchema } from "../../cli/docs/json-schemas.ts";
import { documents } from "../../cli/docs.ts";
import { channel, channelNamespace } from "../../runtime/channel-namespace.ts";
import { jsonSchema } from "../../runtime/json-schema.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

async function faultsOf(text: string): Promise<string[]> {
  const { diagnostics } = await new Parser().parse(text);
  return diagnostics
    .filter(({ severity }) => severity <= 1)
    .filter(({ code }) => code !== "asyncapi-latest-version")
    .map(({ code, message, path }) => `${code} ${path.join("/")}: ${message}`);
}

describe("npm run docs", () => {
  let texts: ReadonlyMap<string, string>;
  before(async () => {
    texts = await documents();
  });
  const textOf = (path: string): string => texts.get(path) ?? assert.fail(`${path} was not made`);

  test("describes every namespace in an AsyncAPI document that the official parser finds valid", async () => {
    const text = textOf("docs/asyncapi.json");
    assert.deepEqual(await faultsOf(text), []);
    const { document } = await new Parser().parse(text);
    const addresses = document
      ?.channels()
      .all()
      .map((described) => described.address());
    assert.deepEqual(addresses?.sort(), [
      "/chat/rooms/{rest}",
      "/default/notifications",
      "/default/readings/{rest}",
      "/orders/{rest}",
    ]);
    assert.equal(document?.operations().filterByReceive().length, 4);
  });

  test("gives publishers a JSON Schema that takes what the handler takes", () => {
    const { $defs } = JSON.parse(textOf("docs/schemas/chat.json"));
    const message = Compile($defs["publish /chat/rooms/*"]);
    assert.equal(message.Check({ text: "hello" }), true);
    assert.equal(message.Check({ text: "" }), false);
    assert.equal(message.Check({ text: "hello", more: 1 }), false);
  });

  test("has left current documents in the repository", async () => {
    for (const [path, text] of texts) {
      assert.equal(await readFile(`${root}/${path}`, "utf8"), text, `${path}: run npm run docs`);
    }
  });

  test("keeps cyclic schemas valid, as components of the document", async () => {
    const Tree = Type.Cyclic(
      { Node: Type.Object({ children: Type.Array(Type.Ref("Node")) }) },
      "Node",
    );
    const namespace = channelNamespace({ channels: { "/trees/a": channel({ schema: Tree }) } });
    const document = asyncApiDocument([{ name: "trees", namespace }], { title: "T", version: "1" });
    assert.deepEqual(await faultsOf(JSON.stringify(document)), []);
    assert.match(JSON.stringify(document), /"\$ref":"#\/components\/schemas\/trees\.Node"/);
  });

  test("writes schemas of every dialect so that their references are found", async () => {
    const Old = jsonSchema(
      {
        description: "An order",
        properties: { line: { $ref: "#/definitions/line" } },
        required: ["line"],
        definitions: {
          line: { items: [{ type: "string" }], additionalItems: false, minItems: 1 },
        },
      },
      { dialect: "draft-07" },
    );
    const Other = jsonSchema({ $ref: "#/$defs/line", $defs: { line: { type: "string" } } });
    const namespace = channelNamespace({
      channels: { "/old/a": channel({ schema: Old }), "/old/b": channel({ schema: Other }) },
    });
    const { $defs, ...root } = namespaceJsonSchema({ name: "old", namespace });
    const definitions = $defs as Readonly<Record<string, Record<string, unknown>>>;
    assert.equal(definitions["publish /old/a"]?.description, "An order");
    const ajv = new Ajv2020({ strict: false });
    const check = ajv.compile({ ...root, $defs, $ref: "#/$defs/publish%20~1old~1a" });
    assert.deepEqual(
      [{ line: ["a"] }, { line: [1] }, { line: ["a", "b"] }, {}].map((value) => check(value)),
      [true, false, false, false],
    );
    const document = asyncApiDocument([{ name: "old", namespace }], { title: "T", version: "1" });
    assert.deepEqual(await faultsOf(JSON.stringify(document)), []);
    const { schemas } = document.components as { schemas: Record<string, unknown> };
    assert.deepEqual(Object.keys(schemas), ["old.line", "old2.line"]);
  });
});
