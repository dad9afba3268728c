/** One figure of a benchmark: what was measured, the number with its unit, and what it is held against. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** The bound or the peer's figure that the value is compared with, when there is one. */
  readonly target?: string;
  /** False when a bound was missed; `npm run bench` then exits with status 1. */
  readonly met?: boolean;
}

/** The figures of one topic, printed together under one heading. */
export interface Section {
  readonly title: string;
  readonly figures: readonly Figure[];
  /** What a reader must know to judge the figures: sizes, counts, what the peers are. */
  readonly notes?: readonly string[];
}

/** How large a run is, from the command line; each topic has defaults that end within a minute or two. */
export interface Size {
  readonly sockets?: number;
  readonly seconds?: number;
  readonly requests?: number;
  readonly kills?: number;
}
