import { promisify } from "node:util";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { Provider } from "./provider.ts";
import { providerMethods } from "./provider-service.ts";
import { NO_EFFECTS, type ResourceEffects } from "./resource-effects.ts";
import { ResourceRegistry } from "./resource-registry.ts";

/** Version that the provider gives as its own: that of `@pulumi/aws` which it stands in for. */
const PROVIDER_VERSION = "7.48.0";

/** Bytes of the largest message; the engine's own limit (Pulumi, `rpcutil`). */
const MAXIMUM_MESSAGE_BYTES = 400 * 1024 * 1024;

/** What a provider works on. */
export interface ProviderOptions {
  /** Receives the deployed resources. */
  readonly registry?: ResourceRegistry;
  readonly effects?: ResourceEffects;
}

/** A listening provider, for `PULUMI_DEBUG_PROVIDERS=<package>:<port>`. */
export interface ProviderServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the provider of the embedded stage on a free port of this machine: the types of
 * `@pulumi/aws` that the program uses as AWS treats them, any other type, of this or another
 * package (`aws-native`), as one whose inputs are kept. With no options it is enough for previews.
 */
export async function serveProvider(options: ProviderOptions = {}): Promise<ProviderServer> {
  const { registry = new ResourceRegistry(), effects = NO_EFFECTS } = options;
  const limits = {
    "grpc.max_receive_message_length": MAXIMUM_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAXIMUM_MESSAGE_BYTES,
  };
  const server = new Server(limits);
  const methods = providerMethods(new Provider(registry, effects), PROVIDER_VERSION);
  server.addService(ResourceProviderService, { ...methods });
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind("127.0.0.1:0", ServerCredentials.createInsecure());
  return { port, close: async () => server.forceShutdown() };
}
