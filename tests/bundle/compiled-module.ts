import { build } from "esbuild";
import type { TSchema } from "typebox";
import { compiledSchemasSource } from "../../bundle/compiled-schemas-source.ts";
import {
  COMPILED_SCHEMAS_PATH,
  generatedModule,
  typeboxFolder,
} from "../../bundle/lambda-bundle.ts";
import { typeboxBuilder } from "../../bundle/typebox-builder.ts";
import { channel, channelNamespace, type EventSchema } from "../../runtime/channel-namespace.ts";
import type { CompiledSchema, CompiledSchemas } from "../../runtime/compiled-schemas.ts";

/**
 * Compiles schemas as the bundler does and imports what it wrote: one compiled schema per given one,
 * by the same name.
 */
export async function compileSchemas(
  schemas: Readonly<Record<string, TSchema>>,
): Promise<ReadonlyMap<string, CompiledSchema>> {
  const names = Object.keys(schemas);
  const channels = Object.entries(schemas).map(([, schema], index) => [
    `/corpus/${index}`,
    channel({ schema: schema as EventSchema }),
  ]);
  const namespace = channelNamespace({ channels: Object.fromEntries(channels) });
  const result = await build({
    stdin: {
      contents: `export { compiledSchemas } from ${JSON.stringify(COMPILED_SCHEMAS_PATH)};`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    write: false,
    plugins: [
      generatedModule(COMPILED_SCHEMAS_PATH, compiledSchemasSource(namespace)),
      typeboxBuilder(COMPILED_SCHEMAS_PATH, typeboxFolder),
    ],
  });
  const code = result.outputFiles[0]?.text ?? "";
  const url = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
  const module: { compiledSchemas: CompiledSchemas } = await import(url);
  return new Map(
    names.map((name, index) => {
      const compiled = module.compiledSchemas.channels[`/corpus/${index}`];
      if (!compiled) {
        throw new Error(`${name} was not compiled`);
      }
      return [name, compiled.event];
    }),
  );
}
