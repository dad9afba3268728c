import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type AddressRange,
  addressRange,
  contains,
  representatives,
} from "../../../policies/waf/source-addresses.ts";

function set(...cidrs: readonly string[]): readonly AddressRange[] {
  return cidrs.flatMap((cidr) => addressRange(cidr) ?? []);
}

/** In which of the sets each representative lies. */
function memberships(...sets: readonly (readonly AddressRange[])[]): readonly string[] {
  return representatives(sets)
    .map((address) => sets.map((ranges) => (contains(ranges, address) ? "in" : "out")).join())
    .toSorted();
}

describe("representative addresses", () => {
  test("lie in and out of each set, in every combination that exists", () => {
    assert.deepEqual(memberships(set("10.0.0.0/8")), ["in", "out"]);
    assert.deepEqual(memberships(set("10.0.0.0/8"), set("10.1.0.0/16")), [
      "in,in",
      "in,out",
      "out,out",
    ]);
    assert.deepEqual(memberships(set("10.0.0.0/8"), set("192.0.2.1/32")), [
      "in,out",
      "out,in",
      "out,out",
    ]);
  });

  test("leave nobody out when ranges cover all of IPv4, however they are cut", () => {
    assert.deepEqual(memberships(set("0.0.0.0/0")), ["in"]);
    assert.deepEqual(memberships(set("128.0.0.0/1", "0.0.0.0/2", "64.0.0.0/2")), ["in"]);
    assert.deepEqual(memberships(set("0.0.0.0/1"), set("128.0.0.0/1")), ["in,out", "out,in"]);
    assert.deepEqual(memberships(set("0.0.0.0/1", "128.0.0.0/2")), ["in", "out"]);
  });

  test("are of IPv6 where a set names it", () => {
    assert.deepEqual(memberships(set("2001:db8::/32")), ["in", "out"]);
    assert.deepEqual(memberships(set("0.0.0.0/0"), set("::/0")), ["in,out", "out,in"]);
  });

  test("take the address in front of a prefix as the block that it lies in", () => {
    assert.deepEqual(addressRange("10.1.2.3/8"), addressRange("10.0.0.0/8"));
    assert.equal(addressRange("10.0.0.1"), undefined);
    assert.equal(addressRange("elsewhere"), undefined);
  });
});
