import assert from "node:assert/strict";
import fc from "fast-check";
import { ERROR_CODES } from "../../runtime/error-codes.ts";
import type { DeployedNamespace, FunctionAnswer } from "./deployed-namespace.ts";
import { invocationsOf } from "./generated-invocations.ts";

/** What a run of generated invocations came to. */
export interface InvariantCounts {
  invocations: number;
  payloads: number;
  errors: number;
  accepted: number;
  refused: number;
}

/** The number of runs that an environment variable asks for, or the default. */
export function runsOf(variable: string | undefined, otherwise: number): number {
  const runs = Number(variable ?? otherwise);
  assert.ok(Number.isSafeInteger(runs) && runs > 0, "the number of runs is a whole number");
  return runs;
}

const LEAKS = /s3cret|\bat .*:\d+:\d+|Error:|node_modules|check_\d/;
const MAX_ANSWER_BYTES = 240_000;

function assertError(error: unknown): void {
  assert.equal(typeof error, "string");
  const [code = ""] = String(error).split(" - ");
  assert.ok(code in ERROR_CODES, `the code ${code} is documented`);
  assert.doesNotMatch(String(error), LEAKS);
  assert.ok(String(error).length < 1500, "errors are short");
}

function eventsOf(event: unknown): readonly unknown[] | undefined {
  const events = (event as { events?: unknown } | null)?.events;
  return Array.isArray(events) && events.length > 0 ? events : undefined;
}

function idOf(item: unknown): unknown {
  const id =
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? (item as { id?: unknown }).id
      : null;
  return typeof id === "string" || typeof id === "number" ? id : null;
}

/** Events that their handler drops on purpose have no answer; all others have. */
function expectedIds(events: readonly unknown[], answer: FunctionAnswer): unknown[] {
  const given = events.map(idOf);
  const answered = answer.events?.map(({ id }) => id) ?? [];
  if (answered.length === given.length) {
    return given;
  }
  return events
    .filter((item) => (item as { payload?: { does?: unknown } }).payload?.does !== "drops")
    .map(idOf);
}

/** Events that share state with others, which changes before and after they are answered. */
function sharesState(event: unknown): boolean {
  return String(
    (event as { info?: { channel?: { path?: unknown } } }).info?.channel?.path,
  ).startsWith("/probe/state");
}

/** What goes out is what the event's own function returned, as it was when it was checked. */
function assertOwnState(
  { id, payload }: { id: unknown; payload?: unknown },
  events: readonly unknown[],
): void {
  const own = events.find((item) => (item as { id: unknown }).id === id);
  const { does } = (own as { payload: { does: string } }).payload;
  assert.deepEqual(payload, { text: does });
  assert.ok(does.length <= 9, "it matches the schema");
}

function assertAnswers(event: unknown, answer: FunctionAnswer, counts: InvariantCounts): void {
  const events = eventsOf(event);
  if (!events || !answer.events) {
    assert.equal(events, undefined, "events are answered one by one");
    assertError(answer.error);
    counts.refused += 1;
    return;
  }
  assert.deepEqual(
    answer.events.map(({ id }) => id),
    expectedIds(events, answer),
  );
  for (const item of answer.events) {
    assert.notEqual("payload" in item, "error" in item, "a payload or an error");
    if ("error" in item) {
      assertError(item.error);
      counts.errors += 1;
    } else {
      assert.ok(Buffer.byteLength(JSON.stringify(item)) <= MAX_ANSWER_BYTES);
      if (sharesState(event)) {
        assertOwnState(item, events);
      }
      counts.payloads += 1;
    }
  }
}

function isSubscribe(event: unknown): boolean {
  const { info, events } = event as { info?: { operation?: unknown }; events?: unknown };
  return info?.operation === "SUBSCRIBE" && events === null;
}

function assertInvariants(
  event: unknown,
  answer: FunctionAnswer | null,
  counts: InvariantCounts,
): void {
  counts.invocations += 1;
  assert.notEqual(answer, undefined, "there is an answer");
  if (answer === null) {
    assert.ok(isSubscribe(event), "only a subscribe is accepted");
    counts.accepted += 1;
    return;
  }
  assertAnswers(event, answer, counts);
}

/** Invokes a namespace with generated events and holds every answer to the runtime's invariants. */
export async function checkInvariants(
  namespace: DeployedNamespace,
  runs: number,
): Promise<InvariantCounts> {
  const counts = { invocations: 0, payloads: 0, errors: 0, accepted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(invocationsOf(namespace.bundle.namespace), async (event) => {
      const answer = await namespace.invoke(event);
      assertInvariants(event, answer, counts);
    }),
    { numRuns: runs },
  );
  return counts;
}
