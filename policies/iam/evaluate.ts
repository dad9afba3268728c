import { conditionsHold, type Decision, type RequestContext } from "./condition.ts";
import { matchesArn, matchesPattern, type OpenArn } from "./pattern.ts";
import type { Statement, TextList } from "./statement.ts";

/** What somebody asks to do. */
export interface Request {
  readonly action: string;
  /** The forms in which AWS may name what is acted on; one that matches is enough. */
  readonly resources: readonly OpenArn[];
  readonly context: RequestContext;
}

export type Verdict =
  | { readonly state: "allowed" }
  /** Only parts that are known at the update decide; what is known speaks for it. */
  | { readonly state: "open"; readonly path: string }
  /** No statement allows it. */
  | { readonly state: "refused" }
  | { readonly state: "denied"; readonly path: string }
  | { readonly state: "undecided"; readonly path: string };

/**
 * Whether policies allow a request: a statement that denies wins, else one must allow (IAM user
 * guide, "Policy evaluation logic"). Written here because the library that simulates IAM for Node,
 * `@cloud-copilot/iam-simulate`, is licensed under the AGPL and takes no values that are yet unknown.
 */
export function evaluate(statements: readonly Statement[], request: Request): Verdict {
  const applied = statements.map((statement) => ({
    statement,
    applies: appliesTo(statement, request),
  }));
  const denying = applied.filter(({ statement }) => statement.effect === "Deny");
  const denied = denying.find(({ applies }) => applies === true);
  if (denied !== undefined) {
    return { state: "denied", path: denied.statement.path };
  }
  const doubtful =
    denying.find(({ applies }) => applies !== false) ??
    applied.find(({ statement, applies }) => statement.effect === undefined && applies !== false);
  if (doubtful !== undefined) {
    return { state: "undecided", path: doubtful.statement.path };
  }
  const allowing = applied.filter(({ statement }) => statement.effect === "Allow");
  if (allowing.some(({ applies }) => applies === true)) {
    return { state: "allowed" };
  }
  const open = allowing.find(({ applies }) => applies === "open");
  if (open !== undefined) {
    return { state: "open", path: open.statement.path };
  }
  const unclear = allowing.find(({ applies }) => applies === undefined);
  return unclear === undefined
    ? { state: "refused" }
    : { state: "undecided", path: unclear.statement.path };
}

/** "open" when only resources that are not known yet decide. */
function appliesTo(statement: Statement, request: Request): Decision | "open" {
  const acts = covers(statement.action, statement.notAction, (pattern) =>
    matchesPattern(pattern.toLowerCase(), request.action.toLowerCase()),
  );
  const on = covers(statement.resource, statement.notResource, (pattern) =>
    request.resources.some((arn) => pattern === "*" || matchesArn(pattern, arn)),
  );
  const holds = conditionsHold(statement.conditions, request.context);
  if (acts === false || on === false || holds === false) {
    return false;
  }
  if (acts === undefined || holds === undefined) {
    return undefined;
  }
  return on === undefined ? "open" : true;
}

function covers(
  named: TextList | undefined,
  excepted: TextList | undefined,
  matches: (pattern: string) => boolean,
): Decision {
  const list = named ?? excepted;
  if (list === undefined) {
    return true;
  }
  if (list.texts.some(matches)) {
    return named !== undefined;
  }
  return list.open ? undefined : named === undefined;
}
