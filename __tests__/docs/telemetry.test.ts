import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { INSTRUMENTS, type Instrument } from "../../src/domain/telemetry/instruments.ts";

const docs = join(import.meta.dirname, "../../docs");
const instruments: [string, Instrument][] = Object.entries(INSTRUMENTS);

/** What Prometheus calls a metric: with its unit and kind behind it. (OpenTelemetry, "Prometheus and OpenMetrics Compatibility") */
function seriesOf([name, { kind, unit }]: [string, Instrument]): string[] {
  const base = `${name.replaceAll(".", "_")}${unit === "s" ? "_seconds" : ""}`;
  if (kind === "histogram") return [`${base}_bucket`, `${base}_count`, `${base}_sum`];
  return [kind === "counter" ? `${base}_total` : base];
}

describe("docs/telemetry.md", () => {
  it("lists every metric with its kind and attributes", () => {
    const page = readFileSync(join(docs, "telemetry.md"), "utf8");
    const rows = [...page.matchAll(/^\| `(tf_orchestrator[a-z._]+)` +\| (\w+) +\| (.*?) *\|$/gm)].map(([, name, kind, about = ""]) => {
      const own = [...about.matchAll(/`((?:tf|github)\.[a-z]+)`/g)].map(([, attribute]) => attribute);
      return [name, kind, about.includes("alone") ? own : ["tf.phase", "tf.environment", ...own]];
    });
    expect(rows).toEqual(instruments.map(([name, { kind, attributes }]) => [name, kind, attributes]));
  });
});

// What an import of Grafana 10 wants of a dashboard.
const SOURCE = z.strictObject({ type: z.literal("prometheus"), uid: z.literal("${DS_PROMETHEUS}") });
const DASHBOARD = z.object({
  __inputs: z.tuple([z.object({ name: z.literal("DS_PROMETHEUS"), type: z.literal("datasource"), pluginId: z.literal("prometheus") })]),
  __requires: z.array(
    z.object({ type: z.enum(["grafana", "datasource", "panel"]), id: z.string(), name: z.string(), version: z.string() }),
  ),
  uid: z.string().max(40),
  title: z.string().min(1),
  schemaVersion: z.int().min(36),
  time: z.object({ from: z.string(), to: z.string() }),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.literal("query"), datasource: SOURCE, query: z.object({ query: z.string() }) })),
  }),
  panels: z.array(
    z.object({
      id: z.int().positive(),
      title: z.string().min(1),
      type: z.enum(["stat", "timeseries", "bargauge"]),
      datasource: SOURCE,
      gridPos: z.object({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1), h: z.int().min(1) }).refine(({ x, w }) => x + w <= 24),
      targets: z.array(z.object({ refId: z.string().regex(/^[A-Z]$/), datasource: SOURCE, expr: z.string().min(1) })).min(1),
      fieldConfig: z.object({ defaults: z.object({ unit: z.string() }), overrides: z.array(z.never()) }),
      options: z.object({}),
    }),
  ),
});

describe("docs/grafana/dashboard.json", () => {
  const text = readFileSync(join(docs, "grafana/dashboard.json"), "utf8");
  const { panels, templating, __requires: required } = DASHBOARD.parse(JSON.parse(text));
  const queries = [...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)), ...templating.list.map(({ query }) => query.query)];

  it("is one that Grafana imports: each panel has its id, its place and a kind that it names", () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const kinds = required.filter(({ type }) => type === "panel").map(({ id }) => id);
    expect(kinds.toSorted()).toEqual([...new Set(panels.map(({ type }) => type))].sort());
    const overlaps = panels.filter((one) =>
      panels.some(
        ({ id, gridPos: { x, y, w, h } }) =>
          id < one.id &&
          x < one.gridPos.x + one.gridPos.w &&
          one.gridPos.x < x + w &&
          y < one.gridPos.y + one.gridPos.h &&
          one.gridPos.y < y + h,
      ),
    );
    expect(overlaps.map(({ title }) => title)).toEqual([]);
  });

  it("asks in each query for a metric that runs send, and by attributes that it has; and shows every metric", () => {
    const series = new Map(instruments.flatMap((each) => seriesOf(each).map((name) => [name, each] as const)));
    const asked = new Set<string>();
    for (const query of queries) {
      const names = [...query.matchAll(/tf_orchestrator_\w+/g)].map(([name]) => name);
      expect({ query, unknown: names.filter((name) => !series.has(name)), some: names.length > 0 }).toEqual({
        query,
        unknown: [],
        some: true,
      });
      const known = names.flatMap((name) => series.get(name)?.[1].attributes.map((attribute) => attribute.replaceAll(".", "_")) ?? []);
      const labels = [...query.matchAll(/\b(?:tf_(?!orchestrator)|github_resource)\w*/g)].map(([label]) => label);
      expect({ query, unknown: labels.filter((label) => !known.includes(label)) }).toEqual({ query, unknown: [] });
      for (const name of names) asked.add(series.get(name)?.[0] ?? "");
    }
    expect([...asked].sort()).toEqual(instruments.map(([name]) => name).sort());
  });
});
