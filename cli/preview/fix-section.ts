import { escape as escapeHtml } from "html-escaper";
import { markdownCode } from "../../cost/markdown-document.ts";
import { EXAMPLE_TITLES, exampleForms, type FixExample } from "../../policies/fix-example.ts";
import type { PolicyReport } from "../policies/policy-report.ts";
import type { Section } from "./fit-sections.ts";

/** Returns the fixes of violations as code, each once, with the resources that it is for. */
export function fixSection(policies: readonly PolicyReport[]): Section {
  const open = policies.filter(({ exemption }) => exemption === undefined);
  const withCode = open.flatMap(({ rule, resource, example }) =>
    example === undefined ? [] : [{ rule, resource, example }],
  );
  // Two violations that differ in the resource's name alone have one fix.
  const byFix = Map.groupBy(withCode, ({ rule, example }) =>
    JSON.stringify([rule, withoutNames(example)]),
  );
  return {
    heading: "The fixes as code",
    columns: ["Rule", "Resource", "Code"].map((name) => ({ name })),
    rows: [...byFix.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) {
        return [];
      }
      const resources = [...new Set(group.map(({ resource }) => resource))];
      const shown = resources.slice(0, MOST_RESOURCES).map(markdownCode);
      const more = resources.length - shown.length;
      return [
        [
          markdownCode(first.rule),
          [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("<br>"),
          exampleForms(first.example)
            .map(({ form, code }) => `${EXAMPLE_TITLES[form]}<br><pre>${codeCell(code)}</pre>`)
            .join(""),
        ],
      ];
    }),
    weight: 2,
    folded: true,
  };
}

const MOST_RESOURCES = 5;

/** An example without what stands in quotes, as it holds the name of the one resource that it is for. */
function withoutNames(example: FixExample): readonly string[] {
  return exampleForms(example).map(({ code }) => code.replace(/"(?:[^"\\\n]|\\.)*"/g, '""'));
}

/** Code in a cell of a table: GitHub shows HTML there, which may hold neither line breaks nor bars. */
function codeCell(code: string): string {
  return escapeHtml(code)
    .replace(/[|\\`*_[\]~$@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll("\n", "&#10;");
}
