import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SlidingWindow } from "../../../local/event-api/sliding-window.ts";
import { WebAclEvaluation } from "../../../local/event-api/web-acl-evaluation.ts";
import type { RateRule, WebAcl } from "../../../local/model.ts";
import { KEY, startEventApi } from "./test-event-api.ts";

const RULE: RateRule = { name: "rate", limit: 3, evaluationWindowSeconds: 60, action: "BLOCK" };
const BLOCKED = { errorType: "WAFForbiddenException", message: "403 Forbidden" };

function webAcl(overrides: Partial<WebAcl> = {}): WebAcl {
  return { arn: "acl", defaultAction: "ALLOW", rateRules: [RULE], ...overrides };
}

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
        if (admits) admitted.push(now);
      }
    }),
  );
});

test("a rate rule blocks an address that is over its limit until the window has passed", () => {
  const evaluation = new WebAclEvaluation();
  const acl = webAcl();
  const blocked = (address: string, now: number) => evaluation.blocks(acl, address, now);
  for (let request = 0; request < 3; request++) assert.equal(blocked("10.0.0.1", 0), false);
  assert.equal(blocked("10.0.0.1", 59_999), true);
  assert.equal(blocked("10.0.0.2", 59_999), false);
  assert.equal(blocked("10.0.0.1", 120_000), false);
});

test("COUNT never blocks, the default action does, and no web ACL allows all", () => {
  const evaluation = new WebAclEvaluation();
  const counting = webAcl({ rateRules: [{ ...RULE, action: "COUNT" }] });
  for (let request = 0; request < 9; request++)
    assert.equal(evaluation.blocks(counting, "10.0.0.1", 0), false);
  const closed = webAcl({ defaultAction: "BLOCK", rateRules: [] });
  assert.equal(evaluation.blocks(closed, "10.0.0.1", 0), true);
  assert.equal(evaluation.blocks(undefined, "10.0.0.1", 0), false);
});

test("HTTP publishes over the rate get 403 before anyone looks at their credential", async (t) => {
  const api = await startEventApi(t, { api: { webAcl: webAcl() } });
  const body = { channel: "/default/a", events: ["1"] };
  for (let request = 0; request < 3; request++)
    assert.equal((await api.post(body, { "x-api-key": "wrong" })).status, 401);
  const answer = await api.post(body);
  assert.equal(answer.status, 403);
  assert.deepEqual(answer.body, { errors: [BLOCKED] });
  assert.equal(answer.headers.get("x-amzn-errortype"), BLOCKED.errorType);
});

test("connects over the rate read connection_error; messages of an open socket are not counted", async (t) => {
  const api = await startEventApi(t, { api: { webAcl: webAcl() } });
  const socket = await api.connect();
  await socket.subscribe("s", "/default/b");
  for (let id = 0; id < 10; id++)
    assert.equal((await socket.publish(`${id}`, "/default/a", ["1"])).type, "publish_success");
  await api.connect();
  await api.connect();
  const blocked = await api.open({ host: api.host, "x-api-key": KEY });
  assert.deepEqual(await blocked.next(), {
    type: "connection_error",
    errors: [{ ...BLOCKED, errorCode: 403 }],
  });
  assert.equal((await blocked.closed).code, 1000);
});
