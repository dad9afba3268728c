import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { asset, type CustomResourceOptions } from "@pulumi/pulumi";
import { zipSync } from "fflate";
import { CompactSign, exportJWK, generateKeyPair, type JWK } from "jose";
import { attestedCode } from "../../policies/stacks/attested-code.ts";
import {
  Archive,
  type Blueprint,
  change,
  type Declared,
  joined,
  type Path,
  type Properties,
  ref,
  type Value,
} from "../../policies/stacks/blueprint.ts";
import { compliant } from "../../policies/stacks/compliant.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine, packFolder } from "./engine-run.ts";

const RULE = "handler-attestation";
const execute = promisify(execFile);

/** The smallest program that a function is judged in. */
const handled: Blueprint = {
  ...Object.fromEntries(
    Object.entries(compliant).filter(([name]) => ["source", "namespace"].includes(name)),
  ),
  api: {
    type: "aws:appsync/api:Api",
    properties: { name: "events", eventConfig: { authProviders: [{ authType: "AWS_IAM" }] } },
  },
};
const lambda = (properties: Properties): Declared => ({
  type: "aws:lambda/function:Function",
  properties: {
    name: "orders",
    runtime: "nodejs24.x",
    handler: "index.handler",
    timeout: 5,
    memorySize: 256,
    ...properties,
  },
});
const withFunction = (properties: Properties): Blueprint => ({
  ...handled,
  function: lambda(properties),
});
const base = withFunction({ code: attestedCode() });
const set = (path: Path, value: Value): Blueprint => change(base, "function", path, value);

const alias = (properties: Properties): Declared => ({
  type: "aws:lambda/alias:Alias",
  properties: { name: "live", functionName: ref("function", "name"), ...properties },
});
const throughAlias = (properties: Properties, more: Blueprint = {}): Blueprint => ({
  ...change(base, "source", ["lambdaConfig", "functionArn"], ref("alias", "arn")),
  ...more,
  alias: alias(properties),
});
const current = { functionVersion: ref("function", "version") };

const examples = fileURLToPath(new URL("../../../examples/python/orders/", import.meta.url));
/** Powertools for Python with pydantic, as AWS publishes it. */
const powertoolsLayer =
  "arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:18";

const { files } = attestedCode();
const attestation = JSON.parse(files["attestation.json"] ?? "");
const otherCode = "export const handler = async () => ({ events: null });\n";
const tampered = { ...files, "index.mjs": `${files["index.mjs"]} ` };
const image = `sha256:${"a".repeat(64)}`;
const sourceCodeHash = Buffer.alloc(32, 7).toString("base64");

/** A program, who is named when it is refused, and what is found. */
interface Case {
  readonly blueprint: Blueprint;
  readonly resource?: string;
  readonly found?: RegExp;
  readonly options?: (name: string) => CustomResourceOptions;
  /** What a value says is not known before the resources exist. */
  readonly undecidedAtFirst?: true;
}

