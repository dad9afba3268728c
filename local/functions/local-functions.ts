import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type FunctionInvoker, InvocationError, type InvocationResult } from "../model.ts";
import type { DeployedFunction } from "./deployed-function.ts";
import type { FunctionSurroundings } from "./function-environment.ts";
import { OutputFiles, type OutputOptions } from "./function-output.ts";
import { FunctionPool } from "./function-pool.ts";

/** How the embedded stage runs functions. */
export interface LocalFunctionsOptions extends FunctionSurroundings, OutputOptions {
  /**
   * Milliseconds before each retry of a failed EVENT invocation. Lambda retries twice, after one
   * and two minutes (Lambda Developer Guide, asynchronous invocation); here after 1 and 2 seconds.
   */
  readonly retryDelaysMs?: readonly number[];
}

const RETRY_DELAYS_MS = [1_000, 2_000];

/** Where an alias leads: a version, and for a share of invocations another one. */
export interface AliasTarget {
  readonly functionArn: string;
  /** Shares from 0 to 1 by the ARN of the other version. @default none */
  readonly weights?: ReadonlyMap<string, number>;
}

/** Runs deployed functions, each in processes of its own. */
export class LocalFunctions implements FunctionInvoker {
  readonly #surroundings: FunctionSurroundings;
  readonly #files: OutputFiles;
  readonly #retryDelaysMs: readonly number[];
  readonly #pools = new Map<string, FunctionPool>();
  readonly #functions = new Map<string, DeployedFunction>();
  readonly #aliases = new Map<string, AliasTarget>();
  readonly #events = new Set<Promise<void>>();
  readonly #resting = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(options: LocalFunctionsOptions) {
    this.#surroundings = options;
    this.#files = new OutputFiles(options);
    this.#retryDelaysMs = options.retryDelaysMs ?? RETRY_DELAYS_MS;
  }

  /**
   * Puts a function, or a published version of one, in service under its ARN. What had that ARN
   * before finishes what it is doing. A function that is in service as it is given stays.
   *
   * @param start "now" loads the code at once: throws InvocationError, and keeps what had the ARN
   * before, when it does not load. "later" loads it at the first invocation, as Lambda does.
   */
  async deploy(fn: DeployedFunction, start: "now" | "later" = "now"): Promise<void> {
    if (isDeepStrictEqual(this.#functions.get(fn.functionArn), fn)) {
      return;
    }
    const pool = new FunctionPool(fn, this.#surroundings, this.#files.for(fn.functionName));
    if (start === "now") {
      await pool.warm();
    }
    const old = this.#pools.get(fn.functionArn);
    this.#pools.set(fn.functionArn, pool);
    this.#functions.set(fn.functionArn, fn);
    await old?.close();
  }

  /** What has an ARN now: a function, or a published version of one. */
  deployed(functionArn: string): DeployedFunction | undefined {
    return this.#functions.get(functionArn);
  }

  /** Takes a function with all its versions out of service. */
  async remove(functionArn: string): Promise<void> {
    const arns = [...this.#pools.keys()].filter(
      (arn) => arn === functionArn || arn.startsWith(`${functionArn}:`),
    );
    const pools = arns.map((arn) => this.#pools.get(arn));
    for (const arn of arns) {
      this.#pools.delete(arn);
      this.#functions.delete(arn);
    }
    await Promise.all(pools.map((pool) => pool?.close()));
  }

  /**
   * Lets an alias lead to a version, or to another one: from now on invocations go there. The
   * version that it led to finishes what it is doing.
   */
  pointAlias(aliasArn: string, target: AliasTarget): void {
    const before = this.#aliases.get(aliasArn);
    this.#aliases.set(aliasArn, target);
    const used = new Set([...this.#aliases.values()].flatMap(versionsOf));
    for (const arn of before === undefined ? [] : versionsOf(before)) {
      if (!used.has(arn)) {
        this.#rest(arn);
      }
    }
  }

  removeAlias(aliasArn: string): void {
    this.#aliases.delete(aliasArn);
  }

  async invoke(
    functionArn: string,
    payload: unknown,
    invokeType: "REQUEST_RESPONSE" | "EVENT",
  ): Promise<InvocationResult> {
    const event = JSON.stringify(payload);
    if (invokeType === "REQUEST_RESPONSE") {
      return this.#pool(functionArn).invoke(event, functionArn);
    }
    this.#pool(functionArn);
    const run = this.#invokeEvent(functionArn, event).finally(() => this.#events.delete(run));
    this.#events.add(run);
    return { value: undefined, bytes: 0 };
  }

  /** Lets running invocations finish, ends every process and writes out logs and metrics. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#events);
    await Promise.all(this.#resting);
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    this.#pools.clear();
    await this.#files.close();
  }

  #pool(functionArn: string): FunctionPool {
    const pool = this.#pools.get(this.#target(functionArn));
    if (pool === undefined) {
      throw new InvocationError("NotFound", `No function ${functionArn} is deployed.`);
    }
    return pool;
  }

  /** The ARN that an alias leads to; `$LATEST` may be named or left out. */
  #target(functionArn: string): string {
    const alias = this.#aliases.get(functionArn);
    const target = alias === undefined ? functionArn : chosen(alias);
    return target.endsWith(":$LATEST") ? target.slice(0, -":$LATEST".length) : target;
  }

  #rest(functionArn: string): void {
    const resting = (this.#pools.get(functionArn)?.rest() ?? Promise.resolve()).finally(() =>
      this.#resting.delete(resting),
    );
    this.#resting.add(resting);
  }

  async #invokeEvent(functionArn: string, event: string): Promise<void> {
    const name = this.#functions.get(this.#target(functionArn))?.functionName ?? functionArn;
    for (const pause of [...this.#retryDelaysMs, undefined]) {
      try {
        await this.#pool(functionArn).invoke(event, functionArn);
        return;
      } catch {
        if (pause === undefined || this.#closing.signal.aborted) {
          break;
        }
        await delay(pause, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
    const attempts = this.#retryDelaysMs.length + 1;
    this.#files
      .for(name)
      .platform(`An asynchronous event was discarded after ${attempts} attempts.`);
  }
}

function versionsOf({ functionArn, weights = new Map() }: AliasTarget): readonly string[] {
  return [functionArn, ...weights.keys()];
}

/** Each invocation draws its version (Lambda Developer Guide, "Alias routing"). */
function chosen({ functionArn, weights = new Map() }: AliasTarget): string {
  let drawn = Math.random();
  for (const [arn, share] of weights) {
    if (drawn < share) {
      return arn;
    }
    drawn -= share;
  }
  return functionArn;
}
