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

/** The last address of IPv4, so that what lies after it is no address. */
const lastOfIpv4 = 2n ** 32n - 1n;

/**
 * One address for each way of being in some of the sets and not in others.
 *
 * IPv6 addresses are among them only where a set names them: AWS says of no endpoint of an Event
 * API that IPv6 reaches it, so sets that hold all of IPv4 leave nobody out.
 */
export function representatives(sets: readonly (readonly AddressRange[])[]): readonly Address[] {
  const edges: Address[] = [{ family: 4, value: 0n }];
  for (const { family, first, last } of sets.flat()) {
    edges.push({ family, value: first });
    if (family === 6 || last < lastOfIpv4) edges.push({ family, value: last + 1n });
  }
  const found = new Map<string, Address>();
  for (const address of edges) {
    const member = sets.map((ranges) => (contains(ranges, address) ? "1" : "0")).join("");
    if (address.family === 4 || member.includes("1")) found.set(member, address);
  }
  return [...found.values()];
}
