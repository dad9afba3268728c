import { AUTOBAHN_CASES, type AutobahnCase } from "./cases.ts";
import { type Endpoint, PlayedSocket } from "./played-socket.ts";
import { closeFrame } from "./raw-frame.ts";

/** What became of a case; `failure` says what was wrong. */
export interface CaseResult {
  readonly id: string;
  readonly failure: string | undefined;
}

/** Plays every case, a connection for each. */
export async function playCases(endpoint: Endpoint): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const each of AUTOBAHN_CASES) {
    results.push({ id: each.id, failure: await play(each, endpoint).catch(String) });
  }
  return results;
}

async function play(each: AutobahnCase, endpoint: Endpoint): Promise<string | undefined> {
  const socket = await PlayedSocket.open(endpoint);
  try {
    if (socket.protocol !== "aws-appsync-event-ws") {
      return `the subprotocol is ${socket.protocol}`;
    }
    if (socket.extensions !== "") {
      return `the extensions are ${socket.extensions}`;
    }
    const closes = each.answers.some((answer) => answer.startsWith("close"));
    await socket.write(Buffer.concat(each.send(socket)), each.chop);
    if (!closes) {
      await socket.answered(each.answers.length);
      await socket.write(closeFrame(1000));
    }
    const answers = closes ? each.answers : [...each.answers, "close 1000"];
    await socket.answered(answers.length);
    const expected = JSON.stringify(answers);
    const got = JSON.stringify(socket.answers);
    return got === expected ? undefined : `expected ${expected}, got ${got}`.slice(0, 400);
  } finally {
    socket.terminate();
  }
}
