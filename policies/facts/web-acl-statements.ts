import {
  CONNECTION,
  never,
  type Statement,
  sometimes,
  undecidedStatement,
} from "../waf/statement.ts";
import { attackMatch, byteMatch, type Field, regexMatch, sizeMatch } from "../waf/text-match.ts";
import { anyCase, keysInLowerCase } from "./any-case.ts";
import type { Fact } from "./fact.ts";
import type { Property } from "./property.ts";
import { inspectedField, textTransformations } from "./web-acl-fields.ts";
import { problemOf } from "./web-acl-rule-parts.ts";
import type { WebAclSets } from "./web-acl-sets.ts";

/** Seconds over which a rate rule counts unless it says otherwise (AWS WAF API reference). */
const DEFAULT_WINDOW_SECONDS = 300;

/** Reads the statements of a web ACL's rules, in the spelling of either provider or of AWS's JSON. */
export class WebAclStatements {
  readonly #sets: WebAclSets;

  constructor(sets: WebAclSets) {
    this.#sets = sets;
  }

  read(statement: Property): Statement {
    if (statement.state === "absent") {
      return undecidedStatement(`${statement.path} is not set`);
    }
    const [kind, ...others] = keysInLowerCase(statement);
    if (statement.state === "unknown" || kind === undefined || others.length > 0) {
      return unclear(statement);
    }
    const inner = anyCase(statement, kind);
    if (inner.state === "unknown") {
      return unclear(inner);
    }
    return this.#readers[kind]?.(inner) ?? unclear(inner);
  }

  readonly #readers: Readonly<Record<string, (inner: Property) => Statement>> = {
    andstatement: (inner) => this.#list(inner, "every"),
    orstatement: (inner) => this.#list(inner, "some"),
    notstatement: (inner) => ({ kind: "not", of: this.read(anyCase(inner, "statement")) }),
    bytematchstatement: (inner) => this.#byteMatch(inner),
    regexmatchstatement: (inner) =>
      withField(inner, (field, transformations) => {
        const pattern = anyCase(inner, "regexString").text();
        return pattern.state === "known"
          ? regexMatch(field, pattern.value, transformations)
          : unclear(anyCase(inner, "regexString"));
      }),
    regexpatternsetreferencestatement: (inner) =>
      withField(inner, (field, transformations) =>
        this.#sets.expressions(anyCase(inner, "arn"), field, transformations),
      ),
    sizeconstraintstatement: (inner) => sizeConstraint(inner),
    sqlimatchstatement: (inner) => withField(inner, (field) => attackMatch(field, "sqli")),
    xssmatchstatement: (inner) => withField(inner, (field) => attackMatch(field, "xss")),
    ipsetreferencestatement: (inner) =>
      this.#sets.addresses(
        anyCase(inner, "arn"),
        sourceOf(anyCase(inner, "ipSetForwardedIpConfig")),
      ),
    geomatchstatement: (inner) => countries(inner),
    asnmatchstatement: (inner) => autonomousSystems(inner),
    labelmatchstatement: (inner) => label(inner),
    ratebasedstatement: (inner) => this.#rate(inner),
  };

  #list(inner: Property, kind: "every" | "some"): Statement {
    const items = anyCase(inner, "statements").items();
    if (items.state !== "known" || items.value.length === 0) {
      return unclear(inner);
    }
    return { kind, of: items.value.map((item) => this.read(item)) };
  }

  #byteMatch(inner: Property): Statement {
    const native = anyCase(inner, "searchStringBase64").text();
    const search = anyCase(inner, "searchString");
    const text =
      native.state === "known"
        ? Buffer.from(native.value, "base64").toString()
        : knownValue(search.text());
    const position = knownValue(anyCase(inner, "positionalConstraint").text());
    if (search.state === "absent" && text === undefined) {
      return unclear(search);
    }
    if (position === undefined) {
      return unclear(anyCase(inner, "positionalConstraint"));
    }
    return withField(inner, (field, transformations) =>
      byteMatch(field, { search: text, position, problem: problemOf(search) }, transformations),
    );
  }

  #rate(inner: Property): Statement {
    const limit = anyCase(inner, "limit").number();
    const window = anyCase(inner, "evaluationWindowSec").number();
    if (limit.state !== "known") {
      return unclear(anyCase(inner, "limit"));
    }
    if (window.state === "unknown") {
      return unclear(anyCase(inner, "evaluationWindowSec"));
    }
    const seconds =
      window.state === "known" && window.value > 0 ? window.value : DEFAULT_WINDOW_SECONDS;
    const rate: Statement = { kind: "rate", key: keyOf(inner), perSecond: limit.value / seconds };
    return this.scopedDown(inner, rate);
  }

  /** The statement for the requests alone that a rate rule or managed group is narrowed to. */
  scopedDown(inner: Property, statement: Statement): Statement {
    const scope = anyCase(inner, "scopeDownStatement");
    return scope.state === "absent"
      ? statement
      : { kind: "every", of: [this.read(scope), statement] };
  }
}

