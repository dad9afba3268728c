import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { TableStoreError } from "../../local/dynamodb/database.ts";
import { type BatchOrder, inOrder, shuffledOrder } from "../../local/event-api/batch-order.ts";
import { Faults } from "../../local/event-api/faults.ts";
import { EmbeddedStage } from "../../local/stage.ts";
import { isLoopback, removeEndpoints } from "./endpoints.ts";
import { faultsPage } from "./faults-page.ts";
import { iamPrincipal, issuerKey, tokenKey } from "./local-identity.ts";
import { print, ROOT, RunningStage } from "./running-stage.ts";
import { localConfig } from "./stage-config.ts";
import { lockStage, type StageLock, StageLockError } from "./stage-lock.ts";
import type { StartOptions } from "./start-options.ts";
import { resetParts, StateError } from "./state-parts.ts";
import { statusPage } from "./status-page.ts";
import { tlsIdentity } from "./tls-identity.ts";

/** Region when the stage's settings give none. */
const DEFAULT_REGION = "us-east-1";

/**
 * Deploys the stage `local` into this process and serves it until the process is told to end.
 * Rejects with a message for the user when it cannot.
 */
export async function runStage(options: StartOptions): Promise<void> {
  const folder = resolve(options.folder);
  const lock = await lockStage(folder);
  try {
    await removeEndpoints(folder);
    for (const line of await resetParts(folder, options.reset)) {
      print(line);
    }
    await serveStage(options, folder, lock);
    if (lock.lost.aborted) {
      throw new StageLockError(
        `${folder} was removed, moved or taken over by another process. This one has ended.`,
      );
    }
  } finally {
    await lock.release();
  }
}

async function serveStage(options: StartOptions, folder: string, lock: StageLock): Promise<void> {
  const { host, maximumFileBytes } = options;
  const ended = AbortSignal.any([untilEnded(), lock.lost]);
  const config = localConfig(ROOT, await tokenKey(folder));
  const principals = [await iamPrincipal(folder)];
  const token = randomBytes(32).toString("base64url");
  if (!isLoopback(host)) {
    print(opened(host));
  }
  let text = "Deploying.";
  const faults = options.faults ? new Faults() : undefined;
  const showStatus = statusPage({ token, host, text: () => text });
  const controlFaults = faults && faultsPage({ faults, token, host });
  const stage = await EmbeddedStage.open({
    folder,
    host,
    port: options.port,
    region: config["aws:region"] ?? DEFAULT_REGION,
    principals,
    maximumFileBytes,
    ...(options.tls === undefined ? {} : { tls: await tlsIdentity(options.tls) }),
    batchOrder: batchOrder(options.shuffleSeed),
    issuerKeys: { keys: [(await issuerKey(folder)).publicKey] },
    ...(faults === undefined ? {} : { faults }),
    statusPage: (request, response) =>
      (controlFaults?.(request, response) ?? false) || showStatus(request, response),
    log: print,
  }).catch((error: unknown) => {
    if (!(error instanceof TableStoreError)) {
      throw error;
    }
    throw new StateError(error.folder, error.message, "tables");
  });
  try {
    await lock.servesAt(stage.port);
    const served = {
      host,
      port: stage.port,
      token,
      tls: options.tls !== undefined,
      faults: options.faults,
    };
    const running = new RunningStage(stage, folder, served, (summaryText) => {
      text = summaryText;
    });
    await running.serve(config, ended, options.restore);
  } finally {
    if (!lock.lost.aborted) {
      await removeEndpoints(folder);
    }
    await stage.close();
  }
}

function batchOrder(seed: number | undefined): BatchOrder {
  if (seed === undefined) {
    return inOrder;
  }
  print(`Events of one publish arrive in no order. Repeat it with --shuffle --seed ${seed}.`);
  return shuffledOrder(seed);
}

/** What a user must know who lets others reach the stage. */
function opened(host: string): string {
  return (
    `WARNING: --host ${host} opens the Event API to everyone who reaches this machine over the ` +
    "network. Keys, tokens and the address of the status page travel there unencrypted. Leave " +
    "--host out to serve this machine alone."
  );
}

/** Aborted by the first Ctrl-C or request to end; a second one ends the process at once. */
function untilEnded(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => (controller.signal.aborted ? process.exit(1) : controller.abort()));
  }
  return controller.signal;
}
