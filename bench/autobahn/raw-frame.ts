import { randomBytes } from "node:crypto";

/** Opcodes of RFC 6455, 5.2. */
export const CONTINUATION = 0;
export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

/** What of a frame's head differs from an ordinary one. */
export interface FrameHead {
  /** @default true */
  readonly fin?: boolean;
  /** The three reserved bits, 0 to 7. @default 0 */
  readonly rsv?: number;
}

/** The bytes of a client's frame, masked, whatever RFC 6455 says of it: tests send wrong ones. */
export function rawFrame(
  opcode: number,
  payload: Buffer | string = "",
  { fin = true, rsv = 0 }: FrameHead = {},
): Buffer {
  const data = Buffer.from(payload);
  const extended = data.length > 0xffff ? 8 : data.length > 125 ? 2 : 0;
  const head = Buffer.alloc(2 + extended);
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  head[1] = 0x80 | (extended === 8 ? 127 : extended === 2 ? 126 : data.length);
  if (extended === 2) {
    head.writeUInt16BE(data.length, 2);
  }
  if (extended === 8) {
    head.writeBigUInt64BE(BigInt(data.length), 2);
  }
  const mask = randomBytes(4);
  const masked = data.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.concat([head, mask, masked]);
}

/** A close frame with a code and a reason. */
export function closeFrame(code: number, reason: Buffer | string = ""): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return rawFrame(CLOSE, Buffer.concat([payload, Buffer.from(reason)]));
}
