import type { Static, TObject } from "typebox";
import { Value } from "typebox/value";

/** Entries that could be read, and one sentence for each fault of those that could not. */
export interface Records<Entry> {
  readonly entries: readonly Entry[];
  readonly faults: readonly string[];
}

/**
 * Reads a list of records that let something off.
 *
 * @param at Where the list is set, for faults.
 * @param list The list, or its JSON text.
 * @param schema What each entry must be.
 * @param faultsOf What the schema cannot say, as `<property> must be ...`.
 */
export function readRecords<Schema extends TObject>(
  at: string,
  list: unknown,
  schema: Schema,
  faultsOf: (entry: Static<Schema>) => readonly string[],
): Records<Static<Schema>> {
  const items = typeof list === "string" ? parsed(list) : list;
  if (!Array.isArray(items)) {
    return { entries: [], faults: [`${at} must be a list`] };
  }
  const entries: Static<Schema>[] = [];
  const faults: string[] = [];
  for (const [index, entry] of items.entries()) {
    const read = readRecord(`${at}[${index}]`, entry, schema, faultsOf);
    entries.push(...read.entries);
    faults.push(...read.faults);
  }
  return { entries, faults };
}

/** Reads one record; there is one entry, or there are faults. */
export function readRecord<Schema extends TObject>(
  at: string,
  entry: unknown,
  schema: Schema,
  faultsOf: (entry: Static<Schema>) => readonly string[],
): Records<Static<Schema>> {
  if (!Value.Check(schema, entry)) {
    const faults = Value.Errors(schema, entry).map(
      ({ instancePath, message }) => `${at}${instancePath.replaceAll("/", ".")} ${message}`,
    );
    return { entries: [], faults };
  }
  const faults = faultsOf(entry).map((fault) => `${at}.${fault}`);
  return { entries: faults.length === 0 ? [entry] : [], faults };
}

/**
 * What is wrong with a reason and an owner: blanks, invisible characters and one letter over and over
 * tell a reviewer nothing.
 */
export function wordingFaults(entry: {
  readonly reason: string;
  readonly owner: string;
}): readonly string[] {
  const letters = [...visible(entry.reason).matchAll(/[\p{L}\p{N}]/gu)].map(([letter]) => letter);
  const tells = [...visible(entry.reason)].length >= 10 && new Set(letters).size >= 4;
  return [
    ...(tells ? [] : ["reason must be a sentence of 10 characters or more, blanks left out"]),
    ...(/[\p{L}\p{N}]/u.test(visible(entry.owner)) ? [] : ["owner must name a person or a team"]),
  ];
}

function visible(text: string): string {
  return text.replace(/[\s\p{Default_Ignorable_Code_Point}]/gu, "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
