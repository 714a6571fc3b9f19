import { escapeHtml } from "../fake-github/safe-html.ts";

/** The Mermaid gantt of a job summary, as far as `src/render/markdown/gantt.ts` writes it. Times in milliseconds since the start of the run. */
export interface Gantt {
  title: string;
  sections: { name: string; bars: Bar[] }[];
}

interface Bar {
  name: string;
  kind: "done" | "plain" | "crit";
  startMs: number;
  endMs: number;
}

/** @returns null for a diagram that is no such gantt. */
export function readGantt(source: string): Gantt | null {
  const [first = "", ...lines] = source
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => !line.startsWith("%%{"));
  if (first !== "gantt") return null;
  const gantt: Gantt = { title: "", sections: [] };
  for (const line of lines) {
    if (line.startsWith("title ")) gantt.title = line.slice("title ".length);
    if (line.startsWith("section ")) gantt.sections.push({ name: line.slice("section ".length).replaceAll("&lt;br&gt;", ""), bars: [] });
    const bar = /^([a-z]+) :(?:(done|crit), )?(\d{1,10}), (\d{1,10})$/.exec(line);
    if (bar === null) continue;
    const [, name = "", kind = "plain", start = "", end = ""] = bar;
    gantt.sections.at(-1)?.bars.push({ name, kind: kind as Bar["kind"], startMs: Number(start), endMs: Number(end) });
  }
  return gantt.sections.some(({ bars }) => bars.length > 0) ? gantt : null;
}

const WIDTH = 960;
const NAME_WIDTH = 330;
const ROW = 30;
const TOP = 34;
const BAR_HEIGHT = 20;
/** Narrower bars get no word inside. */
const COLUMN = 6.6;

/** The gantt as an SVG picture that needs no script and no network; colours come from the page's style sheet. */
export function ganttSvg(gantt: Gantt): string {
  const endMs = Math.max(1, ...gantt.sections.flatMap(({ bars }) => bars.map((bar) => bar.endMs)));
  const x = (ms: number) => NAME_WIDTH + (ms / endMs) * (WIDTH - NAME_WIDTH - 20);
  const height = TOP + gantt.sections.length * ROW + 26;
  const ticks = tickSeconds(endMs / 1000).map(
    (second) =>
      `<line class="tick" x1="${at(x(second * 1000))}" x2="${at(x(second * 1000))}" y1="${TOP - 4}" y2="${height - 22}"/><text class="faint" x="${at(x(second * 1000))}" y="${height - 6}" text-anchor="middle">${second} s</text>`,
  );
  const rows = gantt.sections.map(({ name, bars }, index) => {
    const y = TOP + index * ROW;
    const label = `<text x="${NAME_WIDTH - 12}" y="${y + 14}" text-anchor="end">${escapeHtml(shortened(name))}<title>${escapeHtml(name)}</title></text>`;
    return label + bars.map((bar) => barSvg(bar, x, y)).join("");
  });
  return `<svg class="gantt" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(gantt.title)}"><text class="title" x="0" y="14">${escapeHtml(gantt.title)}</text>${ticks.join("")}${rows.join("")}</svg>`;
}

function barSvg({ name, kind, startMs, endMs }: Bar, x: (ms: number) => number, y: number): string {
  const width = Math.max(1.5, x(endMs) - x(startMs) - 1);
  const word =
    name.length * COLUMN + 8 < width
      ? `<text x="${at(x(startMs) + width / 2)}" y="${y + 14}" text-anchor="middle">${escapeHtml(name)}</text>`
      : "";
  const seconds = `${((endMs - startMs) / 1000).toFixed(1)} s`;
  return `<g class="bar ${kind} ${escapeHtml(name)}"><title>${escapeHtml(name)} ${seconds}</title><rect x="${at(x(startMs))}" y="${y}" width="${at(width)}" height="${BAR_HEIGHT}" rx="3"/>${word}</g>`;
}

const LONGEST_NAME = 46;

function shortened(name: string): string {
  return name.length <= LONGEST_NAME ? name : `…${name.slice(1 - LONGEST_NAME)}`;
}

function at(value: number): string {
  return value.toFixed(1);
}

/** Round seconds, at most ten of them. */
function tickSeconds(seconds: number): number[] {
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600].find((one) => seconds / one <= 10) ?? Math.ceil(seconds / 10);
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => Number((index * step).toFixed(1)));
}
