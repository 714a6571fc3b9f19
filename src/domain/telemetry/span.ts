/** What a span or a measurement says of itself. Nothing that redaction hides, and no plan text. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work with what it consisted of. Times are milliseconds since 1970. */
export interface SpanTree {
  name: string;
  startMs: number;
  endMs: number;
  attributes: Attributes;
  failed: boolean;
  children: readonly SpanTree[];
}
