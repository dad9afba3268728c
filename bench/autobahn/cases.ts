import type { PlayedSocket } from "./played-socket.ts";
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  closeFrame,
  type FrameHead,
  PING,
  PONG,
  rawFrame,
  TEXT,
} from "./raw-frame.ts";
import { UTF8_CASES } from "./utf8-cases.ts";

/** One case of the Autobahn test suite, by its number in the suite's public list. */
export interface AutobahnCase {
  readonly id: string;
  /** The bytes that the client writes. */
  readonly send: (socket: PlayedSocket) => readonly Buffer[];
  /** Bytes of one write; the whole at once when left out. */
  readonly chop?: number;
  /** What the server answers, in this order; a normal close follows if none is among it. */
  readonly answers: readonly string[];
}

const PROTOCOL_ERROR = "close 1002";
const INVALID_PAYLOAD = "close 1007";
const TOO_BIG = "close 1009";

function text(payload: Buffer | string, head?: FrameHead) {
  return rawFrame(TEXT, payload, head);
}

function more(payload: Buffer | string, fin = true) {
  return rawFrame(CONTINUATION, payload, { fin });
}

function begin(payload: Buffer | string) {
  return text(payload, { fin: false });
}

function hex(payload: string) {
  return Buffer.from(payload).toString("hex");
}

/** A message of exactly so many bytes that the server answers with `ack`. */
function sized(bytes: number): Buffer {
  return Buffer.from('{"type":"connection_init"}'.padEnd(bytes));
}

const HELLO = sized(26);
const SIZES = [125, 126, 127, 128, 65_535, 65_536] as const;
const LONGEST = Buffer.alloc(125, 0xfe);

function always(...frames: Buffer[]) {
  return () => frames;
}

/** A case, and the same with each byte written on its own. */
function chopped(ids: readonly string[], frames: readonly Buffer[], answers: readonly string[]) {
  return ids.map(
    (id, at): AutobahnCase => ({ id, send: () => frames, answers, ...(at > 0 && { chop: 1 }) }),
  );
}

const messages: readonly AutobahnCase[] = [
  { id: "1.1.1", send: always(text("")), answers: ["error"] },
  ...SIZES.map((size, at) => ({
    id: `1.1.${at + 2}`,
    send: always(text(sized(size))),
    answers: ["ack"],
  })),
  { id: "1.1.8", send: always(text(sized(65_536))), answers: ["ack"], chop: 997 },
  ...[0, ...SIZES].map((size, at) => ({
    id: `1.2.${at + 1}`,
    send: always(rawFrame(BINARY, Buffer.alloc(size, 0xfe))),
    answers: ["error"],
  })),
  {
    id: "1.2.8",
    send: always(rawFrame(BINARY, Buffer.alloc(65_536))),
    answers: ["error"],
    chop: 997,
  },
];

const tenPings = Array.from({ length: 10 }, (_, at) => `payload-${at}`);
const tenPongs = tenPings.map((payload) => `pong ${hex(payload)}`);

const pings: readonly AutobahnCase[] = [
  { id: "2.1", send: always(rawFrame(PING)), answers: ["pong "] },
  {
    id: "2.2",
    send: always(rawFrame(PING, "Hello, world!")),
    answers: [`pong ${hex("Hello, world!")}`],
  },
  {
    id: "2.3",
    send: always(rawFrame(PING, Buffer.from("00fffefd00ff", "hex"))),
    answers: ["pong 00fffefd00ff"],
  },
  {
    id: "2.4",
    send: always(rawFrame(PING, LONGEST)),
    answers: [`pong ${LONGEST.toString("hex")}`],
  },
  { id: "2.5", send: always(rawFrame(PING, Buffer.alloc(126))), answers: [PROTOCOL_ERROR] },
  {
    id: "2.6",
    send: always(rawFrame(PING, LONGEST)),
    answers: [`pong ${LONGEST.toString("hex")}`],
    chop: 1,
  },
  { id: "2.7", send: always(rawFrame(PONG)), answers: [] },
  { id: "2.8", send: always(rawFrame(PONG, "unsolicited")), answers: [] },
  {
    id: "2.9",
    send: always(rawFrame(PONG, "unsolicited"), rawFrame(PING, "p")),
    answers: [`pong ${hex("p")}`],
  },
  ...chopped(
    ["2.10", "2.11"],
    tenPings.map((payload) => rawFrame(PING, payload)),
    tenPongs,
  ),
];

