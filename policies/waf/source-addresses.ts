import ipaddr from "ipaddr.js";

/** The addresses of one CIDR block, as numbers from the first to the last. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** The range of a CIDR block; undefined when the text is none. */
export function addressRange(cidr: string): AddressRange | undefined {
  if (!ipaddr.isValidCIDR(cidr)) {
    return undefined;
  }
  const [address, prefix] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray();
  const size = 1n << BigInt(bytes.length * 8 - prefix);
  const value = bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  const first = value - (value % size);
  return { family: bytes.length === 4 ? 4 : 6, first, last: first + size - 1n };
}

/** An address that a request comes from. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** Whether an address lies in one of the ranges. */
export function contains(ranges: readonly AddressRange[], { family, value }: Address): boolean {
  return ranges.some(
    (range) => range.family === family && range.first <= value && value <= range.last,
  );
}

/** Blocks that no connection from the internet comes from (RFC 6890, "Special-purpose registries"). */
const notOnInternet = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
  "::/127",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
].flatMap((block) => addressRange(block) ?? []);

/**
 * Whether a connection to an Event API can come from a range: an Event API has no private endpoint
 * (AppSync API reference, `CreateApi`), so it comes from the internet.
 */
export function isOnInternet({ family, first, last }: AddressRange): boolean {
  return !notOnInternet.some(
    (range) => range.family === family && range.first <= first && last <= range.last,
  );
}

/** The number of IPv4 addresses: nothing lies at it or beyond. */
const ALL_OF_IPV4 = 2n ** 32n;

/**
 * One address for each way of being in some of the sets and not in others.
 *
 * @param onInternet Leaves out the addresses that no connection from the internet comes from.
 *
 * IPv6 addresses are among them only where a set names them: AWS says of no endpoint of an Event
 * API that IPv6 reaches it, so sets that hold all of IPv4 leave nobody out.
 */
export function representatives(
  given: readonly (readonly AddressRange[])[],
  onInternet = false,
): readonly Address[] {
  const sets = onInternet ? [...given, notOnInternet] : given;
  const found = new Map<string, Address>();
  for (const family of [4, 6] as const) {
    const depths = sets.map(() => 0);
    const edges = edgesOf(sets, family);
    for (const [at, { value, set, step }] of edges.entries()) {
      if (set !== undefined) {
        depths[set] = (depths[set] ?? 0) + step;
      }
      if (edges[at + 1]?.value === value) {
        continue;
      }
      if (onInternet && (depths.at(-1) ?? 0) > 0) {
        continue;
      }
      const isNamed = depths.some((depth) => depth > 0);
      const isAddress = family === 6 ? isNamed : value < ALL_OF_IPV4;
      if (isAddress) {
        found.set(depths.map((depth) => (depth > 0 ? "1" : "0")).join(""), { family, value });
      }
    }
  }
  return [...found.values()];
}

/** Where an address enters or leaves one of the sets. */
interface Edge {
  readonly value: bigint;
  /** Undefined for the first address of all. */
  readonly set: number | undefined;
  readonly step: 1 | -1;
}

function edgesOf(sets: readonly (readonly AddressRange[])[], family: 4 | 6): readonly Edge[] {
  const edges = sets.flatMap((ranges, set) =>
    ranges
      .filter((range) => range.family === family)
      .flatMap(({ first, last }): Edge[] => [
        { value: first, set, step: 1 },
        { value: last + 1n, set, step: -1 },
      ]),
  );
  const start: Edge = { value: 0n, set: undefined, step: 1 };
  return [start, ...edges].toSorted((one, other) => Number(one.value - other.value));
}
