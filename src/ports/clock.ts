export interface Clock {
  now(): Date;
  /** Milliseconds, monotonic. */
  elapsed(): number;
}
