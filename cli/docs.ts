import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { HandlerBundleError } from "../bundle/handler-bundle-error.ts";
import { describeNamespaces } from "../bundle/namespace-schemas.ts";
import { asyncApiDocument } from "./docs/asyncapi-document.ts";
import { withCostModels } from "./docs/cost-models-table.ts";
import { namespaceJsonSchema } from "./docs/json-schemas.ts";

const USAGE = `npm run docs [-- --check]
Writes docs/asyncapi.json and docs/schemas/<namespace>.json from the handlers' schemas, and the table
of resource types in docs/cost.md from the cost models.
  --check  writes nothing and exits with status 1 when a file is out of date`;

const root = fileURLToPath(new URL("..", import.meta.url));

/** The texts of all documents by their path in the project. Throws HandlerBundleError. */
export async function documents(folder: string = root): Promise<ReadonlyMap<string, string>> {
  const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const namespaces = await describeNamespaces(join(folder, "handlers"));
  const text = (document: unknown): string => `${JSON.stringify(document, undefined, 2)}\n`;
  const info = { title: "AppSync Events", version };
  const cost = await readFile(join(folder, "docs", "cost.md"), "utf8");
  return new Map([
    ["docs/cost.md", withCostModels(cost)],
    ["docs/asyncapi.json", text(asyncApiDocument(namespaces, info))],
    ...namespaces.map((described): [string, string] => [
      `docs/schemas/${described.name}.json`,
      text(namespaceJsonSchema(described)),
    ]),
  ]);
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
  console.log(`wrote ${relative(process.cwd(), join(root, path))}`);
}

async function isCurrent(path: string, text: string): Promise<boolean> {
  return (await readFile(join(root, path), "utf8").catch(() => "")) === text;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  for (const [path, text] of await documents()) {
    if (!values.check) {
      await write(path, text);
    } else if (!(await isCurrent(path, text))) {
      console.error(`${path} is out of date: run npm run docs`);
      process.exitCode = 1;
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch((error: unknown) => {
    const usage = error instanceof TypeError && "code" in error;
    if (!usage && !(error instanceof HandlerBundleError)) {
      throw error;
    }
    console.error(usage ? `${error.message}\n${USAGE}` : (error as Error).message);
    process.exitCode = 1;
  });
}