/** One place of one resource: rules that are resources of their own have the same paths. */
function keyOf({ resource, path }: Property): string {
  return `${resource.urn} ${path}`;
}

function knownValue<T>(fact: Fact<T>): T | undefined {
  return fact.state === "known" ? fact.value : undefined;
}

function unclear(property: Property): Statement {
  return undecidedStatement(problemOf(property));
}

function withField(
  inner: Property,
  read: (field: Field, transformations: readonly string[]) => Statement,
): Statement {
  const field = inspectedField(inner);
  return field.state === "known"
    ? read(field.value, textTransformations(inner))
    : unclear(anyCase(inner, "fieldToMatch"));
}

function sizeConstraint(inner: Property): Statement {
  const size = anyCase(inner, "size").number();
  const operator = anyCase(inner, "comparisonOperator").text();
  if (size.state !== "known") {
    return unclear(anyCase(inner, "size"));
  }
  if (operator.state !== "known") {
    return unclear(anyCase(inner, "comparisonOperator"));
  }
  return withField(inner, (field, transformations) =>
    sizeMatch(field, operator.value, size.value, transformations),
  );
}

/** The connection, or the header that a proxy writes the address into. */
function sourceOf(forwarded: Property): string {
  if (forwarded.state === "absent") {
    return CONNECTION;
  }
  return knownValue(anyCase(forwarded, "headerName").text())?.toLowerCase() ?? forwarded.path;
}

function countries(inner: Property): Statement {
  const codes = anyCase(inner, "countryCodes").texts();
  if (codes.state !== "known") {
    return unclear(anyCase(inner, "countryCodes"));
  }
  if (codes.value.length === 0) {
    return never("it lists no country");
  }
  const known = codes.value.flatMap((code) => (code.state === "known" ? [code.value] : []));
  if (known.length < codes.value.length) {
    return unclear(anyCase(inner, "countryCodes"));
  }
  const from = sourceOf(anyCase(inner, "forwardedIpConfig"));
  return { kind: "country", from, codes: known };
}

function autonomousSystems(inner: Property): Statement {
  const bridged = anyCase(inner, "asnLists");
  const list = bridged.state === "absent" ? anyCase(inner, "asnList") : bridged;
  const items = list.items();
  if (items.state === "known" && items.value.length === 0) {
    return never("it lists no network");
  }
  if (items.state !== "known") {
    return unclear(list);
  }
  const numbers = items.value.map((item) => knownValue(item.number()));
  if (numbers.every((one) => one !== undefined && isReserved(one))) {
    return never("it lists networks that no connection from the internet comes from");
  }
  return sometimes(keyOf(list), "awswaf:clientip:asn:");
}

/** Numbers of networks that are reserved or private (IANA, "Special-Purpose AS Numbers"). */
const RESERVED: readonly (readonly [first: number, last: number])[] = [
  [0, 0],
  [23_456, 23_456],
  [64_496, 131_071],
  [4_200_000_000, 4_294_967_295],
];

function isReserved(network: number): boolean {
  return RESERVED.some(([first, last]) => first <= network && network <= last);
}

function label(inner: Property): Statement {
  const key = anyCase(inner, "key").text();
  const scope = anyCase(inner, "scope").text();
  if (key.state !== "known") {
    return unclear(anyCase(inner, "key"));
  }
  if (scope.state !== "known") {
    return unclear(anyCase(inner, "scope"));
  }
  return { kind: "label", key: key.value, scope: scope.value };
}
