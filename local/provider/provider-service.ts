import {
  type handleUnaryCall,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type {
  CheckRequest,
  CheckResponse,
  CreateRequest,
  CreateResponse,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  InvokeRequest,
  InvokeResponse,
  ReadRequest,
  ReadResponse,
  UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { fromStruct, toStruct } from "../../shared/properties.ts";
import type { Provider } from "./provider.ts";

/** Methods that this provider has; the engine is told of the others that they are not there. */
export type ProviderMethods = Pick<
  IResourceProviderServer,
  | "attach"
  | "cancel"
  | "check"
  | "checkConfig"
  | "configure"
  | "create"
  | "delete"
  | "diff"
  | "diffConfig"
  | "getPluginInfo"
  | "invoke"
  | "read"
  | "update"
>;

/** Pulumi's provider protocol (`pulumi/provider.proto`) over the provider's plain answers. */
export function providerMethods(provider: Provider, version: string): ProviderMethods {
  const empty = () => new emptyProto.Empty();
  return {
    attach: unary(async () => empty()),
    cancel: unary(async () => empty()),
    getPluginInfo: unary(async () => new pluginProto.PluginInfo().setVersion(version)),
    checkConfig: unary(async (request: CheckRequest) =>
      new proto.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: unary(async () =>
      new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE),
    ),
    configure: unary(async (request) => {
      provider.configure(fromStruct(request.getArgs()));
      // Secrets arrive as their values; the engine marks what comes back as it was.
      return new proto.ConfigureResponse().setSupportspreview(true);
    }),
    check: unary((request) => check(provider, request)),
    diff: unary((request) => diff(provider, request)),
    create: unary((request) => create(provider, request)),
    update: unary((request) => update(provider, request)),
    delete: unary(async (request: DeleteRequest) => {
      const [inputs, outputs] = [request.getOldInputs(), request.getProperties()].map(fromStruct);
      await provider.delete(request.getUrn(), request.getId(), inputs ?? {}, outputs ?? {});
      return empty();
    }),
    read: unary(read),
    invoke: unary((request) => invoke(provider, request)),
  };
}

async function check(provider: Provider, request: CheckRequest): Promise<CheckResponse> {
  const { inputs, refusals } = provider.check(
    request.getUrn(),
    fromStruct(request.getOlds()),
    fromStruct(request.getNews()),
    request.getRandomseed_asU8(),
  );
  const failures = refusals.map(({ property, reason }) =>
    new proto.CheckFailure().setProperty(property).setReason(reason),
  );
  return new proto.CheckResponse().setInputs(toStruct(inputs)).setFailuresList(failures);
}

async function diff(provider: Provider, request: DiffRequest): Promise<DiffResponse> {
  const before = fromStruct(request.getOldInputs());
  const { differences, replaces } = provider.diff(
    request.getUrn(),
    before,
    fromStruct(request.getNews()),
  );
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(differences.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList(differences.map(({ path }) => path))
    .setReplacesList([...replaces])
    .setHasdetaileddiff(true);
  for (const { path, kind } of differences) {
    const detail = new proto.PropertyDiff().setInputdiff(true);
    response.getDetaileddiffMap().set(path, detail.setKind(kindOf(kind, replaces.includes(path))));
  }
  return response;
}

function kindOf(kind: "add" | "delete" | "update", replaces: boolean) {
  const { Kind } = proto.PropertyDiff;
  if (kind === "add") {
    return replaces ? Kind.ADD_REPLACE : Kind.ADD;
  }
  if (kind === "delete") {
    return replaces ? Kind.DELETE_REPLACE : Kind.DELETE;
  }
  return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE;
}

async function create(provider: Provider, request: CreateRequest): Promise<CreateResponse> {
  const { id, outputs } = await provider.create({
    urn: request.getUrn(),
    inputs: fromStruct(request.getProperties()),
    preview: request.getPreview(),
  });
  return new proto.CreateResponse().setId(id).setProperties(toStruct(outputs));
}

async function update(provider: Provider, request: UpdateRequest): Promise<UpdateResponse> {
  const outputs = await provider.update({
    urn: request.getUrn(),
    id: request.getId(),
    inputs: fromStruct(request.getNews()),
    oldInputs: fromStruct(request.getOldInputs()),
    oldOutputs: fromStruct(request.getOlds()),
    preview: request.getPreview(),
  });
  return new proto.UpdateResponse().setProperties(toStruct(outputs));
}

/** Nothing outside the checkpoint can change a resource here, so what it holds is what there is. */
async function read(request: ReadRequest): Promise<ReadResponse> {
  return new proto.ReadResponse()
    .setId(request.getId())
    .setProperties(request.getProperties())
    .setInputs(request.getInputs());
}

async function invoke(provider: Provider, request: InvokeRequest): Promise<InvokeResponse> {
  const result = provider.invoke(request.getTok(), fromStruct(request.getArgs()));
  return new proto.InvokeResponse().setReturn(toStruct(result));
}

/** A method whose rejection is the step's failure, with its message and nothing else. */
function unary<Request, Response>(
  answer: (request: Request) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
    answer(call.request).then(
      (response) => callback(null, response),
      (error: unknown) => {
        const details = error instanceof Error ? error.message : String(error);
        callback({ code: status.UNKNOWN, details });
      },
    );
  };
}
