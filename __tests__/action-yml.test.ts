import { describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { withTables } from "../scripts/input-tables.ts";
import { parseInputs } from "../src/inputs.ts";
import { outputsSetIn } from "./helpers/set-outputs.ts";

interface Action {
  inputs: Record<string, { description: string; default: string; required?: boolean }>;
  outputs: Record<string, { description: string }>;
  runs: Record<string, string>;
}

const root = join(import.meta.dirname, "..");
const read = async (path: string) => await readFile(join(root, path), "utf8");
const action = parse(await read("action.yml")) as Action;

/** What the runner hands over when a workflow sets nothing. */
const presets = (name: string): string => {
  const preset = action.inputs[name]?.default ?? "";
  return preset.startsWith("${{") ? "" : preset;
};

describe("action.yml", () => {
  it("declares the inputs that the program reads, and no other", () => {
    const asked = new Set<string>();
    parseInputs((name) => {
      asked.add(name);
      return "";
    });
    expect(Object.keys(action.inputs).toSorted()).toEqual([...asked].toSorted());
  });

  it("has the defaults that the program has", () => {
    expect(parseInputs(presets)).toEqual(parseInputs(() => ""));
  });

  it("declares the outputs that the program sets, and no other", async () => {
    const sources = await Promise.all(["src/phases/index.ts", "src/phases/outputs.ts"].map(read));
    expect(Object.keys(action.outputs).toSorted()).toEqual(outputsSetIn(sources.join("\n")));
  });

  it("describes every input and output in a sentence, and gives every input a default", () => {
    for (const [name, { description, default: preset, required }] of Object.entries(action.inputs)) {
      expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z].{20,}\.$/)]);
      expect([name, typeof preset, required]).toEqual([name, "string", undefined]);
    }
    for (const { description } of Object.values(action.outputs)) expect(description).toMatch(/^.{15,}\.$/);
  });

  it("runs the bundle on node 24, before and after the job", () => {
    expect(action.runs).toEqual({ using: "node24", main: "dist/index.js", post: "dist/index.js", "post-if": "always()" });
  });
});

describe("docs/inputs.md", () => {
  const ACTION_YML =
    'inputs:\n  a-b:\n    description: "One | two."\n    default: x\n  c:\n    description: "Three."\n    default: ""\noutputs:\n  d:\n    description: "Four."\n';

  it("has the inputs and outputs of action.yml in its tables", () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts/input-tables.ts"), "--check"], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("must have the markers between which they stand", async () => {
    const missing = "docs/inputs.md: expected the markers <!-- outputs:start --> and, after it, <!-- outputs:end -->";
    await expect(withTables("<!-- inputs:start -->\n<!-- inputs:end -->\n<!-- outputs:end -->\n", ACTION_YML)).rejects.toThrow(missing);
  });

  it("keeps what stands around the tables, and what stood in them goes", async () => {
    const page =
      "# Title\n\n<!-- inputs:start -->\nold\n<!-- inputs:end -->\n\nText.\n\n<!-- outputs:start -->\n<!-- outputs:end -->\n\nEnd.\n";
    const written = await withTables(page, ACTION_YML);
    expect(written).toBe(`# Title

<!-- inputs:start -->

| input | description | default |
| ----- | ----------- | ------- |
| \`a-b\` | One \\| two. | \`x\`     |
| \`c\`   | Three.      |         |

<!-- inputs:end -->

Text.

<!-- outputs:start -->

| output | description |
| ------ | ----------- |
| \`d\`    | Four.       |

<!-- outputs:end -->

End.
`);
    expect(await withTables(written, ACTION_YML)).toBe(written);
  });
});
