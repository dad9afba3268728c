import {
  asList,
  asNumber,
  asProperties,
  asText,
  type Properties,
} from "../../shared/properties.ts";
import type { Inspection, Statement } from "./inspection.ts";
import { onlyProperty, type ReadingContext } from "./rule-source.ts";
import { forwardedAddress } from "./source-statements.ts";
import { transformation } from "./text-statements.ts";

/** Seconds of a rate rule's window by default (AWS WAF API reference, RateBasedStatement). */
const DEFAULT_WINDOW_SECONDS = 300;

/** One part of what requests are counted by, with AWS's names for the log. */
interface KeyPart {
  readonly key: string;
  readonly name: string;
  /** The value; undefined when the request does not have it, and then it is not counted. */
  read(inspection: Inspection): string | undefined;
}

/** `RateBasedStatement`. The scope-down statement, if any, is the caller's `scope`. */
export function rateBased(
  inner: Properties,
  context: ReadingContext,
  scope: Statement | undefined,
): Statement {
  const kind = asText(inner.aggregatekeytype, "IP");
  const parts = keyParts(kind, inner, context);
  const limit = asNumber(inner.limit) ?? 0;
  const windowSeconds = asNumber(inner.evaluationwindowsec) ?? DEFAULT_WINDOW_SECONDS;
  const rate = { id: `${context.place} ${limit} ${windowSeconds}`, limit, windowSeconds };
  if (parts.some((part) => part === undefined)) {
    return () => undefined;
  }
  const known = parts.filter((part) => part !== undefined);
  const falls = asProperties(inner.forwardedipconfig).fallbackbehavior === "MATCH";
  const header = asText(asProperties(inner.forwardedipconfig).headername);
  return (inspection) => {
    const scoped = scope === undefined || scope(inspection);
    if (scoped !== true) {
      return scoped;
    }
    if (falls && forwardedAddress(inspection, header) === "invalid") {
      return true;
    }
    const values = known.map((part) => part.read(inspection));
    if (values.some((value) => value === undefined)) {
      return false;
    }
    const exceeded = inspection.rates.exceededBy(rate, JSON.stringify(values), inspection.now);
    if (exceeded) {
      inspection.exceeded.set(context.place, {
        limitKey: kind === "CUSTOM_KEYS" ? "CUSTOMKEYS" : kind.replace("_", ""),
        maxRateAllowed: rate.limit,
        evaluationWindowSec: rate.windowSeconds,
        customValues:
          kind === "CUSTOM_KEYS"
            ? known.map(({ key, name }, at) => ({ key, name, value: values[at] ?? "" }))
            : [],
      });
    }
    return exceeded;
  };
}

function keyParts(
  kind: string,
  inner: Properties,
  context: ReadingContext,
): readonly (KeyPart | undefined)[] {
  switch (kind) {
    case "CONSTANT":
      return [];
    case "IP":
      return [clientAddress];
    case "FORWARDED_IP":
      return [forwardedKey(asText(asProperties(inner.forwardedipconfig).headername))];
    case "CUSTOM_KEYS": {
      const header = asText(asProperties(inner.forwardedipconfig).headername, "X-Forwarded-For");
      return asList(inner.customkeys).map((item) => customKey(item, header, context));
    }
    default:
      context.notEvaluated(`a rate by ${kind}`);
      return [undefined];
  }
}

const clientAddress: KeyPart = { key: "IP", name: "", read: ({ address }) => address };

function forwardedKey(header: string): KeyPart {
  return {
    key: "FORWARDED_IP",
    name: header,
    read(inspection) {
      const forwarded = forwardedAddress(inspection, header);
      return typeof forwarded === "object" ? forwarded.address : undefined;
    },
  };
}

function customKey(item: unknown, header: string, context: ReadingContext): KeyPart | undefined {
  const [kind, settings] = onlyProperty(item) ?? ["", {}];
  const name = asText(settings.name);
  const transformed = transformation(settings.texttransformations, context);
  if (transformed === undefined) {
    return undefined;
  }
  const part = (key: string, read: (inspection: Inspection) => string | undefined): KeyPart => ({
    key,
    name,
    read(inspection) {
      const value = read(inspection);
      return value === undefined ? undefined : transformed(value);
    },
  });
  switch (kind) {
    case "ip":
      return clientAddress;
    case "forwardedip":
      return forwardedKey(header);
    case "header":
      return part("HEADER", (inspection) => inspection.header(name)[0]);
    case "cookie":
      return part(
        "COOKIE",
        (inspection) => inspection.cookies().find(([cookie]) => cookie === name)?.[1],
      );
    case "queryargument":
      return part("QUERY_ARGUMENT", (inspection) => inspection.argument(name)[0]);
    case "querystring":
      return part("QUERY_STRING", ({ query }) => (query === "" ? undefined : query));
    case "uripath":
      return part("URI_PATH", ({ path }) => path);
    case "httpmethod":
      return part("HTTP_METHOD", ({ method }) => method);
    case "asn":
      return part("ASN", ({ network }) => network?.toString());
    case "labelnamespace":
      return labelKey(asText(settings.namespace));
    default:
      context.notEvaluated(`a rate by ${kind}`);
      return undefined;
  }
}

/** Each distinct set of labels of the namespace is counted on its own. */
function labelKey(namespace: string): KeyPart {
  return {
    key: "LABEL_NAMESPACE",
    name: namespace,
    read({ labels }) {
      const own = [...labels].filter((label) => label.startsWith(namespace)).toSorted();
      return own.length === 0 ? undefined : own.join();
    },
  };
}
