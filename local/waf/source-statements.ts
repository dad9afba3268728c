import ipaddr from "ipaddr.js";
import { asList, asProperties, asText, type Properties } from "../../shared/properties.ts";
import type { Statement } from "./inspection.ts";
import { type Inspection, plainAddress } from "./inspection.ts";
import type { ReadingContext } from "./rule-source.ts";

/** Addresses of a header that AWS WAF looks at, with the position ANY. */
const MOST_FORWARDED = 10;

type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** `IPSetReferenceStatement`, for the address of the connection or one that a proxy forwards. */
export function ipSet(inner: Properties, context: ReadingContext): Statement {
  const arn = asText(inner.arn);
  const blocks = context.source.addresses(arn);
  if (blocks === undefined) {
    context.notEvaluated(`the IP set ${arn} is not in this stack`);
    return () => undefined;
  }
  const ranges = blocks.filter((block) => ipaddr.isValidCIDR(block)).map(ipaddr.parseCIDR);
  const forwarded = inner.ipsetforwardedipconfig;
  if (!isSet(forwarded)) {
    return ({ address }) => isWithin(address, ranges);
  }
  const { headername, fallbackbehavior, position } = asProperties(forwarded);
  return (inspection) => {
    const addresses = forwardedAddresses(inspection, asText(headername));
    if (addresses === undefined) {
      return false;
    }
    const chosen = atPosition(addresses, asText(position, "FIRST"));
    if (chosen.some((address) => address === undefined)) {
      return fallbackbehavior === "MATCH";
    }
    return chosen.some((address) => address !== undefined && isWithin(address, ranges));
  };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isWithin(address: string, ranges: readonly Range[]): boolean {
  if (address === "") {
    return false;
  }
  const parsed = ipaddr.parse(address);
  return ranges.some((range) => range[0].kind() === parsed.kind() && parsed.match(range));
}

function atPosition<Item>(items: readonly Item[], position: string): readonly Item[] {
  if (position === "ANY") {
    return items.slice(0, MOST_FORWARDED);
  }
  return position === "LAST" ? items.slice(-1) : items.slice(0, 1);
}

/**
 * The addresses of a header such as X-Forwarded-For, undefined in place of what is not an address; all
 * undefined when the request does not have the header, and then AWS WAF does not apply the rule.
 */
function forwardedAddresses(
  inspection: Inspection,
  headerName: string,
): readonly (string | undefined)[] | undefined {
  const values = inspection.header(headerName);
  if (values.length === 0) {
    return undefined;
  }
  return values.flatMap((value) => value.split(",")).map((text) => plainAddress(text.trim()));
}

/** The first address of a header: "absent" without the header, "invalid" when it is not an address. */
export function forwardedAddress(
  inspection: Inspection,
  headerName: string,
): { readonly address: string } | "absent" | "invalid" {
  const addresses = forwardedAddresses(inspection, headerName);
  if (addresses === undefined) {
    return "absent";
  }
  const [address] = addresses;
  return address === undefined ? "invalid" : { address };
}

/** `GeoMatchStatement`. As AWS WAF does, it labels what it looks at whether it matches or not. */
export function geoMatch(inner: Properties): Statement {
  const codes = new Set(asList(inner.countrycodes).map((code) => asText(code)));
  return bySource(inner, (inspection, labels) => {
    const country = inspection.country ?? "XX";
    inspection.labels.add(`${labels}geo:country:${country}`);
    inspection.labels.add(`${labels}geo:region:${country}-${inspection.region ?? "XX"}`);
    return codes.has(country);
  });
}

/** `AsnMatchStatement`. Zero stands for an address of an unknown network. */
export function asnMatch(inner: Properties): Statement {
  const numbers = new Set(asList(inner.asnlist ?? inner.asnlists).map(Number));
  return bySource(inner, (inspection, labels) => {
    const network = inspection.network ?? 0;
    inspection.labels.add(`${labels}asn:${network}`);
    return numbers.has(network);
  });
}

/** A statement about the connection, or about the address that a proxy forwards. */
function bySource(
  inner: Properties,
  match: (inspection: Inspection, labels: string) => boolean,
): Statement {
  if (!isSet(inner.forwardedipconfig)) {
    return (inspection) => match(inspection, "awswaf:clientip:");
  }
  const { headername, fallbackbehavior } = asProperties(inner.forwardedipconfig);
  return (inspection) => {
    const forwarded = forwardedAddress(inspection, asText(headername));
    if (forwarded === "absent") {
      return false;
    }
    if (forwarded === "invalid") {
      return fallbackbehavior === "MATCH";
    }
    return match(inspection, "awswaf:forwardedip:");
  };
}
