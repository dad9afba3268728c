import type { Expression, Function as FunctionNode, Program, Statement } from "acorn";

/** What the code of a namespace's handlers (`codeHandlers`, runtime APPSYNC_JS) does, as far as a reader sees. */
export interface CodeHandlers {
  readonly hasOnPublish: boolean;
  /** True when `onSubscribe` refuses whoever asks, whatever else the code holds. */
  readonly refusesSubscribe: boolean;
}

/** The module whose `util` ends a handler (AppSync guide, "Event handler util helpers"). */
const UTILS_MODULE = "@aws-appsync/utils";
/** Both end a handler with an error: 401 and 403 (AppSync guide, "Event handler util helpers"). */
const REFUSALS = ["unauthorized", "error"];

/** Reads the code of handlers, or returns undefined for a text that is not a module of JavaScript. */
export async function readCodeHandlers(code: string): Promise<CodeHandlers | undefined> {
  const { parse } = await import("acorn");
  try {
    const program = parse(code, { ecmaVersion: "latest", sourceType: "module" });
    const exported = exportedFunctions(program);
    const onSubscribe = exported.get("onSubscribe");
    const util = utilIn(program);
    return {
      hasOnPublish: exported.has("onPublish"),
      refusesSubscribe:
        onSubscribe !== undefined && util !== undefined && refusesAll(onSubscribe, util),
    };
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** The local name of `util`. */
function utilIn({ body }: Program): string | undefined {
  for (const statement of body) {
    if (statement.type !== "ImportDeclaration" || statement.source.value !== UTILS_MODULE) {
      continue;
    }
    for (const specifier of statement.specifiers) {
      if (specifier.type !== "ImportSpecifier") {
        continue;
      }
      if (nameOf(specifier.imported) === "util") {
        return specifier.local.name;
      }
    }
  }
  return undefined;
}

/** What a module exports, by the name it is exported under; undefined for what is not a function. */
function exportedFunctions({ body }: Program): Map<string, FunctionNode | undefined> {
  const declared = new Map<string, FunctionNode | undefined>();
  const exported = new Map<string, string>();
  for (const statement of body) {
    const isExport = statement.type === "ExportNamedDeclaration";
    const declaration = isExport ? statement.declaration : statement;
    if (declaration?.type === "FunctionDeclaration" && declaration.id) {
      declared.set(declaration.id.name, declaration);
      if (isExport) {
        exported.set(declaration.id.name, declaration.id.name);
      }
    }
    if (declaration?.type === "VariableDeclaration") {
      for (const { id, init } of declaration.declarations) {
        if (id.type !== "Identifier") {
          continue;
        }
        declared.set(id.name, declaration.kind === "const" ? functionIn(init) : undefined);
        if (isExport) {
          exported.set(id.name, id.name);
        }
      }
    }
    if (!isExport) {
      continue;
    }
    for (const specifier of statement.specifiers) {
      exported.set(nameOf(specifier.exported), nameOf(specifier.local));
    }
  }
  return new Map([...exported].map(([name, local]) => [name, declared.get(local)]));
}

function functionIn(init: Expression | null | undefined): FunctionNode | undefined {
  return init?.type === "ArrowFunctionExpression" || init?.type === "FunctionExpression"
    ? init
    : undefined;
}

function nameOf(
  node: { type: "Identifier"; name: string } | { type: "Literal"; value?: unknown },
): string {
  return node.type === "Identifier" ? node.name : String(node.value);
}

/** True when all that may come before the refusal is a log line. */
function refusesAll({ async, body, generator, params }: FunctionNode, util: string): boolean {
  const shadowed = params.some((param) => param.type !== "Identifier" || param.name === util);
  if (async || generator || shadowed) {
    return false;
  }
  if (body.type !== "BlockStatement") {
    return isRefusal(body, util);
  }
  const names = body.body.some(
    (one) => one.type === "FunctionDeclaration" || one.type === "VariableDeclaration",
  );
  const first = body.body.find((one) => !isLogLine(one));
  return !names && first !== undefined && isRefusal(expressionOf(first), util);
}

function expressionOf(statement: Statement): Expression | null | undefined {
  if (statement.type === "ExpressionStatement") {
    return statement.expression;
  }
  return statement.type === "ReturnStatement" ? statement.argument : undefined;
}

function isRefusal(expression: Expression | null | undefined, util: string): boolean {
  const member = memberCalled(expression);
  return member?.object === util && REFUSALS.includes(member.property);
}

/** `console.log(...)` of values: a call within its arguments could end the handler. */
function isLogLine(statement: Statement): boolean {
  if (statement.type !== "ExpressionStatement") {
    return false;
  }
  const { expression } = statement;
  return (
    expression.type === "CallExpression" &&
    memberCalled(expression)?.object === "console" &&
    expression.arguments.every(({ type }) => ["Identifier", "Literal"].includes(type))
  );
}

function memberCalled(expression: Expression | null | undefined) {
  if (expression?.type !== "CallExpression" || expression.callee.type !== "MemberExpression") {
    return undefined;
  }
  const { computed, object, property } = expression.callee;
  return !computed && object.type === "Identifier" && property.type === "Identifier"
    ? { object: object.name, property: property.name }
    : undefined;
}
