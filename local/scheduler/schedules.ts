import { randomBytes, randomUUID } from "node:crypto";
import { Cron } from "croner";
import type { FunctionInvoker } from "../model.ts";

/** A schedule of EventBridge Scheduler whose target is a function. */
export interface Schedule {
  readonly arn: string;
  readonly name: string;
  /** The six fields of `cron(…)`. */
  readonly cron: string;
  readonly timezone: string;
  readonly targetArn: string;
  /** JSON that the function receives. */
  readonly input: string;
}

/** The fields of a `cron(…)` expression; undefined for `rate(…)` and `at(…)`. */
export function cronFields(expression: string): string | undefined {
  return /^cron\((.+)\)$/.exec(expression)?.[1];
}

/**
 * Invokes functions at the moments of their schedules, and once for the last moment that passed
 * before: a machine that runs by day would never meet a night's.
 */
export class Schedules {
  readonly #invoker: FunctionInvoker;
  readonly #say: (message: string) => void;
  readonly #running = new Map<string, Cron>();

  constructor(invoker: FunctionInvoker, say: (message: string) => void) {
    this.#invoker = invoker;
    this.#say = say;
  }

  /**
   * Starts a schedule, in place of the one of that ARN. Its function must be deployed.
   *
   * @throws Error if the expression is not one of EventBridge Scheduler's.
   */
  async put(schedule: Schedule): Promise<void> {
    this.remove(schedule.arn);
    const job = cronOf(schedule);
    this.#running.set(schedule.arn, job);
    job.schedule(() => this.#run(schedule, latest(job)));
    await this.#run(schedule, latest(job));
  }

  remove(arn: string): void {
    this.#running.get(arn)?.stop();
    this.#running.delete(arn);
  }

  async close(): Promise<void> {
    for (const arn of [...this.#running.keys()]) {
      this.remove(arn);
    }
  }

  async #run(schedule: Schedule, moment: Date | undefined): Promise<void> {
    if (moment === undefined) {
      return;
    }
    const time = `${moment.toISOString().slice(0, 19)}Z`;
    this.#say(`Schedule ${schedule.name}: invoking its function for ${time}.`);
    try {
      const payload: unknown = JSON.parse(withContext(schedule, time));
      await this.#invoker.invoke(schedule.targetArn, payload, "EVENT");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#say(`Schedule ${schedule.name}: its function was not invoked: ${reason}`);
    }
  }
}

/** Fields as AWS orders them, with Sunday as day 1 (EventBridge Scheduler User Guide, schedule types). */
function cronOf({ cron, timezone }: Schedule): Cron {
  // Croner has the seconds in front, which AWS does not have.
  return new Cron(`0 ${cron}`, { timezone, unref: true, alternativeWeekdays: true });
}

/** The newest moment of a schedule that is not in the future. */
function latest(job: Cron): Date | undefined {
  return job.previousRuns(1, new Date(Date.now() + 999))[0];
}

/** The input with its keywords replaced (EventBridge Scheduler User Guide, context attributes). */
function withContext({ input, arn }: Schedule, scheduledTime: string): string {
  return input
    .replaceAll("<aws.scheduler.schedule-arn>", arn)
    .replaceAll("<aws.scheduler.scheduled-time>", scheduledTime)
    .replaceAll(
      "<aws.scheduler.execution-id>",
      randomUUID().slice(0, 8) + randomBytes(4).toString("hex"),
    )
    .replaceAll("<aws.scheduler.attempt-number>", "1");
}
