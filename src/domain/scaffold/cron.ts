const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

interface Field {
  least: number;
  most: number;
  /** Words for the values from `least` on. */
  words?: readonly string[];
}

const MINUTE: Field = { least: 0, most: 59 };
const FIELDS: readonly Field[] = [
  MINUTE,
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, words: MONTHS },
  { least: 0, most: 6, words: WEEKDAYS },
];
/** GitHub runs nothing more often. */
const SHORTEST_MINUTES = 5;

/**
 * Whether GitHub takes it for a workflow's `schedule`: five fields of numbers, words, `*`, lists, ranges and steps, no two runs of an hour less than
 * five minutes apart.
 * @see "Events that trigger workflows", `schedule`, GitHub docs
 */
export function isCron(text: string): boolean {
  const fields = text.split(" ");
  if (fields.length !== FIELDS.length) return false;
  const values = FIELDS.map((field, index) => valuesOf(fields[index] ?? "", field));
  const [minutes] = values;
  return values.every((list) => list !== null) && minutes !== undefined && minutes !== null && isRareEnough(minutes);
}

/** All that a field names; null for what is none. */
function valuesOf(text: string, field: Field): Set<number> | null {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const { from, to, step } = /^(?:\*|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>\d{1,2}))?$/.exec(part)?.groups ?? { from: "none" };
    const first = from === undefined ? field.least : valueOf(from, field);
    // With a step, one number begins a range that has no end of its own.
    const last = to !== undefined ? valueOf(to, field) : from === undefined || step !== undefined ? field.most : first;
    const by = step === undefined ? 1 : Number(step);
    if (first === null || last === null || first > last || by < 1) return null;
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return values;
}

function valueOf(text: string, { least, most, words = [] }: Field): number | null {
  const word = words.indexOf(text.toUpperCase());
  const value = word >= 0 ? word + least : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}

function isRareEnough(minutes: ReadonlySet<number>): boolean {
  const sorted = [...minutes].sort((a, b) => a - b);
  const hour = MINUTE.most + 1;
  return sorted.every((minute, index) => (sorted[index + 1] ?? (sorted[0] ?? 0) + hour) - minute >= SHORTEST_MINUTES);
}