const reserved: readonly AutobahnCase[] = [
  { id: "3.1", send: always(text(HELLO, { rsv: 1 })), answers: [PROTOCOL_ERROR] },
  {
    id: "3.2",
    send: always(text(HELLO), text(HELLO, { rsv: 2 }), rawFrame(PING)),
    answers: ["ack", PROTOCOL_ERROR],
  },
  ...["3.3", "3.4"].map(
    (id, at): AutobahnCase => ({
      id,
      send: always(text(HELLO), text(HELLO, { rsv: 3 + at }), rawFrame(PING)),
      answers: ["ack", PROTOCOL_ERROR],
      ...(at > 0 && { chop: 1 }),
    }),
  ),
  { id: "3.5", send: always(rawFrame(BINARY, LONGEST, { rsv: 5 })), answers: [PROTOCOL_ERROR] },
  { id: "3.6", send: always(rawFrame(PING, "p", { rsv: 6 })), answers: [PROTOCOL_ERROR] },
  { id: "3.7", send: always(rawFrame(CLOSE, "", { rsv: 7 })), answers: [PROTOCOL_ERROR] },
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode, at): AutobahnCase => {
    const place = at % 5;
    const wrong = rawFrame(opcode, place === 0 || place === 2 ? "" : "reserved");
    const isLate = place > 1;
    return {
      id: `4.${at < 5 ? 1 : 2}.${place + 1}`,
      send: always(...(isLate ? [text(HELLO)] : []), wrong, rawFrame(PING)),
      answers: [...(isLate ? ["ack"] : []), PROTOCOL_ERROR],
      ...(place === 3 && { chop: 1 }),
    };
  }),
];

const halves = [HELLO.subarray(0, 10), HELLO.subarray(10)] as const;
const pingBetween = [begin(halves[0]), rawFrame(PING, "p"), more(halves[1])];
function nothingToContinue(fin: boolean) {
  return [more("nothing to continue", fin), text(HELLO)];
}

const fifths = [0, 5, 10, 15, 20].map((at) => HELLO.subarray(at, at === 20 ? undefined : at + 5));
const manyPings = fifths.flatMap((part, at) => [
  at === 0 ? begin(part) : more(part, at === 4),
  ...(at < 4 ? [rawFrame(PING, `p${at}`)] : []),
]);
const manyPongs = [0, 1, 2, 3].map((at) => `pong ${hex(`p${at}`)}`);

const fragments: readonly AutobahnCase[] = [
  {
    id: "5.1",
    send: always(rawFrame(PING, "a", { fin: false }), more("b")),
    answers: [PROTOCOL_ERROR],
  },
  {
    id: "5.2",
    send: always(rawFrame(PONG, "a", { fin: false }), more("b")),
    answers: [PROTOCOL_ERROR],
  },
  ...chopped(["5.3", "5.4", "5.5"], [begin(halves[0]), more(halves[1])], ["ack"]),
  ...chopped(["5.6", "5.7", "5.8"], pingBetween, [`pong ${hex("p")}`, "ack"]),
  ...chopped(["5.9", "5.10", "5.11"], nothingToContinue(true), [PROTOCOL_ERROR]),
  ...chopped(["5.12", "5.13", "5.14"], nothingToContinue(false), [PROTOCOL_ERROR]),
  {
    id: "5.15",
    send: always(begin(halves[0]), more(halves[1]), more("x", false), text(HELLO)),
    answers: ["ack", PROTOCOL_ERROR],
  },
  { id: "5.16", send: always(more("x", false), text(HELLO), more("x")), answers: [PROTOCOL_ERROR] },
  { id: "5.17", send: always(more("x"), text(HELLO), more("x")), answers: [PROTOCOL_ERROR] },
  { id: "5.18", send: always(begin(halves[0]), text(halves[1])), answers: [PROTOCOL_ERROR] },
  ...chopped(["5.19", "5.20"], manyPings, [...manyPongs, "ack"]),
];

const KOSME = "\u03ba\u1f79\u03c3\u03bc\u03b5";
const spoiled = Buffer.from("cebae1bdb9cf83cebcceb5eda080656469746564", "hex");

/** A message in fragments of so many bytes. */
function inFragments(message: Buffer, size: number): Buffer[] {
  const count = Math.ceil(message.length / size);
  return Array.from({ length: count }, (_, at) => {
    const part = message.subarray(at * size, (at + 1) * size);
    return rawFrame(at === 0 ? TEXT : CONTINUATION, part, { fin: at === count - 1 });
  });
}

const characters: readonly AutobahnCase[] = [
  { id: "6.1.1", send: always(text("")), answers: ["error"] },
  { id: "6.1.2", send: always(begin(""), more("", false), more("")), answers: ["error"] },
  { id: "6.1.3", send: always(begin(""), more(HELLO, false), more("")), answers: ["ack"] },
  ...[Number.POSITIVE_INFINITY, 40, 1, 3].map(
    (size, at): AutobahnCase => ({
      id: `6.2.${at + 1}`,
      send: (socket) => {
        const message = socket.echoMessage(KOSME);
        return inFragments(message, Math.min(size, message.length));
      },
      answers: [`echo ${KOSME}`],
    }),
  ),
  { id: "6.3.1", send: (socket) => [text(socket.echoBytes(spoiled))], answers: [INVALID_PAYLOAD] },
  {
    id: "6.3.2",
    send: (socket) => inFragments(socket.echoBytes(spoiled), 1),
    answers: [INVALID_PAYLOAD],
  },
  ...[1, 2, 3, 4].map(
    (at): AutobahnCase => ({
      id: `6.4.${at}`,
      send: (socket) => inFragments(socket.echoBytes(spoiled), 30 * at),
      answers: [INVALID_PAYLOAD],
      ...(at > 2 && { chop: 1 }),
    }),
  ),
  ...UTF8_CASES.map(({ id, hex: bytes, valid }): AutobahnCase => {
    const payload = Buffer.from(bytes, "hex");
    return {
      id,
      send: (socket) => [text(socket.echoBytes(payload))],
      answers: [valid ? `echo ${payload.toString("utf8")}` : INVALID_PAYLOAD],
    };
  }),
];

