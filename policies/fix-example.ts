/**
 * A fix as code, for those who read a violation and have never seen the pack. Each form is whole: it
 * compiles against `@pulumi/aws` or the components, given the resources that it refers to.
 */
export interface FixExample {
  /** For programs that use `@pulumi/aws`. {@link RESOURCE_NAME} stands for the resource's own name. */
  readonly aws?: string;
  /** For programs that use this repository's components. */
  readonly components?: string;
  /** For the stage's settings file, `Pulumi.<stage>.yaml`. */
  readonly stageFile?: string;
  /** For the configuration of the policy pack, `--policy-pack-config`. */
  readonly packConfiguration?: string;
}

/** Stands in an example for the name that the program gives the resource. */
export const RESOURCE_NAME = "<name>";

/** What stands above each form of an example. */
export const EXAMPLE_TITLES = {
  aws: "With @pulumi/aws:",
  components: "With the components:",
  stageFile: "In the stage's settings file:",
  packConfiguration: "In the policy pack's configuration:",
} as const satisfies Record<keyof FixExample, string>;

type Form = keyof FixExample;

const FORMS = Object.keys(EXAMPLE_TITLES) as readonly Form[];

/** What keeps code apart from the sentences around it; no sentence of a violation begins with it. */
const INDENT = "  ";

const LANGUAGES: Readonly<Record<Form, string>> = {
  aws: "ts",
  components: "ts",
  stageFile: "yaml",
  packConfiguration: "json",
};

/** Returns the forms that an example has, in the order in which they are shown. */
export function exampleForms(
  example: FixExample,
): readonly { readonly form: Form; readonly language: string; readonly code: string }[] {
  return FORMS.flatMap((form) => {
    const code = example[form];
    return code === undefined ? [] : [{ form, language: LANGUAGES[form], code }];
  });
}

/** Returns an example as lines of a violation: titles, and code below each that is indented. */
export function exampleLines(example: FixExample, resourceName: string): readonly string[] {
  return exampleForms(example).flatMap(({ form, code }) => {
    const named = code.replaceAll(JSON.stringify(RESOURCE_NAME), () =>
      JSON.stringify(resourceName),
    );
    return [EXAMPLE_TITLES[form], ...named.split("\n").map((line) => `${INDENT}${line}`)];
  });
}

/** Returns a violation's text without its example, and the example. */
export function splitExample(message: string): {
  readonly text: string;
  readonly example: FixExample | undefined;
} {
  const example: Partial<Record<Form, string[]>> = {};
  const rest: string[] = [];
  let form: Form | undefined;
  for (const line of message.split("\n")) {
    const titled = FORMS.find((each) => EXAMPLE_TITLES[each] === line);
    if (titled !== undefined) {
      form = titled;
      example[form] = [];
    } else if (form !== undefined && line.startsWith(INDENT)) {
      example[form]?.push(line.slice(INDENT.length));
    } else {
      form = undefined;
      rest.push(line);
    }
  }
  const joined = Object.entries(example).map(([key, lines]) => [key, lines.join("\n")]);
  const found = joined.length > 0 ? (Object.fromEntries(joined) as FixExample) : undefined;
  return { text: rest.join("\n"), example: found };
}
