import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";
import type { BundleSection } from "./bundle-sections.ts";
import { type MemberNames, memberNames } from "./class-members.ts";

/** What a bundle does with the classes of Powertools, by names of their members. */
export interface PowertoolsMembers {
  /** Methods that nothing calls. */
  readonly unused: ReadonlySet<string>;
  /** Members in use that no file but Powertools' own names. */
  readonly inner: ReadonlySet<string>;
}

/** Powertools, and the store that its utilities share. */
const powertoolsFile =
  /(?:^|[/\\])node_modules[/\\](?:@aws-lambda-powertools|@aws[/\\]lambda-invoke-store)[/\\][^:]+\.js$/;
const words = /[A-Za-z_$][\w$]*/g;

const unionOf = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> =>
  new Set(sets.flatMap((set) => [...set]));

const withoutMethods = (
  text: string,
  { methods }: MemberNames,
  unused: ReadonlySet<string>,
): string =>
  methods
    .filter(({ name }) => unused.has(name))
    .toSorted((one, other) => other.start - one.start)
    .reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), text);

/**
 * Finds the methods of Powertools' classes that nothing in a bundle calls, and the members that only
 * Powertools' own files name: bundlers look into no class for either. A name is left alone when it
 * is any word of any other file, a key or a text in Powertools, or one of JavaScript's or Node's own.
 * What remains unseen is a name that is put together from parts while running: Powertools does so
 * nowhere, and a handler would have to do it without the whole word anywhere in its files.
 *
 * @param sections The bundle, not minified.
 * @param builtin Names that JavaScript and Node give.
 */
export const powertoolsMembers = (
  sections: readonly BundleSection[],
  builtin: ReadonlySet<string>,
): PowertoolsMembers => {
  const isOwn = ({ path }: BundleSection): boolean => powertoolsFile.test(path);
  const others = sections.filter((section) => !isOwn(section));
  const foreign = new Set(others.flatMap(({ text }) => text.match(words) ?? []));
  const unused = new Set<string>();
  let texts = sections.filter(isOwn).map(({ text }) => text);
  let names = texts.map(memberNames);
  for (;;) {
    const used = unionOf(names.map((each) => each.used));
    const fixed = unionOf(names.map((each) => each.fixed));
    const isInner = (name: string) => !foreign.has(name) && !fixed.has(name) && !builtin.has(name);
    const before = unused.size;
    for (const { name } of names.flatMap(({ methods }) => methods)) {
      if (isInner(name) && !used.has(name)) unused.add(name);
    }
    if (unused.size === before) {
      const members = unionOf(names.map((each) => each.members));
      return { unused, inner: new Set([...members].filter(isInner).sort()) };
    }
    // What only an unused method calls is unused as well.
    const left = texts.map((text, at) => withoutMethods(text, names[at] as MemberNames, unused));
    const known = new Map(texts.map((text, at) => [text, names[at]]));
    names = left.map((text) => known.get(text) ?? memberNames(text));
    texts = left;
  }
};

/** Leaves methods out of Powertools' files as they are bundled. */
export const withoutUnusedMethods = (unused: ReadonlySet<string>): Plugin => ({
  name: "without-unused-methods",
  setup(build) {
    build.onLoad({ filter: powertoolsFile }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      return { contents: withoutMethods(text, memberNames(text), unused), loader: "js" };
    });
  },
});
