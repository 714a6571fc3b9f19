import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { findingsOf, lightFile, SOURCE, type Seen } from "../helpers/light-stage.ts";
import { openReviewStage, plain, type ReviewStage } from "../helpers/review-stage.ts";

/* Plans that change no resource, but the state, an output or nothing at all: each is told as what it is. */

let stage: ReviewStage;
const TIMEOUT_MS = 240_000;

beforeAll(async () => {
  stage = await openReviewStage();
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

/** Code that takes over, renames, lets go of and puts out what the tfvars says. */
const ADOPTING = {
  "adopt.tf": `variable "adopt" {
  type    = map(string)
  default = {}
}

variable "note" {
  type    = string
  default = "none"
}

resource "terraform_data" "adopted" {
  for_each = var.adopt
}

import {
  for_each = var.adopt
  to       = terraform_data.adopted[each.key]
  id       = each.value
}

output "note" {
  value = var.note
}
`,
};

const MOVING = {
  "adopt.tf": `${ADOPTING["adopt.tf"].replaceAll("adopted", "taken")}
moved {
  from = terraform_data.adopted
  to   = terraform_data.taken
}
`,
};

const FORGETTING = {
  "adopt.tf": `${ADOPTING["adopt.tf"].replace(/resource [^}]*}\n\nimport [^}]*}\n/, "")}
removed {
  from = terraform_data.adopted

  lifecycle {
    destroy = false
  }
}
`,
};

async function validated(files: Record<string, string>, sha: string): Promise<Seen> {
  return await stage.validate(files, { base: "dev", sha });
}

async function landed({ pull }: Seen, sha: string): Promise<Seen> {
  await sleep(1100);
  await stage.github.review(SOURCE, pull.number, { as: "alice" });
  await stage.merge(pull.number, { sha });
  return await stage.look(pull.number, await stage.run("apply", pull.number, { sha }));
}

/** The comment's first line, its table's rows, and what stands open in fences before the first fold. */
function told({ comment }: Seen) {
  const open = comment.slice(0, comment.indexOf("<details>"));
  return {
    verdict: plain(open).split("\n")[0],
    rows: [...open.matchAll(/^\| (?!\||-)(.*) \|$/gm)].map(([, row = ""]) => row.split(" | ")[2]),
    changes: [...open.matchAll(/```diff\n([\s\S]*?)\n```/g)].flatMap(([, lines = ""]) => lines.split("\n")),
  };
}

const READY = "### ✅ Ready: approve to merge into dev and apply · development";

it(
  "an import, a move, a forgotten resource and an output are changes, in comment, counts and outputs; the apply does them",
  async () => {
    const adopting = await stage.changeController(ADOPTING);
    const file = (adopt: string, note = "none") => lightFile("adopt", `adopt = { ${adopt} }\nnote  = "${note}"`, "arj-wkld-c-dev");
    await landed(await validated(file(""), adopting), adopting);

    const imported = await validated(file('"main" = "live-database"'), adopting);
    expect(told(imported)).toEqual({
      verdict: READY,
      rows: ["+0 ~0 -0, 1 imported"],
      changes: ['← import terraform_data.adopted["main"] (live-database)'],
    });
    const { add, change, destroy, changes } = imported.run.outputs;
    expect({ add, change, destroy, changes }).toEqual({ add: "0", change: "0", destroy: "0", changes: "1" });
    expect(imported.run.log).toContain("planned +0 ~0 -0, 1 imported");
    expect(imported.run.summary).toContain("| +0 ~0 -0, 1 imported |");
    const applied = await landed(imported, adopting);
    expect(told(applied)).toEqual({
      verdict: expect.stringMatching(/^### ✅ Applied in /),
      rows: ["+0 ~0 -0, 1 imported"],
      changes: ['← imported terraform_data.adopted["main"] (live-database)'],
    });

    const moving = await stage.changeController(MOVING);
    const moved = await validated(file('"main" = "live-database"', "moved"), moving);
    expect(told(moved)).toEqual({
      verdict: READY,
      rows: ["+0 ~0 -0, 1 moved, 1 output"],
      changes: ["~ update output.note", '→ moved terraform_data.taken["main"] from terraform_data.adopted["main"]'],
    });

    const forgetting = await stage.changeController(FORGETTING);
    const forgotten = await validated(lightFile("adopt", 'note = "none"', "arj-wkld-c-dev"), forgetting);
    expect(told(forgotten)).toEqual({
      verdict: READY,
      rows: ["+0 ~0 -0, 1 forgotten **forgets**"],
      changes: ['× forget terraform_data.adopted["main"]'],
    });

    const same = await validated(file('"main" = "live-database"\n'), adopting);
    expect(told(same)).toEqual({
      verdict: "### ✅ Ready: approve to merge into dev, nothing in the accounts will change · development",
      rows: [],
      changes: [],
    });
    expect(same.run.outputs.changes).toBe("0");
  },
  TIMEOUT_MS,
);

it(
  "a check that does not hold is told, also in a plan without changes; one that only the apply knows, by the apply",
  async () => {
    const sha = await stage.changeController({
      "checks.tf": `check "size" {
  assert {
    condition     = length(var.things) > 5
    error_message = "fewer than six things"
  }
}

check "later" {
  assert {
    condition     = alltrue([for thing in terraform_data.thing : thing.id == "never"])
    error_message = "an id that nobody wants"
  }
}
`,
    });
    const files = lightFile("checked", `things = {\n  "a" = { size = 1 }\n}`, "arj-wkld-c-dev");
    const first = await validated(files, sha);
    const size = {
      rule: "terraform-check",
      level: "warn",
      message: "check.size does not hold: fewer than six things.",
      address: "check.size",
    };
    expect(findingsOf(first.run)).toEqual([expect.objectContaining(size)]);
    const check = first.pull.checkRuns.at(-1);
    expect(check?.annotations).toEqual([
      expect.objectContaining({
        path: "THINGS/checked/checked.tfvars",
        annotation_level: "warning",
        title: "terraform-check medium",
        message: `${size.message} Correct the values, or the check in the controller.`,
      }),
    ]);
    const applied = await landed(first, sha);
    expect(findingsOf(applied.run).map(({ message }) => message)).toEqual([
      size.message,
      "check.later does not hold: an id that nobody wants.",
    ]);
    expect(plain(applied.comment)).toContain("check.later does not hold: an id that nobody wants.");

    const again = await validated(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `${text}# a note\n`])), sha);
    expect(told(again).rows).toEqual(["+0 ~0 -0 · 2 warn"]);
    expect(plain(again.comment)).toContain("check.size does not hold: fewer than six things.");
  },
  TIMEOUT_MS,
);
