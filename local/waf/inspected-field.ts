import { asList, asProperties, asText, type Properties } from "../../shared/properties.ts";
import { bytesOf } from "./bytes.ts";
import { INSPECTED_BODY_BYTES, type InspectedField, type Inspection } from "./inspection.ts";
import { jsonTexts } from "./json-body.ts";
import { onlyProperty, type ReadingContext } from "./rule-source.ts";

/** Bytes and number of headers, or of cookies, that AWS WAF inspects. */
const MOST_BYTES = 8 * 1024;
const MOST_PAIRS = 200;

/** The part that a statement inspects (`FieldToMatch`); undefined when only AWS has it. */
export function inspectedField(
  statement: Properties,
  context: ReadingContext,
): InspectedField | undefined {
  const [name, settings] = onlyProperty(statement.fieldtomatch) ?? ["", {}];
  switch (name) {
    case "method":
      return ({ method }) => [method];
    case "uripath":
      return ({ path }) => [path];
    case "querystring":
      return ({ query }) => [query];
    case "singleheader": {
      const header = asText(settings.name).toLowerCase();
      return (inspection) => inspection.header(header);
    }
    case "singlequeryargument": {
      const argument = asText(settings.name);
      return (inspection) => inspection.argument(argument).map(bytesOf);
    }
    case "allqueryarguments":
      return (inspection) => inspection.arguments().flatMap((pair) => pair.map(bytesOf));
    case "headers":
      return pairs(settings, (inspection) => inspection.headers());
    case "cookies":
      return pairs(settings, (inspection) => inspection.cookies());
    case "headerorder":
    case "headerorders":
      return headerOrder(settings);
    case "body":
      context.inspectsBody();
      return withinBody(settings, ({ body }) => [
        body.subarray(0, INSPECTED_BODY_BYTES).toString("latin1"),
      ]);
    case "jsonbody":
      context.inspectsBody();
      return withinBody(settings, jsonTexts(settings));
    case "urifragment":
    case "ja3fingerprint":
    case "ja4fingerprint":
      // No client sends a fragment, and a request without TLS has no fingerprint.
      context.notEvaluated(`${name} takes its fallback behavior`);
      return () => settings.fallbackbehavior === "MATCH";
    default:
      return undefined;
  }
}

function oversize(settings: Properties): boolean | undefined {
  if (settings.oversizehandling === "MATCH") {
    return true;
  }
  return settings.oversizehandling === "NO_MATCH" ? false : undefined;
}

function withinBody(settings: Properties, read: InspectedField): InspectedField {
  const answer = oversize(settings);
  return (inspection) =>
    answer !== undefined && inspection.body.length > INSPECTED_BODY_BYTES
      ? answer
      : read(inspection);
}

function pairs(
  settings: Properties,
  read: (inspection: Inspection) => [string, string][],
): InspectedField {
  const [patterns] = [asList(settings.matchpatterns)[0] ?? settings.matchpattern].map(asProperties);
  const included = namesOf(patterns?.includedheaders ?? patterns?.includedcookies);
  const excluded = namesOf(patterns?.excludedheaders ?? patterns?.excludedcookies);
  const scope = asText(settings.matchscope, "ALL");
  const answer = oversize(settings);
  return (inspection) => {
    const all = read(inspection);
    const inspected = firstOf(all);
    if (answer !== undefined && inspected.length < all.length) {
      return answer;
    }
    return inspected
      .filter(([name]) => {
        const key = name.toLowerCase();
        return (included?.has(key) ?? true) && !(excluded?.has(key) ?? false);
      })
      .flatMap(([name, value]) => {
        if (scope === "KEY") {
          return [name];
        }
        return scope === "VALUE" ? [value] : [name, value];
      });
  };
}

function namesOf(value: unknown): ReadonlySet<string> | undefined {
  const names = asList(value).map((name) => asText(name).toLowerCase());
  return names.length === 0 ? undefined : new Set(names);
}

/** Those that AWS WAF inspects: the first 8 KB and at most 200. */
function firstOf(all: [string, string][]): [string, string][] {
  let bytes = 0;
  const end = all.findIndex(([name, value]) => {
    bytes += name.length + value.length;
    return bytes > MOST_BYTES;
  });
  return all.slice(0, Math.min(end < 0 ? all.length : end, MOST_PAIRS));
}

/** Names of the headers in their order, separated by colons, as AWS WAF writes them. */
function headerOrder(settings: Properties): InspectedField {
  const answer = oversize(settings);
  return (inspection) => {
    const all = inspection.headers();
    const inspected = firstOf(all);
    if (answer !== undefined && inspected.length < all.length) {
      return answer;
    }
    return [inspected.map(([name]) => name.toLowerCase()).join(":")];
  };
}
