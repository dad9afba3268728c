const LINE_END = 0x0a;

/**
 * Cuts a stream of bytes into frames of a fixed number of lines. JSON text holds no line end, so
 * nothing has to be escaped.
 */
export class LineFrames {
  #chunks: Buffer[] = [];
  #lines: string[] = [];

  /** Takes a chunk and returns the frames that it completes, each as its lines. */
  take(chunk: Buffer, linesOfFrame: number): string[][] {
    const frames: string[][] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, start)) {
      this.#chunks.push(chunk.subarray(start, end));
      start = end + 1;
      const [only = chunk] = this.#chunks;
      const line = this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks);
      this.#lines.push(line.toString());
      this.#chunks = [];
      if (this.#lines.length === linesOfFrame) {
        frames.push(this.#lines.splice(0));
      }
    }
    if (start < chunk.length) {
      this.#chunks.push(chunk.subarray(start));
    }
    return frames;
  }
}