describe("the attestation of handlers", () => {
  const open: EngineRun[] = [];
  const outcomes = new Map<string, Outcome>();
  const analysis = new Map<string, string>();
  let folder: string;
  let server: Server;
  let publicKey: JWK;
  let passing: Readonly<Record<string, Case>>;
  let refused: Readonly<Record<string, Case>>;

  const signer = async () => {
    const keys = await generateKeyPair("ES256", { extractable: true });
    const sign = (more: object) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify({ ...attestation, ...more })))
        .setProtectedHeader({ alg: "ES256" })
        .sign(keys.privateKey);
    return { sign, publicKey: await exportJWK(keys.publicKey) };
  };
  const written = async (name: string, contents: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(contents)) {
      const file = join(folder, name, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    return new Archive({}, new asset.FileArchive(join(folder, name)));
  };
  const zipped = async (name: string, contents: Readonly<Record<string, string>>) => {
    const path = join(folder, `${name}.zip`);
    const bytes = Object.entries(contents).map(([each, text]) => [each, Buffer.from(text)]);
    await writeFile(path, zipSync(Object.fromEntries(bytes)));
    return new Archive({}, new asset.FileArchive(path));
  };
  /** Address of a ZIP file on this machine: the engine itself loads what lies at an address. */
  const served = async (contents: Readonly<Record<string, string>>) => {
    const bytes = Object.entries(contents).map(([each, text]) => [each, Buffer.from(text)]);
    const zip = zipSync(Object.fromEntries(bytes));
    server = createServer((_, response) => response.end(zip)).listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/package.zip`;
  };
  /** The package that the Python example builds, with changes that its build did not see. */
  const python = async (name: string, changes: Readonly<Record<string, string>> = {}) => {
    const script = join(examples, "build.py");
    await execute("python3", ["-B", script, join(folder, name), "--exported"]);
    return withFunction({
      runtime: "python3.13",
      handler: "handler.handler",
      code: await written(name, changes),
      layers: [powertoolsLayer],
    });
  };
  const signed = (jws: string, properties: Properties): Blueprint =>
    withFunction({ environment: { variables: { EVENT_ATTESTATION: jws } }, ...properties });
  const inS3 = { s3Bucket: "packages", s3Key: "orders.zip", sourceCodeHash };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "attestation-"));
    const build = await signer();
    const stranger = await signer();
    publicKey = build.publicKey;
    const { "index.mjs": code = "", ...others } = files;
    const nested = new asset.AssetArchive({
      "index.mjs": new asset.FileAsset(join(folder, "folder", "index.mjs")),
      "schemas.json": new asset.StringAsset(others["schemas.json"] ?? ""),
      "attestation.json": new asset.StringAsset(others["attestation.json"] ?? ""),
    });
    passing = {
      "texts in an archive": { blueprint: base },
      "a folder": { blueprint: set(["code"], await written("folder", files)) },
      "a folder by a relative path": {
        blueprint: set(["code"], new Archive({}, new asset.FileArchive("./folder"))),
      },
      "a ZIP file": { blueprint: set(["code"], await zipped("package", files)) },
      "texts and files in one archive": { blueprint: set(["code"], new Archive({}, nested)) },
      "an alias of the version that the function publishes": { blueprint: throughAlias(current) },
      "the package of the Python example": { blueprint: await python("python") },
      "a signed package in S3": {
        blueprint: signed(await build.sign({ sourceCodeHash }), inS3),
      },
      "a signed image": {
        blueprint: signed(await build.sign({ image }), {
          packageType: "Image",
          imageUri: `registry/events@${image}`,
        }),
      },
      "a layer that AWS publishes, and flags of Node that load nothing": {
        blueprint: withFunction({
          code: attestedCode(),
          layers: [powertoolsLayer],
          environment: {
            variables: { NODE_OPTIONS: "--enable-source-maps --max-old-space-size=200" },
          },
        }),
      },
    };
    const models = await readFile(join(examples, "models.py"), "utf8");
    const schemas = await readFile(join(examples, "schemas.json"), "utf8");
    const ignoring = (target: string, path: string) => (name: string) =>
      name === target ? { ignoreChanges: [path] } : {};
    const variable = (name: string, value: string): Case => ({
      blueprint: set(["environment"], { variables: { [name]: value } }),
      found: new RegExp(`${name} can run other code`),
    });
    refused = {
      "no attestation": {
        blueprint: set(["code"], new Archive({ "index.mjs": code })),
        found: /no attestation\.json/,
      },
      "an attestation copied to another handler's code": {
        blueprint: set(["code"], new Archive({ ...files, "index.mjs": otherCode })),
        found: /index\.mjs of the package is not the file that was attested/,
      },
      "code changed by one byte": {
        blueprint: set(["code"], new Archive(tampered)),
        found: /index\.mjs of the package is not the file/,
      },
      "a file that Lambda would load first": {
        blueprint: set(["code"], new Archive({ ...files, "index.js": otherCode })),
        found: /index\.js of the package is not attested/,
      },
      "schemas changed without the code": {
        blueprint: set(["code"], new Archive({ ...files, "schemas.json": "{}" })),
        found: /schemas\.json of the package is not the file/,
      },
      "the Python example with other schemas than its code was built with": {
        blueprint: await python("python-schemas", { "schemas.json": `${schemas}\n` }),
        found: /schemas\.json of the package is not the file/,
      },
      "the Python example with models that were changed after the build": {
        blueprint: await python("python-models", { "models.py": models.replace("1000", "9999") }),
        found: /models\.py of the package is not the file/,
      },
      "a folder with another file": {
        blueprint: set(["code"], await written("tampered", tampered)),
        found: /index\.mjs of the package is not the file/,
      },
      "a ZIP file with another file": {
        blueprint: set(["code"], await zipped("tampered", tampered)),
        found: /index\.mjs of the package is not the file/,
      },
      "code built for another namespace": {
        blueprint: set(["code"], attestedCode(["chat"])),
        found: /for other namespaces than/,
      },
      "another handler setting": {
        blueprint: set(["handler"], "index.other"),
        found: /handler is/,
      },
      "another runtime": { blueprint: set(["runtime"], "python3.13"), found: /runtime is/ },
      "an image": {
        blueprint: withFunction({ packageType: "Image", imageUri: `registry/events@${image}` }),
        found: /a container image, which the pack cannot compare/,
      },
      "an image by its tag": {
        blueprint: signed(await build.sign({ image }), { imageUri: "registry/events:latest" }),
        found: /by a tag/,
      },
      "another image than was signed": {
        blueprint: signed(await build.sign({ image: `sha256:${"b".repeat(64)}` }), {
          imageUri: `registry/events@${image}`,
        }),
        found: /another image/,
      },
      "a package in S3": { blueprint: withFunction(inS3), found: /a package in S3, which/ },
      "a package in S3 with an attestation that nobody signed": {
        blueprint: signed(JSON.stringify({ ...attestation, sourceCodeHash }), inS3),
        found: /a package in S3, which/,
      },
      "another package in S3 than was signed": {
        blueprint: signed(await build.sign({ sourceCodeHash: "AAAA" }), inS3),
        found: /hash is not the one/,
      },
      "a signature of a stranger": {
        blueprint: signed(await stranger.sign({ sourceCodeHash }), inS3),
        found: /signed by no key/,
      },
      "a package at an address": {
        blueprint: set(["code"], new Archive({}, new asset.RemoteArchive(await served(files)))),
        found: /a package at an address, which/,
      },
      "a wrapper script": variable("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrapper"),
      "flags of Node that load a module": variable("NODE_OPTIONS", "--import=/opt/first.mjs"),
      "another module path": variable("NODE_PATH", "/opt/other"),
      "a library that is loaded first": variable("LD_PRELOAD", "/opt/first.so"),
      "a layer that nobody attested": {
        blueprint: set(["layers"], ["arn:aws:lambda:eu-west-1:123456789012:layer:first:1"]),
        found: /layers\[0\] is a layer/,
      },
      "ignored changes of the code": {
        blueprint: base,
        options: ignoring("function", "code"),
        found: /ignoreChanges keeps what was deployed earlier \(code\)/,
      },
      "ignored changes of everything": {
        blueprint: base,
        options: ignoring("function", "*"),
        found: /ignoreChanges/,
      },
      "an alias with a literal version": {
        blueprint: throughAlias({ functionVersion: "1" }),
        resource: "alias",
        found: /functionVersion is not made from/,
      },
      "an alias of what is not published": {
        blueprint: throughAlias({ functionVersion: "$LATEST" }),
        resource: "alias",
        found: /functionVersion is not made from/,
      },
      "an alias with another function's version": {
        blueprint: throughAlias(
          { functionVersion: ref("other", "version") },
          { other: lambda({ name: "other", code: new Archive({ "index.mjs": otherCode }) }) },
        ),
        resource: "alias",
        found: /functionVersion is not made from/,
      },
      "an alias with weights": {
        blueprint: throughAlias({
          ...current,
          routingConfig: { additionalVersionWeights: { 1: 0.5 } },
        }),
        resource: "alias",
        found: /routingConfig/,
      },
      "an alias that somebody else moves": {
        blueprint: throughAlias(current),
        options: ignoring("alias", "functionVersion"),
        resource: "alias",
        found: /ignoreChanges/,
      },
      "a data source that names an older version": {
        blueprint: change(
          base,
          "source",
          ["lambdaConfig", "functionArn"],
          joined(ref("function", "arn"), ":1"),
        ),
        resource: "source",
        found: /names a version that is not the one/,
        undecidedAtFirst: true,
      },
    };
    await run();
  });
  after(async () => {
    await Promise.all(open.map((each) => each.close()));
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const programs =
    (cases: Readonly<Record<string, Case>>, plain = false) =>
    async () => {
      for (const [at, { blueprint, options }] of Object.values(cases).entries()) {
        register(plain ? base : blueprint, `p${at}-`, plain ? undefined : options);
      }
    };
  const engine = async (): Promise<EngineRun> => {
    const settings = { publicKeys: [publicKey], projectFolder: folder };
    const each = await openEngine({ packConfig: { [RULE]: settings } });
    open.push(each);
    return each;
  };
  /** `./folder` starts at the folder that the engine runs in. */
  const placed = async (each: EngineRun): Promise<EngineRun> => {
    for (const [path, text] of Object.entries(files)) {
      const file = join(each.stack.workspace.workDir, "folder", path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    return each;
  };
  const run = async () => {
    const good = await placed(await engine());
    outcomes.set("passing new", await good.preview(programs(passing)));
    outcomes.set("passing update", await good.update(programs(passing)));
    outcomes.set("passing existing", await good.preview(programs(passing)));
    const bad = await engine();
    outcomes.set("new", await bad.preview(programs(refused)));
    outcomes.set("update", await bad.update(programs(refused)));
    analysis.set("refused", await analyzed(bad));
    const weakened = await engine();
    await weakened.update(programs(refused, true));
    outcomes.set("existing", await weakened.preview(programs(refused)));
  };
  /** What `pulumi policy analyze` says about the exported state. */
  const analyzed = async ({ stack }: EngineRun): Promise<string> => {
    const { workDir, envVars, pulumiCommand } = stack.workspace;
    const state = join(workDir, "state.json");
    await writeFile(state, JSON.stringify(await stack.exportStack()));
    const settings = join(workDir, "policy-settings.json");
    const pack = ["--policy-pack", packFolder, "--policy-pack-config", settings];
    const args = ["policy", "analyze", ...pack, "--file", state];
    const env = { ...process.env, ...envVars };
    const options = { cwd: workDir, env, maxBuffer: 2 ** 26 };
    const { stdout } = await execute(pulumiCommand.command, args, options).catch(
      (error: { stdout: string }) => error,
    );
    return stdout;
  };
  const said = (outcome: Outcome | undefined) =>
    (outcome?.reported ?? []).filter(({ policy }) => policy === RULE);

  it("passes packages that are what was attested, at each moment", () => {
    for (const when of ["passing new", "passing update", "passing existing"]) {
      // The programs have no web ACL: what is said about that shows that the pack has judged them.
      const judged = outcomes
        .get(when)
        ?.reported.filter(({ policy }) => policy === "namespace-waf");
      assert.equal(judged?.length, Object.keys(passing).length);
      const findings = said(outcomes.get(when)).map(({ resource, message }) => {
        const name = Object.keys(passing)[Number(/^p(\d+)/.exec(resource)?.[1])];
        return `${when}: ${name}: ${message}`;
      });
      assert.deepEqual(findings, []);
    }
  });

  it("refuses every way to run other code, at each moment, and names what was found", () => {
    for (const when of ["new", "update", "existing"]) {
      const missed = Object.entries(refused).flatMap(([name, each], at) => {
        if (when === "new" && each.undecidedAtFirst) return [];
        const wanted = `p${at}-${each.resource ?? "function"}`;
        const own = said(outcomes.get(when)).filter(({ resource }) => resource === wanted);
        const caught = own.some(
          ({ level, message }) => level === "mandatory" && each.found?.test(message),
        );
        return caught ? [] : [`${when}: ${name}: ${own.map(({ message }) => message)}`];
      });
      assert.deepEqual(missed, []);
    }
  });

  it("refuses the same in a state file", () => {
    const text = analysis.get("refused") ?? "";
    const missed = Object.entries(refused).filter(([, each], at) => {
      const wanted = `"p${at}-${each.resource ?? "function"}": `;
      const lines = text.split("\n").filter((line) => line.includes(wanted));
      return !lines.some((line) => each.found?.test(line));
    });
    assert.deepEqual(
      missed.map(([name]) => name),
      [],
    );
  });
});
