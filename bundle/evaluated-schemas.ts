import { build } from "esbuild";
import type { ChannelNamespace } from "../runtime/channel-namespace.ts";
import type { CompiledSchemas } from "../runtime/compiled-schemas.ts";
import { compiledSchemasSource } from "./compiled-schemas-source.ts";
import { rethrowReadable } from "./esbuild-messages.ts";
import {
  COMPILED_SCHEMAS_PATH,
  generatedModule,
  lambdaOptions,
  typeboxFolder,
} from "./lambda-bundle.ts";
import { projectRoot } from "./project-paths.ts";
import { typeboxBuilder } from "./typebox-builder.ts";

/**
 * Compiles the schemas of a namespace as its bundle has them, and evaluates them in this process. A
 * script and no module: a test runner that loads modules in its own way would want to load this one.
 *
 * @throws HandlerBundleError when a schema cannot be compiled.
 */
export async function evaluatedSchemas(namespace: ChannelNamespace): Promise<CompiledSchemas> {
  const { outputFiles } = await build({
    ...lambdaOptions,
    format: "iife",
    globalName: "generated",
    stdin: {
      contents: `export { compiledSchemas } from ${JSON.stringify(COMPILED_SCHEMAS_PATH)};`,
      resolveDir: projectRoot,
    },
    plugins: [
      generatedModule(COMPILED_SCHEMAS_PATH, compiledSchemasSource(namespace)),
      typeboxBuilder(COMPILED_SCHEMAS_PATH, typeboxFolder),
    ],
  }).catch((error) => rethrowReadable(error, projectRoot));
  const code = outputFiles?.[0]?.text ?? "";
  return new Function(`${code}\nreturn generated.compiledSchemas;`)();
}
