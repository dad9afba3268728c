import { type Expression, type PrivateIdentifier, parse } from "acorn";
import { simple } from "acorn-walk";

/** A method of a class, by where its text is. */
export interface ClassMethod {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The names that a module gives to members of its classes, and those by which it reaches members. */
export interface MemberNames {
  readonly methods: readonly ClassMethod[];
  /** Names of methods and fields. */
  readonly members: ReadonlySet<string>;
  /** Names that are read or written after a dot. */
  readonly used: ReadonlySet<string>;
  /** Names that are keys of objects, or a whole text: what they reach cannot be told. */
  readonly fixed: ReadonlySet<string>;
}

const nameOf = (key: Expression | PrivateIdentifier, computed: boolean): string | undefined =>
  !computed && key.type === "Identifier" ? key.name : undefined;

/** Reads a module's text. Private members (`#name`) are left out: a minifier shortens those itself. */
export const memberNames = (text: string): MemberNames => {
  const methods: ClassMethod[] = [];
  const members = new Set<string>();
  const used = new Set<string>();
  const fixed = new Set<string>();
  const add = (names: Set<string>, key: Expression | PrivateIdentifier, computed: boolean) => {
    const name = nameOf(key, computed);
    if (name !== undefined) names.add(name);
  };
  simple(parse(text, { ecmaVersion: "latest", sourceType: "module" }), {
    MethodDefinition({ key, computed, kind, start, end }) {
      const name = nameOf(key, computed);
      if (name === undefined || kind === "constructor") return;
      members.add(name);
      methods.push({ name, start, end });
    },
    PropertyDefinition: ({ key, computed }) => add(members, key, computed),
    MemberExpression: ({ property, computed }) => add(used, property, computed),
    Property: ({ key, computed }) => add(fixed, key, computed),
    ObjectPattern({ properties }) {
      for (const one of properties) {
        if (one.type === "Property") add(fixed, one.key, one.computed);
      }
    },
    Literal({ value }) {
      if (typeof value === "string") fixed.add(value);
    },
    TemplateElement({ value }) {
      fixed.add(value.cooked ?? value.raw);
    },
  });
  return { methods, members, used, fixed };
};
