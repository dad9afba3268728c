import { fileURLToPath } from "node:url";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { previewCommand } from "../../cli/preview/preview-command.ts";

// Previews a program whose assets have no content, in a process of its own: the SDK rejects promises of
// such a program that nobody awaits, and a test runner takes them for its own.
const root = fileURLToPath(new URL("../..", import.meta.url));
async function program() {
  const text = new pulumi.asset.StringAsset("");
  new aws.s3.BucketObject("plain", { bucket: "logs", source: text });
  new aws.s3.BucketObject("later", { bucket: "logs", source: pulumi.output(text) });
  const code = new pulumi.asset.AssetArchive({ "index.mjs": text });
  new aws.lambda.Function("nested", { role: "arn:aws:iam::123456789012:role/r", code });
}

const { text, passed } = await previewCommand({ root, program, stage: "prod", now: new Date() });
console.log(text);
process.exitCode = passed ? 0 : 1;
