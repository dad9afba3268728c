import ipaddr from "ipaddr.js";

/** The addresses of one CIDR block, as numbers from the first to the last. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** The range of a CIDR block; undefined when the text is none. */
export function addressRange(cidr: string): AddressRange | undefined {
  if (!ipaddr.isValidCIDR(cidr)) return undefined;
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

/** The number of IPv4 addresses: nothing lies at it or beyond. */
const ALL_OF_IPV4 = 2n ** 32n;

/**
 * One address for each way of being in some of the sets and not in others.
 *
 * IPv6 addresses are among them only where a set names them: AWS says of no endpoint of an Event
 * API that IPv6 reaches it, so sets that hold all of IPv4 leave nobody out.
 */
export function representatives(sets: readonly (readonly AddressRange[])[]): readonly Address[] {
  const found = new Map<string, Address>();
  for (const family of [4, 6] as const) {
    const depths = sets.map(() => 0);
    const edges = edgesOf(sets, family);
    for (const [at, { value, set, step }] of edges.entries()) {
      if (set !== undefined) depths[set] = (depths[set] ?? 0) + step;
      if (edges[at + 1]?.value === value) continue;
      const isNamed = depths.some((depth) => depth > 0);
      const isAddress = family === 6 ? isNamed : value < ALL_OF_IPV4;
      if (isAddress)
        found.set(depths.map((depth) => (depth > 0 ? "1" : "0")).join(""), { family, value });
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
