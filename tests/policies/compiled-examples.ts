import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What an example may refer to: resources that its reader has already, and what it leaves out. */
const SURROUNDINGS = {
  aws: `
import { readFileSync } from "node:fs";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
declare const api: aws.appsync.Api;
declare const role: aws.iam.Role;
declare const acl: aws.wafv2.WebAcl;
declare const logs: aws.cloudwatch.LogGroup;
declare const lambda: aws.lambda.Function;
declare const alias: aws.lambda.Alias;
declare const ordersAlias: aws.lambda.Alias;
declare const dataSource: aws.appsync.DataSource;
declare const provider: aws.Provider;
declare const name: string;
declare const code: pulumi.asset.Archive;
declare const signedByTheBuild: string;
declare const eventConfig: aws.types.input.appsync.ApiEventConfig;
declare const modes: Omit<aws.types.input.appsync.ApiEventConfig, "logConfig">;
declare const handlerConfigs: aws.types.input.appsync.ChannelNamespaceHandlerConfigs;
declare const visibilityConfig: aws.types.input.wafv2.WebAclVisibilityConfig;
declare const rules: aws.types.input.wafv2.WebAclRule[];
declare const redactedFields: aws.types.input.wafv2.WebAclLoggingConfigurationRedactedField[];
`,
  components: `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundleHandler, type HandlerBundle } from "../../bundle/handler-bundle.ts";
import { ChannelNamespace } from "../../components/channel-namespace.ts";
import { EventApi } from "../../components/event-api.ts";
import { EventHandler } from "../../components/event-handler.ts";
import { stageTags } from "../../components/stage-tags.ts";
import { Table } from "../../components/table.ts";
import { WebAcl } from "../../components/web-acl.ts";
declare const eventApi: EventApi;
declare const bundle: HandlerBundle;
declare const handler: EventHandler;
declare const provider: aws.Provider;
declare const signedByTheBuild: pulumi.Output<string>;
`,
} as const;

/** One example as code. */
export interface ExampleCode {
  readonly name: string;
  readonly form: keyof typeof SURROUNDINGS;
  readonly code: string;
}

/**
 * Compiles examples together, as loading the types of `@pulumi/aws` takes far longer than all of them.
 *
 * @returns what the TypeScript compiler says, by the example's name; examples that compile are left out.
 */
export function compileErrors(examples: readonly ExampleCode[]): ReadonlyMap<string, string[]> {
  const files = new Map(
    examples.map((example, index) => [`${root}tests/policies/example-${index}.ts`, example]),
  );
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => textOf(files.get(path)) ?? readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = textOf(files.get(path));
    return text === undefined
      ? getSourceFile(path, target, ...rest)
      : ts.createSourceFile(path, text, target);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const errors = new Map<string, string[]>();
  for (const [path, { name }] of files) {
    const source = program.getSourceFile(path);
    const found = ts
      .getPreEmitDiagnostics(program, source)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    if (found.length > 0) {
      errors.set(name, found);
    }
  }
  return errors;
}

function textOf(example: ExampleCode | undefined): string | undefined {
  if (example === undefined) {
    return undefined;
  }
  return `${SURROUNDINGS[example.form]}\nexport async function example() {\n${example.code}\n}\n`;
}

/** The project's own options, save that an example need not use all that surrounds it. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const { tsBuildInfoFile: _, ...rest } = options;
  return { ...rest, incremental: false, noUnusedLocals: false, noUnusedParameters: false };
}
