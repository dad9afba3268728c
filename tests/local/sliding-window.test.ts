import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SlidingWindow } from "../../local/sliding-window.ts";

test("a window counts exactly what a naive count of the last milliseconds counts", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), steps, (limit, waits) => {
      const counted = new SlidingWindow(limit, 100);
      const admitting = new SlidingWindow(limit, 100);
      const all: number[] = [];
      const admitted: number[] = [];
      let now = 0;
      for (const wait of waits) {
        now += wait;
        const within = (time: number) => time > now - 100;
        assert.equal(counted.exceededBy(now), all.filter(within).length >= limit);
        all.push(now);
        const admits = admitted.filter(within).length < limit;
        assert.equal(admitting.admits(now), admits);
        if (admits) {
          admitted.push(now);
        }
      }
    }),
  );
});
