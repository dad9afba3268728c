import { inspect } from "node:util";
import { Logger } from "@aws-lambda-powertools/logger";
import type { ConstructorOptions } from "@aws-lambda-powertools/logger/types";
import type { Context } from "aws-lambda";
import type { InvocationContext } from "./invocation.ts";

/**
 * Longest text in a log line, in UTF-16 units: a line with a dozen of them stays below the 256 KB of
 * one log event (CloudWatch Logs quotas), so that no line is cut in the middle of its JSON.
 */
const MAX_TEXT_LENGTH = 16_000;

/** Whose lines a logger writes. */
export interface LoggedInvocation {
  readonly context: InvocationContext | undefined;
  readonly correlationId: string | undefined;
  /** Whether the invocation is the first of its execution environment. */
  readonly first: boolean;
}

/** Any value as text of limited length: an error with its stack, a proxy without calling its traps. */
export function textOf(value: unknown): string {
  if (typeof value === "string") {
    return shortened(value);
  }
  try {
    const options = { customInspect: false, depth: 3, maxStringLength: MAX_TEXT_LENGTH };
    return shortened(inspect(value, options));
  } catch {
    return "[a value that cannot be read]";
  }
}

function shortened(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH) {
    return text;
  }
  return `${text.slice(0, MAX_TEXT_LENGTH).toWellFormed()}… (${text.length} characters)`;
}

/**
 * Powertools' Logger for the lines of one invocation. Invocations that run at the same time in one
 * process share no keys, no correlation id and no cold start. Unlike Powertools' own it never throws:
 * a getter that throws, a cause that is its own cause or a revoked proxy would otherwise
 * take the event with it, or the line.
 */
export class InvocationLogger extends Logger {
  readonly #invocation: LoggedInvocation;

  constructor(invocation: LoggedInvocation, options: ConstructorOptions = {}) {
    super({
      jsonReplacerFn: (_key, value) => (typeof value === "string" ? shortened(value) : value),
      ...options,
    });
    this.#invocation = invocation;
    if (invocation.context) {
      this.addContext(invocation.context as Context);
    }
    if (invocation.correlationId !== undefined) {
      this.setCorrelationId(invocation.correlationId);
    }
  }

  override appendKeys(...keys: Parameters<Logger["appendKeys"]>): void {
    keepKeys(this, () => super.appendKeys(...keys), keys);
  }

  // Powertools' constructor calls this, before there are any members of this class.
  override appendPersistentKeys(...keys: Parameters<Logger["appendPersistentKeys"]>): void {
    keepKeys(this, () => super.appendPersistentKeys(...keys), keys);
  }

  protected override createLogger(options?: ConstructorOptions): Logger {
    return new InvocationLogger(this.#invocation, options);
  }

  /** True for all lines of the first invocation, and for those only. */
  protected override getColdStart(): boolean {
    return this.#invocation.first && this.getInitializationType() === "on-demand";
  }

  protected override processLogItem(...item: Parameters<Logger["processLogItem"]>): void {
    const [level, input, extraInput] = item;
    try {
      super.processLogItem(...item);
    } catch {
      const message = typeof input === "string" ? input : "A log line could not be written as JSON";
      const values = typeof input === "string" ? extraInput : [input, ...extraInput];
      this.#writePlain(level, message, values);
    }
  }

  /** Writes a line without this logger's keys, since they may be what cannot be written. */
  #writePlain(level: number, message: string, values: readonly unknown[]): void {
    try {
      const plain = new InvocationLogger(this.#invocation);
      super.processLogItem.call(plain, level, message, [{ unserializable: values.map(textOf) }]);
    } catch {
      // Standard output is gone: there is nobody left to tell.
    }
  }
}

function keepKeys(logger: Logger, append: () => void, keys: readonly unknown[]): void {
  try {
    append();
  } catch {
    logger.error("Keys of log lines could not be kept", { unserializable: keys.map(textOf) });
  }
}
