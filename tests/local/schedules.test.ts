import assert from "node:assert/strict";
import { mock, type TestContext, test } from "node:test";
import { cronFields, type Schedule, Schedules } from "../../local/scheduler/schedules.ts";

const SCHEDULE: Schedule = {
  arn: "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/night",
  name: "night",
  cron: "0 3 * * ? *",
  timezone: "UTC",
  targetArn: "arn:aws:lambda:eu-west-1:000000000000:function:export:live",
  input: '{"scheduledTime":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>"}',
};

/** Schedules on a clock of the test's own, and what they invoke. */
function started(t: TestContext, now: string) {
  mock.timers.enable({ apis: ["Date", "setTimeout"], now: new Date(now) });
  const invoked: [string, unknown, string][] = [];
  const lines: string[] = [];
  let fault: Error | undefined;
  const schedules = new Schedules(
    {
      async invoke(arn, payload, type) {
        if (fault) {
          throw fault;
        }
        invoked.push([arn, payload, type]);
        return { value: undefined, bytes: 0 };
      },
    },
    (line) => lines.push(line),
  );
  t.after(async () => {
    await schedules.close();
    mock.timers.reset();
  });
  const moments = () =>
    invoked.map(([, payload]) => (payload as Record<string, string>).scheduledTime);
  return { schedules, invoked, lines, moments, fail: (error: Error) => (fault = error) };
}

test("a schedule invokes its function for the last moment that has passed, and at each one to come", async (t) => {
  const { schedules, invoked, moments } = started(t, "2026-11-25T18:00:00Z");
  await schedules.put(SCHEDULE);
  assert.deepEqual(invoked, [
    [SCHEDULE.targetArn, { scheduledTime: "2026-11-25T03:00:00Z", by: SCHEDULE.arn }, "EVENT"],
  ]);
  for (let hour = 0; hour < 34; hour += 1) {
    mock.timers.tick(3_600_000);
  }
  assert.deepEqual(moments(), [
    "2026-11-25T03:00:00Z",
    "2026-11-26T03:00:00Z",
    "2026-11-27T03:00:00Z",
  ]);
});

test("a schedule that is replaced or removed runs no more", async (t) => {
  const { schedules, moments } = started(t, "2026-11-25T18:00:00Z");
  await schedules.put(SCHEDULE);
  await schedules.put({ ...SCHEDULE, cron: "30 4 * * ? *" });
  mock.timers.tick(86_400_000);
  assert.deepEqual(moments().slice(1), ["2026-11-25T04:30:00Z", "2026-11-26T04:30:00Z"]);
  schedules.remove(SCHEDULE.arn);
  mock.timers.tick(3 * 86_400_000);
  assert.equal(moments().length, 3);
});

test("fields are read as EventBridge Scheduler reads them: day 1 is Sunday, in the schedule's time zone", async (t) => {
  const { schedules, moments } = started(t, "2026-11-25T18:00:00Z");
  await schedules.put({ ...SCHEDULE, cron: "0 3 ? * 1 *", timezone: "Europe/Berlin" });
  assert.deepEqual(moments(), ["2026-11-22T02:00:00Z"]);
  assert.equal(cronFields("cron(0 3 * * ? *)"), "0 3 * * ? *");
  assert.equal(cronFields("rate(1 day)"), undefined);
});

test("a function that cannot be invoked is told of and stops neither the stage nor the schedule", async (t) => {
  const { schedules, lines, fail } = started(t, "2026-11-25T18:00:00Z");
  fail(new Error("No function is deployed."));
  await schedules.put(SCHEDULE);
  assert.match(lines.at(-1) ?? "", /^Schedule night: its function was not invoked: No function/);
});
