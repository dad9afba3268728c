import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  bundleAuthorizer,
  bundleHandler,
  type HandlerBundleError,
} from "../../bundle/handler-bundle.ts";
import { describeNamespaces } from "../../bundle/namespace-schemas.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const runtime = join(root, "runtime/channel-namespace.ts");
let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "handlers-"));
});
after(() => rm(folder, { recursive: true }));

async function written(name: string, source: string, file = "index.ts"): Promise<string> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, file), source);
  return join(folder, name);
}

function namespaceSource(name: string, schema: string, more = ""): string {
  return `
  import { Type } from "typebox";
  import { channel, channelNamespace } from ${JSON.stringify(runtime)};
  ${more}
  export default channelNamespace({ channels: { "/${name}/a": channel({ schema: ${schema} }) } });
`;
}

async function fails(path: string, expected: RegExp): Promise<void> {
  await assert.rejects(bundleHandler(path), (error: HandlerBundleError) => {
    assert.equal(error.name, "HandlerBundleError");
    assert.match(error.message, expected);
    assert.doesNotMatch(error.message, /\n\s+at /);
    return true;
  });
}

describe("a bundle", () => {
  test("has the same bytes wherever the project lies and whatever the working folder is", async () => {
    const elsewhere = join(folder, "another place/with spaces");
    for (const part of [
      "aws-facts",
      "bundle",
      "handlers",
      "pricing",
      "runtime",
      "shared",
      "package.json",
    ]) {
      await cp(join(root, part), join(elsewhere, part), { recursive: true });
    }
    await symlink(join(root, "node_modules"), join(elsewhere, "node_modules"));
    const script = `
      const { bundleHandler } = await import(${JSON.stringify(join(elsewhere, "bundle/handler-bundle.ts"))});
      console.log((await bundleHandler(${JSON.stringify(join(elsewhere, "handlers/chat"))})).codeSha256);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", script],
      { cwd: tmpdir() },
    );
    const { codeSha256, code } = await bundleHandler(join(root, "handlers/chat"));
    assert.equal(stdout.trim(), codeSha256);
    assert.ok(!code.includes(root), "no path of this machine is in it");
  });

  test("compiles nothing when it starts and holds no TypeBox", async () => {
    const { code } = await bundleHandler(join(root, "handlers/default"));
    assert.doesNotMatch(code, /new Function|\beval\(|Function\(/);
    assert.doesNotMatch(code, /~kind|IsSchema|TypeBox\b(?! schemas exist)/);
  });

  test("of every namespace without an AWS SDK takes at most 72 KiB", async () => {
    const namespaces = await describeNamespaces(join(root, "handlers"));
    const bundles = await Promise.all(
      namespaces.map(({ name }) => bundleHandler(join(root, "handlers", name))),
    );
    const small = bundles.filter(({ code }) => !code.includes("aws-sdk"));
    assert.ok(small.length >= 2);
    for (const { namespace, code } of small) {
      const bytes = Buffer.byteLength(code);
      assert.ok(bytes <= 72 * 1024, `${namespace} takes ${bytes} bytes`);
    }
  });

  test("leaves the names alone by which packages call what Lambda's runtime gives them", async () => {
    const { code } = await bundleHandler(join(root, "handlers/default"));
    for (const name of ["getXRayTraceId", "getRequestId", "InvokeStore", "addContext"]) {
      assert.ok(code.includes(name), name);
    }
  });

  test("shows an edited schema at once, in code and digest", async () => {
    const path = await written("edited", namespaceSource("edited", "Type.String()"));
    const first = await bundleHandler(path);
    await written("edited", namespaceSource("edited", "Type.Number()"));
    const second = await bundleHandler(path);
    assert.notEqual(first.schemasDigest, second.schemasDigest);
    await written("edited", namespaceSource("edited", "Type.String()"));
    assert.deepEqual(await bundleHandler(path), first);
  });

  test("shows an edited module that the namespace imports", async () => {
    const path = await written(
      "parts",
      namespaceSource("parts", "Part", 'import { Part } from "./part.ts";'),
    );
    const part = (schema: string) =>
      written("parts", `import { Type } from "typebox"; export const Part = ${schema};`, "part.ts");
    await part("Type.String()");
    const first = await bundleHandler(path);
    await part("Type.Boolean()");
    assert.notEqual((await bundleHandler(path)).schemasDigest, first.schemasDigest);
  });

  test("has a digest that changes with its schemas only", async () => {
    const a = await written(
      "order",
      namespaceSource("order", "Type.Object({ a: Type.String(), b: Type.Null() }, { title: 'x' })"),
    );
    const first = await bundleHandler(a);
    await written(
      "order",
      namespaceSource(
        "order",
        "Type.Object({ a: Type.String(), b: Type.Null() }, { title: 'x' })",
        "// a comment",
      ),
    );
    assert.equal((await bundleHandler(a)).schemasDigest, first.schemasDigest);
    assert.match(first.schemasDigest, /^sha256:[0-9a-f]{64}$/);
  });

  test("attests its schemas and every other file of the package by digest", async () => {
    const path = await written("attested", namespaceSource("attested", "Type.String()"));
    const { attestation, code, schemas, schemasDigest } = await bundleHandler(path);
    const digest = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
    assert.deepEqual(attestation.namespaces, ["attested"]);
    assert.deepEqual(attestation.files, {
      "index.mjs": digest(code),
      "schemas.json": digest(schemas),
    });
    assert.equal(attestation.schemasDigest, digest(schemas));
    assert.equal(attestation.schemasDigest, schemasDigest);
    assert.deepEqual(JSON.parse(schemas)["/attested/a"]?.event, { type: "string" });
    await written(
      "attested",
      namespaceSource("attested", "Type.String({ description: 'no check' })"),
    );
    assert.equal((await bundleHandler(path)).attestation.schemasDigest, schemasDigest);
    await written("attested", namespaceSource("attested", "Type.String({ maxLength: 9 })"));
    assert.notEqual((await bundleHandler(path)).attestation.schemasDigest, schemasDigest);
  });

  test("brings the X-Ray SDK only to a namespace that asks for tracing", async () => {
    const plain = await written("traced", namespaceSource("traced", "Type.String()"));
    const small = await bundleHandler(plain);
    const source = namespaceSource("traced", "Type.String()").replace(
      "channels:",
      "tracing: true, channels:",
    );
    const large = await bundleHandler(await written("traced", source));
    assert.ok(!small.code.includes("AWS_XRAY"));
    assert.ok(large.code.includes("AWS_XRAY"));
  });

  test("of the authorizer exports a handler", async () => {
    const { code, codeSha256 } = await bundleAuthorizer(join(root, "handlers/authorizer"));
    assert.match(code, /export\{\w+ as handler\}/);
    assert.match(codeSha256, /^[0-9a-f]{64}$/);
  });
});

describe("bundling fails with file, fault and fix for", () => {
  test("a folder that does not exist", () =>
    fails(join(root, "handlers/nowhere"), /^handlers\/nowhere: no such folder\. .*index\.ts/));

  test("a folder without index.ts", async () =>
    fails(
      await written("empty", "", "other.ts"),
      /empty\/index\.ts: no such file\. .*channelNamespace/,
    ));

  test("a default export that is not a namespace", async () => {
    await fails(await written("none", "export const a = 1;"), /index\.ts:1:1: .*\(got none\)/);
    await fails(await written("none", "export default {};"), /index\.ts:1:1: .*\(got an object\)/);
    await fails(await written("none", "export default null;"), /index\.ts:1:1: .*\(got null\)/);
    const unmade = `export { channelNamespace as default } from ${JSON.stringify(runtime)};`;
    await fails(await written("none", unmade), /index\.ts:1:1: .*\(got a function\)/);
  });

  test("a namespace whose parts have other shapes than their types say", async () => {
    const channels = '{ "/shape/a": channel({ schema: Type.Object({}) }) }';
    for (const [settings, fault] of [
      ["null", "channels must be an object of channels by path, got none"],
      ["{ channels: null }", "channels must be an object of channels by path, got null"],
      ["{ channels: [] }", "channels must be an object of channels by path, got a list"],
      [`{ channels: ${channels}, wildcardSubscriptions: null }`, "wildcardSubscriptions must be "],
      [
        `{ channels: ${channels}, wildcardSubscriptions: { "/shape/*": true } }`,
        "wildcardSubscriptions: /shape/\\* must be a function, got true",
      ],
      [`{ channels: ${channels}, environment: null }`, "environment must be .*, got null"],
      [
        `{ channels: ${channels}, environment: { schema: {} } }`,
        "environment must be what environmentVariables\\(\\) returns, got an object",
      ],
      [`{ channels: ${channels}, secrets: [] }`, "secrets must be .*, got a list"],
      [`{ channels: ${channels}, tracing: "no" }`, 'tracing must be true or false, got "no"'],
      [`{ channels: ${channels}, description: 1 }`, "description must be a text, got 1"],
      [
        '{ channels: { "/shape/a": channel({ schema: Type.Object({}), publish: 1 }) } }',
        "channel /shape/a: publish must be a function, got 1",
      ],
      ['{ channels: { "/shape/a": null } }', "channel /shape/a has no schema"],
    ] as const) {
      const source = `
        import { Type } from "typebox";
        import { channel, channelNamespace } from ${JSON.stringify(runtime)};
        export default channelNamespace(${settings});`;
      await fails(await written("shape", source), new RegExp(`index\\.ts:1:1: ${fault}`));
    }
  });

  test("a syntax error, at its line and column", async () =>
    fails(
      await written("broken", "const a = 1;\nconst = 2;\n"),
      /broken\/index\.ts:2:7: Expected identifier/,
    ));

  test("an import that cannot be resolved", async () =>
    fails(
      await written("lost", '\nimport "./missing.ts";'),
      /lost\/index\.ts:2:8: Could not resolve "\.\/missing\.ts"/,
    ));

  test("a module that throws, by the path it has and not the one it is evaluated at", async () => {
    const source = 'import { broken } from "./broken.ts";\nexport default broken();\n';
    const path = await written("helping", source);
    await written("helping", "export function broken() {\n  throw 1 as never;\n}", "broken.ts");
    await fails(path, new RegExp(`^${path}/index.ts:1:1: evaluating the handler fails: 1`));
    const thrown = "export function broken() {\n  throw new Error('late');\n}";
    await written("helping", thrown, "broken.ts");
    await fails(path, new RegExp(`^${path}/broken.ts:2:9: evaluating the handler fails: late`));
  });

  test("a module that throws when it is evaluated, at the line that throws", async () =>
    fails(
      await written("throwing", 'const a = 1;\n\nthrow new Error("no table " + a);'),
      /throwing\/index\.ts:3:7: evaluating the handler fails: no table 1/,
    ));

  test("TypeBox's type engine in a handler", async () => {
    const more = 'import { Value } from "typebox/value"; export const used = Value;';
    await fails(
      await written("engine", namespaceSource("engine", "Type.String()", more)),
      /engine\/index\.ts:\d+:\d+: "typebox\/value" cannot be used in a handler/,
    );
  });

  test("a schema that is not one, with file, channel, place and fix", async () => {
    const zod = 'import { z } from "zod";';
    await fails(
      await written("zod", namespaceSource("zod", "z.object({ a: z.string() })", zod)),
      /zod\/index\.ts:1:1: channel \/zod\/a: the schema must be a schema of TypeBox .*got one of Zod\. Fix: .*toJSONSchema/,
    );
    const schema = "Type.Object({ a: Type.String({ maxLenght: 3 }), b: Type.BigInt() })";
    const path = await written("faults", namespaceSource("faults", schema));
    await fails(
      path,
      /channel \/faults\/a: schema \/properties\/a\/maxLenght .*Fix: write maxLength\./,
    );
    await fails(path, /channel \/faults\/a: schema \/properties\/b\/type .*got "bigint"\. Fix: /);
  });

  test("a broadcast's schema and the variables' schema, as a channel's", async () => {
    const source = namespaceSource(
      "both",
      "Type.String(), broadcast: Type.Refine(Type.String(), () => true)",
    );
    await fails(
      await written("both", source),
      /broadcast of channel \/both\/a: the schema holds a function \(Type\.Refine/,
    );
    const environment = join(root, "runtime/environment.ts");
    const variables = 'environmentVariables(Type.Object({ A: Type.String({ patern: "a" }) }))';
    const withVariables = namespaceSource(
      "variables",
      "Type.String()",
      `import { environmentVariables } from ${JSON.stringify(environment)};`,
    ).replace("channels:", `environment: ${variables}, channels:`);
    await fails(
      await written("variables", withVariables),
      /environment variables: schema \/properties\/A\/patern .*write pattern/,
    );
  });

  test("a schema from a JSON file as one that was written here", async () => {
    const helper = join(root, "runtime/json-schema.ts");
    const more = `
      import schema from "./order.schema.json" with { type: "json" };
      import { jsonSchema } from ${JSON.stringify(helper)};`;
    const path = await written("file", namespaceSource("file", "jsonSchema(schema)", more));
    const file = (schema: object) => written("file", JSON.stringify(schema), "order.schema.json");
    const $schema = "http://json-schema.org/draft-07/schema#";
    await file({ $schema, type: "object", definitions: { a: {} }, requird: ["id"] });
    await fails(path, /channel \/file\/a: schema \/requird .*Fix: write required\./);
    await file({ $schema, type: "object", required: ["id"] });
    assert.match((await bundleHandler(path)).schemasDigest, /^sha256:/);
  });

  test("a path outside the namespace, or none that can be routed", async () => {
    await fails(
      await written("paths", namespaceSource("other", "Type.String()")),
      /\/other\/a lies outside the namespace.*\/paths\//,
    );
    const source = namespaceSource("paths", "Type.String()").replace("/paths/a", "/paths/*/a");
    await fails(await written("paths", source), /\/paths\/\*\/a is not a channel path/);
  });
});
