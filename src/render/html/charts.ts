import { scaleBand, scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { html } from "hono/html";
import type { Week } from "../../domain/dashboard/speed.ts";
import { duration } from "../words.ts";
import { longDuration, NOTHING, table, type Html } from "./parts.ts";

const WIDTH = 96;
const HEIGHT = 20;

/** The last durations of a deployment as a small line, the oldest on the left. Its words say the same. @param durations Milliseconds. */
export function sparkline(durations: readonly number[]): Html {
  const last = durations.at(-1);
  if (last === undefined) return NOTHING;
  if (durations.length === 1) return html`${duration(last)}`;
  const x = scaleLinear([0, durations.length - 1], [1, WIDTH - 1]);
  const y = scaleLinear([0, Math.max(...durations, 1)], [HEIGHT - 1, 1]);
  const path =
    line<number>(
      (_, index) => x(index),
      (value) => y(value),
    ).digits(1)(durations) ?? "";
  const words = `${durations.length} applies, from ${duration(durations[0] ?? 0)} to ${duration(last)}`;
  return html`${duration(last)}
    <svg class="spark" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words}">
      <path d="${path}" />
    </svg>`;
}

const CHART = { width: 640, height: 180, left: 32, bottom: 24, top: 8 };

/** Applies of each week, as bars and as a table. */
export function weeksChart(weeks: readonly Week[]): Html {
  const { width, height, left, bottom, top } = CHART;
  const x = scaleBand(
    weeks.map(({ begins }) => begins),
    [left, width],
  ).padding(0.2);
  const y = scaleLinear([0, Math.max(1, ...weeks.map(({ succeeded, failed }) => succeeded + failed))], [height - bottom, top]).nice(4);
  const bar = (week: Week, from: number, to: number, kind: string) =>
    to === from
      ? NOTHING
      : html`<rect
          class="${kind}"
          x="${round(x(week.begins) ?? 0)}"
          y="${round(y(to))}"
          width="${round(x.bandwidth())}"
          height="${round(y(from) - y(to))}"
        />`;
  const ticks = y.ticks(4).filter(Number.isInteger);
  return html`<figure>
      <svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="Applies by week; the table below has the numbers">
        ${ticks.map((tick) => html`<line class="grid" x1="${left}" x2="${width}" y1="${round(y(tick))}" y2="${round(y(tick))}" /><text x="${left - 6}" y="${round(y(tick) + 4)}" text-anchor="end">${tick}</text>`)}
        ${weeks.map((week) => html`${bar(week, 0, week.succeeded, "good")}${bar(week, week.succeeded, week.succeeded + week.failed, "bad")}`)}
        ${weeks.map((week, index) =>
          index % 3 === 0
            ? html`<text x="${round((x(week.begins) ?? 0) + x.bandwidth() / 2)}" y="${height - 6}" text-anchor="middle"
                >${week.begins.slice(5)}</text
              >`
            : NOTHING,
        )}
      </svg>
      <figcaption><span class="key good"></span> succeeded <span class="key bad"></span> failed</figcaption>
    </figure>
    <details>
      <summary>The numbers</summary>
      ${table(
        "Applies by week",
        ["week of", "succeeded", "failed", "lead time"],
        weeks.map(({ begins, succeeded, failed, leadTimeMs }) => [
          begins,
          succeeded,
          failed,
          leadTimeMs === null ? "" : longDuration(leadTimeMs),
        ]),
        "",
      )}
    </details>`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
