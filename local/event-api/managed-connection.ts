/** What a connection of an API lets the server do to it. */
export interface ManagedConnection {
  /** True once it is authorized and until it closes. */
  readonly isOpen: boolean;
  /** Called every keep-alive interval; `now` is in milliseconds of the monotonic clock. */
  tick(now: number): void;
  /** Drops the connection as a broken network does, without a close frame. */
  cut(): void;
  /** Closes the connection as at the end of its maximum life. */
  endLife(): void;
  /** Closes the connection; `reason` goes into the close frame. */
  close(code: number, reason: string): void;
}
