import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import service from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { computedOutputs, UNKNOWN_TEXT } from "../../policies/stacks/computed-outputs.ts";

type Properties = Record<string, JavaScriptValue>;

/** Inputs of resources that AWS already has, by id, for programs that import them. */
export type ExistingResources = Readonly<Record<string, Properties>>;

function computedFor(urn: string): Properties {
  const [type = "", name = ""] = urn.split("::").slice(2);
  return computedOutputs(type, name);
}

function properties(from: { toJavaScript(): Properties } | undefined): Properties {
  return from?.toJavaScript() ?? {};
}

function toStruct(from: Properties) {
  return struct.Struct.fromJavaScript(from);
}

/**
 * A resource provider for any package: it takes every resource as it comes, answers its inputs and
 * the outputs that AWS would add, and leaves those unknown during a preview. Programs that the
 * embedded stage would refuse to run can be judged by the policy pack with it.
 */
export async function serveEchoProvider(
  existing: ExistingResources = {},
): Promise<{ port: number; close: () => void }> {
  const server = new grpc.Server();
  server.addService(service.ResourceProviderService, { ...handlers, read: reader(existing) });
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind("127.0.0.1:0", grpc.ServerCredentials.createInsecure());
  return { port, close: () => server.forceShutdown() };
}

type Answer<T> = (error: null, response: T) => void;
type Call<T> = { readonly request: T };

function configure(_: unknown, answer: Answer<InstanceType<typeof proto.ConfigureResponse>>) {
  const response = new proto.ConfigureResponse();
  response.setAcceptsecrets(false);
  response.setSupportspreview(true);
  answer(null, response);
}

function check(
  { request }: Call<InstanceType<typeof proto.CheckRequest>>,
  answer: Answer<InstanceType<typeof proto.CheckResponse>>,
) {
  const response = new proto.CheckResponse();
  response.setInputs(toStruct(properties(request.getNews())));
  answer(null, response);
}

function diff(
  { request }: Call<InstanceType<typeof proto.DiffRequest>>,
  answer: Answer<InstanceType<typeof proto.DiffResponse>>,
) {
  const response = new proto.DiffResponse();
  const before = JSON.stringify(properties(request.getOldInputs()));
  const changed = before !== JSON.stringify(properties(request.getNews()));
  const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
  response.setChanges(changed ? DIFF_SOME : DIFF_NONE);
  answer(null, response);
}

function create(
  { request }: Call<InstanceType<typeof proto.CreateRequest>>,
  answer: Answer<InstanceType<typeof proto.CreateResponse>>,
) {
  const inputs = properties(request.getProperties());
  const outputs = computedFor(request.getUrn());
  if (request.getPreview()) {
    for (const key of Object.keys(outputs)) {
      outputs[key] = UNKNOWN_TEXT;
    }
  }
  const response = new proto.CreateResponse();
  const id = String(outputs.apiId ?? outputs.arn);
  if (!request.getPreview()) {
    response.setId(id);
  }
  response.setProperties(toStruct({ ...inputs, ...outputs }));
  answer(null, response);
}

function update(
  { request }: Call<InstanceType<typeof proto.UpdateRequest>>,
  answer: Answer<InstanceType<typeof proto.UpdateResponse>>,
) {
  const response = new proto.UpdateResponse();
  const olds = properties(request.getOlds());
  const given = computedFor(request.getUrn());
  const kept = Object.entries(olds).filter(([key]) => key in given);
  const news = properties(request.getNews());
  response.setProperties(toStruct({ ...news, ...Object.fromEntries(kept) }));
  answer(null, response);
}

function reader(existing: ExistingResources) {
  return (
    { request }: Call<InstanceType<typeof proto.ReadRequest>>,
    answer: Answer<InstanceType<typeof proto.ReadResponse>>,
  ) => {
    const response = new proto.ReadResponse();
    const inputs = existing[request.getId()];
    response.setId(request.getId());
    response.setInputs(inputs === undefined ? request.getInputs() : toStruct(inputs));
    const outputs = inputs && toStruct({ ...inputs, ...computedFor(request.getUrn()) });
    response.setProperties(outputs ?? request.getProperties());
    answer(null, response);
  };
}

/** What the program asks AWS about the account and region. */
const ANSWERS: Record<string, Properties> = {
  "aws:index/getCallerIdentity:getCallerIdentity": { accountId: "123456789012" },
  "aws:index/getRegion:getRegion": { name: "eu-west-1", region: "eu-west-1" },
  "aws:index/getPartition:getPartition": { partition: "aws", dnsSuffix: "amazonaws.com" },
};

/** The document as the AWS provider writes it: lists of one are texts. */
function policyDocument({ statements = [] }: Properties): Properties {
  const one = (list: JavaScriptValue) =>
    Array.isArray(list) && list.length === 1 ? (list[0] ?? null) : list;
  const all = (statements as Properties[]).map(({ effect, actions, resources }) => ({
    Effect: effect ?? "Allow",
    Action: one(actions ?? []),
    Resource: one(resources ?? []),
  }));
  return { json: JSON.stringify({ Version: "2012-10-17", Statement: all }) };
}

function invoke(
  { request }: Call<InstanceType<typeof proto.InvokeRequest>>,
  answer: Answer<InstanceType<typeof proto.InvokeResponse>>,
) {
  const response = new proto.InvokeResponse();
  const token = request.getTok();
  const document = token === "aws:iam/getPolicyDocument:getPolicyDocument";
  const given = properties(request.getArgs());
  response.setReturn(toStruct(document ? policyDocument(given) : (ANSWERS[token] ?? {})));
  answer(null, response);
}

function nothing(_: unknown, answer: Answer<InstanceType<typeof empty.Empty>>) {
  return answer(null, new empty.Empty());
}

const handlers = {
  attach: nothing,
  cancel: nothing,
  delete: nothing,
  invoke,
  configure,
  check,
  checkConfig: check,
  diff,
  diffConfig: (_: unknown, answer: Answer<InstanceType<typeof proto.DiffResponse>>) =>
    answer(null, new proto.DiffResponse()),
  create,
  update,
  getPluginInfo: (_: unknown, answer: Answer<InstanceType<typeof plugin.PluginInfo>>) => {
    const info = new plugin.PluginInfo();
    info.setVersion("7.48.0");
    answer(null, info);
  },
};
