import { setImmediate as nextTurn } from "node:timers/promises";
import { UnauthorizedException } from "@aws-lambda-powertools/event-handler/appsync-events";
import type { Logger } from "@aws-lambda-powertools/logger";
import { Type } from "typebox";
import { channel, channelNamespace } from "../../../../runtime/channel-namespace.ts";
import { drop } from "../../../../runtime/outcome.ts";

function failingGetter(): object {
  return Object.defineProperty({}, "hidden", {
    enumerable: true,
    get: () => {
      throw new Error("do not look");
    },
  });
}

function cyclicCause(): Error {
  const error = new Error("its own cause");
  error.cause = error;
  return error;
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** What functions throw that is hard to log. */
const thrown: Readonly<Record<string, () => unknown>> = {
  text: () => "the disk is full",
  nothing: () => undefined,
  null: () => null,
  number: () => 404,
  symbol: () => Symbol("a symbol"),
  plainObject: () => ({ status: 503 }),
  nullPrototype: () => Object.assign(Object.create(null), { status: 504 }),
  cyclicCause,
  cycleOfCauses: () => {
    const outer = new Error("outer", { cause: new Error("inner") });
    (outer.cause as Error).cause = outer;
    return outer;
  },
  getterOfError: () => Object.assign(new Error("with a getter"), { more: failingGetter() }),
  messageGetter: () =>
    Object.defineProperty(new Error(), "message", {
      get: () => {
        throw new Error("do not look");
      },
    }),
  ownGetter: () => {
    const error = new Error("owns a getter");
    return Object.defineProperties(error, Object.getOwnPropertyDescriptors(failingGetter()));
  },
  proxy: () =>
    new Proxy(new Error("behind a proxy"), {
      get: () => {
        throw new Error("do not look");
      },
      getPrototypeOf: () => {
        throw new Error("do not look");
      },
    }),
  revokedProxy: () => revoked(new Error("gone")),
  huge: () => new Error("h".repeat(5_000_000)),
  bigint: () => Object.assign(new Error("counts"), { count: 10n ** 20n }),
  deepCauses: () => {
    let error = new Error("the root");
    for (let depth = 0; depth < 50_000; depth += 1) {
      error = new Error("above", { cause: error });
    }
    return error;
  },
};

/** What a handler does with its logger that Powertools' own does not bear. */
const logs: Readonly<Record<string, (logger: Logger) => void>> = {
  cyclic: (logger) => {
    const value: Record<string, unknown> = {};
    value.self = value;
    logger.info("cyclic", value as never);
  },
  cyclicError: (logger) => logger.info("cyclic error", cyclicCause()),
  getter: (logger) => logger.info("getter", { value: failingGetter() }),
  revoked: (logger) => logger.info("revoked", { value: revoked({}) }),
  nothing: (logger) => logger.info(undefined as never),
  keys: (logger) => {
    logger.appendKeys(failingGetter() as never);
    logger.appendKeys({ poison: revoked({}) } as never);
    logger.info("with keys");
  },
  child: (logger) => logger.createChild().info("child", { value: failingGetter() }),
  fine: (logger) => logger.info("fine", { orderId: "o-1" }),
};

/** Fails in every way, to see what is answered, logged and counted. */
export default channelNamespace({
  channels: {
    "/failing/throws": channel({
      schema: Type.String(),
      publish: (name) => {
        if (!thrown[name]) {
          return name;
        }
        throw thrown[name]();
      },
      subscribe: () => {
        throw new Error("no rule for that");
      },
    }),
    "/failing/rejects": channel({
      schema: Type.String(),
      publish: async (name) => {
        await nextTurn();
        if (!thrown[name]) {
          return name;
        }
        throw thrown[name]();
      },
      subscribe: () => {
        throw new UnauthorizedException("not you");
      },
    }),
    "/failing/logs": channel({
      schema: Type.String(),
      publish: async (name, { logger }) => {
        await nextTurn();
        logs[name]?.(logger);
        return name;
      },
    }),
    "/failing/refuses": channel({
      schema: Type.String(),
      publish: async (name) => {
        if (name === "now") {
          throw new UnauthorizedException("a secret reason");
        }
        await nextTurn();
        if (name === "later") {
          throw new UnauthorizedException("a secret reason");
        }
        return name === "drops" ? drop() : name;
      },
    }),
    "/failing/invalid": channel({
      schema: Type.String(),
      broadcast: Type.Object({ name: Type.String() }),
      publish: (name) => ({ name: name === "mistyped" ? 5 : name }) as { name: string },
    }),
    "/failing/late": channel({
      schema: Type.String(),
      publish: async (name, { signal }) => {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        const end = name === "rejects" ? () => reject(new Error("too late")) : resolve;
        signal.addEventListener("abort", () => void nextTurn().then(end));
        await promise;
        return name;
      },
    }),
    "/failing/background": channel({
      schema: Type.String(),
      publish: async (name) => {
        if (name === "rejects") {
          void nextTurn().then(() => Promise.reject(new Error("unwatched")));
        }
        if (name === "waits") {
          for (let turn = 0; turn < 20; turn += 1) {
            await nextTurn();
          }
        }
        return name;
      },
    }),
  },
});
