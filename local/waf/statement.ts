import { asList, asText, type Properties } from "../../shared/properties.ts";
import type { Statement } from "./inspection.ts";
import { rateBased } from "./rate-statement.ts";
import { onlyProperty, type ReadingContext } from "./rule-source.ts";
import { asnMatch, geoMatch, ipSet } from "./source-statements.ts";
import { byteMatch, regexMatch, regexSet, sizeConstraint } from "./text-statements.ts";

const READERS: Readonly<Record<string, (inner: Properties, context: ReadingContext) => Statement>> =
  {
    andstatement: (inner, context) => every(listOf(inner, context)),
    orstatement: (inner, context) => some(listOf(inner, context)),
    notstatement: (inner, context) => not(statement(inner.statement, context)),
    bytematchstatement: byteMatch,
    regexmatchstatement: regexMatch,
    regexpatternsetreferencestatement: regexSet,
    sizeconstraintstatement: sizeConstraint,
    ipsetreferencestatement: ipSet,
    geomatchstatement: geoMatch,
    asnmatchstatement: asnMatch,
    labelmatchstatement: labelMatch,
    ratebasedstatement: (inner, context) => {
      const scope = inner.scopedownstatement;
      const scoped = scope === undefined || scope === null ? undefined : statement(scope, context);
      return rateBased(inner, context, scoped);
    },
  };

/** What this machine lacks the detectors, the lists or the clients for. */
const OF_AWS_ALONE: Readonly<Record<string, (inner: Properties) => string>> = {
  managedrulegroupstatement: ({ vendorname, name }) =>
    `the managed rule group ${asText(vendorname)} ${asText(name)}`,
  sqlimatchstatement: () => "SqliMatchStatement",
  xssmatchstatement: () => "XssMatchStatement",
};

/** Reads a statement whose keys are in lower case. What only AWS has is named in the context. */
export function statement(value: unknown, context: ReadingContext): Statement {
  const [kind, inner] = onlyProperty(value) ?? ["", {}];
  const read = READERS[kind];
  if (read !== undefined) {
    return read(inner, context);
  }
  context.notEvaluated(OF_AWS_ALONE[kind]?.(inner) ?? `a statement of the kind "${kind}"`);
  return () => undefined;
}

function listOf(inner: Properties, context: ReadingContext): Statement[] {
  return asList(inner.statements).map((each) => statement(each, context));
}

function every(statements: readonly Statement[]): Statement {
  return (inspection) => {
    let result: boolean | undefined = true;
    for (const each of statements) {
      const match = each(inspection);
      if (match === false) {
        return false;
      }
      if (match === undefined) {
        result = undefined;
      }
    }
    return result;
  };
}

function some(statements: readonly Statement[]): Statement {
  return not(every(statements.map(not)));
}

function not(inner: Statement): Statement {
  return (inspection) => {
    const match = inner(inspection);
    return match === undefined ? undefined : !match;
  };
}

/**
 * `LabelMatchStatement` (WAF guide, "AWS WAF label match examples"). Without a prefix the label must
 * be of the same web ACL or rule group; namespaces may come before what is given.
 */
function labelMatch(inner: Properties, { labelPrefix }: ReadingContext): Statement {
  const key = asText(inner.key);
  const isNamespace = inner.scope === "NAMESPACE";
  const matches = (text: string, from: number): boolean =>
    isNamespace ? text.startsWith(key, from) : text.slice(from) === key;
  if (key.startsWith("awswaf:")) {
    return ({ labels }) => [...labels].some((label) => matches(label, 0));
  }
  return ({ labels }) =>
    [...labels].some((label) => {
      if (!label.startsWith(labelPrefix)) {
        return false;
      }
      for (let at = labelPrefix.length; at > 0; at = label.indexOf(":", at) + 1) {
        if (matches(label, at)) {
          return true;
        }
      }
      return false;
    });
}
