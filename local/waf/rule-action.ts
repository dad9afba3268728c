import { asList, asNumber, asProperties, asText } from "../../shared/properties.ts";
import { onlyProperty } from "./rule-source.ts";

/** What a rule does with a request that it matches, in the words of AWS WAF's log. */
export type ActionKind = "ALLOW" | "BLOCK" | "COUNT" | "CAPTCHA" | "CHALLENGE";

/** The answer to a request that is not let through. */
export interface CustomResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for an answer of the service's own. */
  readonly body: { readonly content: string; readonly contentType: string } | undefined;
}

export interface RuleAction {
  readonly kind: ActionKind;
  /** Headers that the request gets before it goes on, by name. */
  readonly insertedHeaders: Readonly<Record<string, string>>;
  readonly response: CustomResponse | undefined;
}

/** AWS WAF prefixes the headers that it inserts, so that they replace none of the client's. */
const INSERTED_PREFIX = "x-amzn-waf-";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  TEXT_PLAIN: "text/plain",
  TEXT_HTML: "text/html",
  APPLICATION_JSON: "application/json",
};

/**
 * What clients get that show no token of a solved puzzle (WAF guide, "CAPTCHA and Challenge action
 * behavior"): tokens come from AWS alone, so on one machine no client has one.
 */
const WITHOUT_TOKEN: Readonly<Partial<Record<ActionKind, CustomResponse>>> = {
  CAPTCHA: { status: 405, headers: { "x-amzn-waf-action": "captcha" }, body: undefined },
  CHALLENGE: { status: 202, headers: { "x-amzn-waf-action": "challenge" }, body: undefined },
};

/** Bodies of a web ACL or a rule group by their key. */
export type ResponseBodies = ReadonlyMap<string, NonNullable<CustomResponse["body"]>>;

/** Reads `CustomResponseBodies`: a list in Pulumi, a map in AWS's JSON. */
export function responseBodies(value: unknown): ResponseBodies {
  return new Map(
    asList(value).map((item) => {
      const { key, content, contenttype } = asProperties(item);
      const contentType = CONTENT_TYPES[asText(contenttype)] ?? "text/plain";
      return [asText(key), { content: asText(content), contentType }] as const;
    }),
  );
}

/** Reads an action: `{ block: { customResponse } }`. Undefined when there is none. */
export function ruleAction(value: unknown, bodies: ResponseBodies): RuleAction | undefined {
  const [name, settings] = onlyProperty(value) ?? ["", {}];
  const kind = name.toUpperCase() as ActionKind;
  if (!["ALLOW", "BLOCK", "COUNT", "CAPTCHA", "CHALLENGE"].includes(kind)) {
    return undefined;
  }
  const inserted = asList(asProperties(settings.customrequesthandling).insertheaders);
  return {
    kind,
    insertedHeaders: Object.fromEntries(
      inserted.map(asProperties).map((header) => {
        return [`${INSERTED_PREFIX}${asText(header.name).toLowerCase()}`, asText(header.value)];
      }),
    ),
    response: WITHOUT_TOKEN[kind] ?? customResponse(settings.customresponse, bodies),
  };
}

function customResponse(value: unknown, bodies: ResponseBodies): CustomResponse | undefined {
  const { responsecode, responseheaders, customresponsebodykey } = asProperties(value);
  const status = asNumber(responsecode);
  if (status === undefined) {
    return undefined;
  }
  const headers = asList(responseheaders).map(asProperties);
  return {
    status,
    headers: Object.fromEntries(headers.map(({ name, value }) => [asText(name), asText(value)])),
    body: bodies.get(asText(customresponsebodykey)),
  };
}
