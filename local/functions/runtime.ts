/**
 * Runs inside a function's process: AWS's own runtime client, which loads the deployed code and calls
 * its handler. Its native part, for which most machines lack the compiler, is stood in for.
 */
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

const client = import.meta.resolve("aws-lambda-ric");

const hooks = registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== "./rapid-client.node" || context.parentURL !== client) {
      return nextResolve(specifier, context);
    }
    // The deployed code is loaded later, by Node alone.
    hooks.deregister();
    return { url: import.meta.resolve("./rapid-client.ts"), shortCircuit: true };
  },
});

process.argv[1] = fileURLToPath(client);
await import(client);
