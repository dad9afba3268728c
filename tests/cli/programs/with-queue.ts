import * as aws from "@pulumi/aws";
import program from "../../../index.ts";

/** The program with a resource that no cost model knows. */
export default async function programWithQueue(): Promise<Record<string, unknown>> {
  const outputs = await program();
  new aws.sqs.Queue("later", { name: "later" });
  return outputs;
}
