import * as aws from "@pulumi/aws";
import program from "../../../index.ts";

/** The program with a resource that no cost model knows. */
export default async function programWithStream(): Promise<Record<string, unknown>> {
  const outputs = await program();
  new aws.kinesis.Stream("later", { name: "later" });
  return outputs;
}
