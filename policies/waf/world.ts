import { type Address, representatives } from "./source-addresses.ts";
import { CONNECTION, type RequestKind, type Statement, withParts } from "./statement.ts";

/** What is left open about a request until a statement asks for it. */
export type Value = boolean | string | Address;

/** One request, as far as it has been imagined. */
export interface World {
  readonly request: RequestKind;
  readonly values: ReadonlyMap<string, Value>;
}

/**
 * The codes that AWS WAF knows (AWS WAF API reference, `GeoMatchStatement`): a list of all of them
 * leaves no country out.
 */
const COUNTRY_CODES = 250;

/** A country that no statement names. */
const ANOTHER_COUNTRY = "another";

/** The values that a part of a request can have, as far as the statements can tell them apart. */
export class Domains {
  readonly #addresses = new Map<string, readonly Address[]>();
  readonly #countries = new Map<string, readonly string[]>();

  constructor(statements: readonly Statement[]) {
    const all = statements.flatMap(withParts);
    const sources = all.filter((statement) => statement.kind === "source");
    for (const [from, group] of Map.groupBy(sources, ({ from }) => from)) {
      this.#addresses.set(
        from,
        representatives(
          group.map(({ ranges }) => ranges),
          from === CONNECTION,
        ),
      );
    }
    const countries = all.filter((statement) => statement.kind === "country");
    for (const [from, group] of Map.groupBy(countries, ({ from }) => from)) {
      this.#countries.set(from, representativeCountries(group.map(({ codes }) => codes)));
    }
  }

  addresses(from: string): readonly Address[] {
    return this.#addresses.get(from) ?? [];
  }

  countries(from: string): readonly string[] {
    return this.#countries.get(from) ?? [];
  }
}

/** One country for each way of being in some of the lists and not in others. */
function representativeCountries(lists: readonly (readonly string[])[]): readonly string[] {
  const codes = new Set(lists.flat());
  const found = new Map<string, string>();
  if (codes.size < COUNTRY_CODES) {
    found.set("", ANOTHER_COUNTRY);
  }
  for (const code of codes) {
    found.set(lists.map((list) => list.includes(code)).join(), code);
  }
  return [...found.values()];
}
