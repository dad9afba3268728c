/** Has something to write before the process ends. */
interface Flushable {
  flushNow(): void;
}

let flushesAtExit = false;
let endsOnSignal = false;

/**
 * Flushes whoever waits when the process ends, in whichever way Node sees coming: a promise of a
 * handler's that is rejected and that nobody awaits ends it in the middle of an invocation. Writing to
 * standard output is synchronous, so the lines are out before the process ends.
 */
export function flushAtExit(waiting: Iterable<Flushable>): void {
  if (flushesAtExit) {
    return;
  }
  flushesAtExit = true;
  process.once("exit", () => {
    for (const one of waiting) {
      one.flushNow();
    }
  });
}

/**
 * Ends the process on SIGTERM, which Lambda sends before it removes a container when an extension is
 * registered (Lambda Developer Guide, execution environment lifecycle, Shutdown phase). A handler that
 * listens for it as well decides itself when the process ends.
 */
export function endOnSignal(): void {
  if (endsOnSignal) {
    return;
  }
  endsOnSignal = true;
  process.once("SIGTERM", () => {
    if (process.listenerCount("SIGTERM") === 0) {
      process.exit(0);
    }
  });
}
