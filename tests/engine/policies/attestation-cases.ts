import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asset, type CustomResourceOptions } from "@pulumi/pulumi";
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
import {
  type AttestedPackages,
  newSigner,
  pythonExample,
  type Signer,
} from "./attested-packages.ts";

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
function lambda(properties: Properties): Declared {
  return {
    type: "aws:lambda/function:Function",
    properties: {
      name: "orders",
      runtime: "nodejs24.x",
      handler: "index.handler",
      timeout: 5,
      memorySize: 256,
      ...properties,
    },
  };
}

function withFunction(properties: Properties): Blueprint {
  return {
    ...handled,
    function: lambda(properties),
  };
}

export const base = withFunction({ code: attestedCode() });
function set(path: Path, value: Value): Blueprint {
  return change(base, "function", path, value);
}

function alias(properties: Properties): Declared {
  return {
    type: "aws:lambda/alias:Alias",
    properties: { name: "live", functionName: ref("function", "name"), ...properties },
  };
}

function throughAlias(properties: Properties, more: Blueprint = {}): Blueprint {
  return {
    ...change(base, "source", ["lambdaConfig", "functionArn"], ref("alias", "arn")),
    ...more,
    alias: alias(properties),
  };
}

const current = { functionVersion: ref("function", "version") };

/** Powertools for Python with pydantic, as AWS publishes it. */
const POWERTOOLS_LAYER =
  "arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:18";

const { files } = attestedCode();
const attestation = JSON.parse(files["attestation.json"] ?? "");
const OTHER_CODE = "export const handler = async () => ({ events: null });\n";
const tampered = { ...files, "index.mjs": `${files["index.mjs"]} ` };
const image = `sha256:${"a".repeat(64)}`;
const sourceCodeHash = Buffer.alloc(32, 7).toString("base64");

/** A program, who is named when it is refused, and what is found. */
export interface Case {
  readonly blueprint: Blueprint;
  readonly resource?: string;
  readonly found?: RegExp;
  readonly options?: (name: string) => CustomResourceOptions;
  /** What a value says is not known before the resources exist. */
  readonly undecidedAtFirst?: true;
}

export type Cases = Readonly<Record<string, Case>>;

function signed(jws: string, properties: Properties): Blueprint {
  return withFunction({ environment: { variables: { EVENT_ATTESTATION: jws } }, ...properties });
}

const inS3 = { s3Bucket: "packages", s3Key: "orders.zip", sourceCodeHash };
function python(code: Archive): Blueprint {
  return withFunction({
    runtime: "python3.13",
    handler: "handler.handler",
    code,
    layers: [POWERTOOLS_LAYER],
  });
}

/** Functions that are what a build attested, in every form of package. */
export async function passingCases(packages: AttestedPackages, build: Signer): Promise<Cases> {
  const { "schemas.json": schemas = "", "attestation.json": attested = "" } = files;
  const nested = new asset.AssetArchive({
    "index.mjs": new asset.FileAsset(join(packages.folder, "folder", "index.mjs")),
    "schemas.json": new asset.StringAsset(schemas),
    "attestation.json": new asset.StringAsset(attested),
  });
  return {
    "texts in an archive": { blueprint: base },
    "a folder": { blueprint: set(["code"], await packages.inFolder("folder", files)) },
    "a folder by a relative path": {
      blueprint: set(["code"], new Archive({}, new asset.FileArchive("./folder"))),
    },
    "a ZIP file": { blueprint: set(["code"], await packages.inZip("package", files)) },
    "texts and files in one archive": { blueprint: set(["code"], new Archive({}, nested)) },
    "an alias of the version that the function publishes": { blueprint: throughAlias(current) },
    "the package of the Python example": { blueprint: python(await packages.ofPython("python")) },
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
        layers: [POWERTOOLS_LAYER],
        environment: {
          variables: { NODE_OPTIONS: "--enable-source-maps --max-old-space-size=200" },
        },
      }),
    },
  };
}

/** Functions that run, or may run, other code than a build attested. */
export async function refusedCases(packages: AttestedPackages, build: Signer): Promise<Cases> {
  const stranger = await newSigner();
  const { "index.mjs": code = "" } = files;
  const models = await readFile(join(pythonExample, "models.py"), "utf8");
  const schemas = await readFile(join(pythonExample, "schemas.json"), "utf8");
  const ignoring = (target: string, path: string) => (name: string) =>
    name === target ? { ignoreChanges: [path] } : {};
  const variable = (name: string, value: string): Case => ({
    blueprint: set(["environment"], { variables: { [name]: value } }),
    found: new RegExp(`${name} can run other code`),
  });
  return {
    "no attestation": {
      blueprint: set(["code"], new Archive({ "index.mjs": code })),
      found: /no attestation\.json/,
    },
    "an attestation copied to another handler's code": {
      blueprint: set(["code"], new Archive({ ...files, "index.mjs": OTHER_CODE })),
      found: /index\.mjs of the package is not the file that was attested/,
    },
    "code changed by one byte": {
      blueprint: set(["code"], new Archive(tampered)),
      found: /index\.mjs of the package is not the file/,
    },
    "a file that Lambda would load first": {
      blueprint: set(["code"], new Archive({ ...files, "index.js": OTHER_CODE })),
      found: /index\.js of the package is not attested/,
    },
    "schemas changed without the code": {
      blueprint: set(["code"], new Archive({ ...files, "schemas.json": "{}" })),
      found: /schemas\.json of the package is not the file/,
    },
    "the Python example with other schemas than its code was built with": {
      blueprint: python(
        await packages.ofPython("python-schemas", { "schemas.json": `${schemas}\n` }),
      ),
      found: /schemas\.json of the package is not the file/,
    },
    "the Python example with models that were changed after the build": {
      blueprint: python(
        await packages.ofPython("python-models", { "models.py": models.replace("1000", "9999") }),
      ),
      found: /models\.py of the package is not the file/,
    },
    "a folder with another file": {
      blueprint: set(["code"], await packages.inFolder("tampered", tampered)),
      found: /index\.mjs of the package is not the file/,
    },
    "a ZIP file with another file": {
      blueprint: set(["code"], await packages.inZip("tampered", tampered)),
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
      found: /not signed by a key/,
    },
    "a package at an address": {
      blueprint: set(["code"], await packages.atAddress(files)),
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
        { other: lambda({ name: "other", code: new Archive({ "index.mjs": OTHER_CODE }) }) },
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
}