const VALID_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
const INVALID_CODES = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];
const normal = closeFrame(1000);

const closes: readonly AutobahnCase[] = [
  { id: "7.1.1", send: always(text(HELLO), normal), answers: ["ack", "close 1000"] },
  { id: "7.1.2", send: always(normal, normal), answers: ["close 1000"] },
  { id: "7.1.3", send: always(normal, rawFrame(PING)), answers: ["close 1000"] },
  { id: "7.1.4", send: always(normal, text(HELLO)), answers: ["close 1000"] },
  { id: "7.1.5", send: always(begin(halves[0]), normal, more(halves[1])), answers: ["close 1000"] },
  {
    id: "7.1.6",
    send: always(text(sized(262_144)), normal, rawFrame(PING)),
    answers: ["ack", "close 1000"],
  },
  { id: "7.3.1", send: always(rawFrame(CLOSE)), answers: ["close 1005"] },
  { id: "7.3.2", send: always(rawFrame(CLOSE, "a")), answers: [PROTOCOL_ERROR] },
  { id: "7.3.3", send: always(normal), answers: ["close 1000"] },
  { id: "7.3.4", send: always(closeFrame(1000, "Hello, world!")), answers: ["close 1000"] },
  { id: "7.3.5", send: always(closeFrame(1000, "*".repeat(123))), answers: ["close 1000"] },
  { id: "7.3.6", send: always(closeFrame(1000, "*".repeat(124))), answers: [PROTOCOL_ERROR] },
  { id: "7.5.1", send: always(closeFrame(1000, spoiled)), answers: [INVALID_PAYLOAD] },
  ...VALID_CODES.map((code, at) => ({
    id: `7.7.${at + 1}`,
    send: always(closeFrame(code)),
    answers: [`close ${code}`],
  })),
  ...INVALID_CODES.map((code, at) => ({
    id: `7.9.${at + 1}`,
    send: always(closeFrame(code)),
    answers: [PROTOCOL_ERROR],
  })),
  ...[5000, 65_535].map((code, at) => ({
    id: `7.13.${at + 1}`,
    send: always(closeFrame(code)),
    answers: [PROTOCOL_ERROR],
  })),
];

const KIB = 1024;
const MIB = 1024 * KIB;

/** Messages of at most 8 MiB are read; the suite's one of 16 MiB is too big here. */
const limits: readonly AutobahnCase[] = [
  ...[64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB].map((size, at) => ({
    id: `9.1.${at + 1}`,
    send: () => [text(sized(size))],
    answers: ["ack"],
  })),
  { id: "9.1.6", send: () => [text(sized(16 * MIB))], answers: [TOO_BIG] },
  ...[64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB].map((size, at) => ({
    id: `9.2.${at + 1}`,
    send: () => [rawFrame(BINARY, Buffer.alloc(size))],
    answers: ["error"],
  })),
  { id: "9.2.6", send: () => [rawFrame(BINARY, Buffer.alloc(16 * MIB))], answers: [TOO_BIG] },
  ...[256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB].map((size, at) => ({
    id: `9.3.${at + 2}`,
    send: () => inFragments(sized(4 * MIB), size),
    answers: ["ack"],
  })),
  ...[64, 128, 256, 512, KIB, 2 * KIB].map((chop, at) => ({
    id: `9.5.${at + 1}`,
    send: () => [text(sized(MIB))],
    answers: ["ack"],
    chop,
  })),
  { id: "10.1.1", send: () => inFragments(sized(65_536), 1_300), answers: ["ack"] },
];

/**
 * The cases of sections 1 to 7, 9 and 10, written from RFC 6455 and the suite's public list. Where
 * the suite has the server echo a message, it answers here as an Event API does: a message of its
 * protocol by `ack`, another one by `error`, and a published text comes back to its own subscription.
 * Left out are 9.3.1 (fragments of 64 bytes), 9.4, 9.6 to 9.8, which repeat 9.1 to 9.5 in binary or
 * with counts, and 12 and 13: compression is not negotiated.
 */
export const AUTOBAHN_CASES: readonly AutobahnCase[] = [
  ...messages,
  ...pings,
  ...reserved,
  ...fragments,
  ...characters,
  ...closes,
  ...limits,
];
