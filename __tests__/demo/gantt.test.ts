import { describe, expect, it } from "@jest/globals";
import { ganttSvg, readGantt } from "../../scripts/demo/gantt.ts";
import { renderGantt } from "../../src/render/markdown/gantt.ts";
import { result } from "../render/report-builders.ts";

const SOURCE = renderGantt([
  result("s3/a", {
    steps: [
      { name: "init", startMs: 0, endMs: 800 },
      { name: "plan", startMs: 800, endMs: 4800 },
    ],
  }),
])
  .replace("```mermaid\n", "")
  .replace("\n```", "");

describe("the gantt of a job summary", () => {
  it("is no picture when it is another diagram, or empty", () => {
    expect(readGantt("graph TD\n  a --> b")).toBeNull();
    expect(readGantt("gantt\n    title The run")).toBeNull();
  });

  it("is read as the job summary writes it", () => {
    expect(readGantt(SOURCE)).toEqual({
      title: "The run (seconds)",
      sections: [
        {
          name: "s3/a",
          bars: [
            { name: "init", kind: "plain", startMs: 0, endMs: 800 },
            { name: "plan", kind: "plain", startMs: 800, endMs: 4800 },
          ],
        },
      ],
    });
  });

  it("becomes a picture with a bar for each step and whole seconds below", () => {
    const svg = ganttSvg(readGantt(SOURCE)!);
    expect(svg.match(/<rect/g)).toHaveLength(2);
    expect([...svg.matchAll(/text-anchor="middle">(\d+ s)</g)].map(([, tick]) => tick)).toEqual(["0 s", "1 s", "2 s", "3 s", "4 s"]);
    expect(svg).toContain("<title>plan 4.0 s</title>");
  });

  it("escapes the names", () => {
    expect(ganttSvg({ title: "<b>", sections: [{ name: '"<a>', bars: [] }] })).not.toMatch(/<b>|<a>/);
  });
});
