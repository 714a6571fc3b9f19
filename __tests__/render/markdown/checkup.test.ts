import { describe, expect, it } from "@jest/globals";
import type { CheckLine } from "../../../src/domain/setup/checkup.ts";
import { renderCheckup } from "../../../src/render/markdown/checkup.ts";

const line = (state: CheckLine["state"], about: string, said: string, remedy = ""): CheckLine => ({ state, about, said, remedy });

describe("what doctor found, in a job's summary", () => {
  it("begins with what somebody has to see to, and folds the rest", () => {
    const lines = [
      line("ok", "clock", "as GitHub's"),
      line("warning", "lock file", "missing", "write it"),
      line("not looked at", "AWS", "a | b"),
      line("wrong", "bucket", "<b>off</b> @alice", "switch it on"),
    ];
    expect(renderCheckup(lines)).toBe(`### ❌ Something is not in place

1 ok, 1 not looked at, 1 warning, 1 wrong

| | what | found | what to do |
|---|---|---|---|
| ❌ | bucket | \`<b>off</b> @alice\` | switch it on |
| ⚠️ | lock file | missing | write it |
| ❔ | AWS | a \`\\|\` b |  |

<details><summary>1 ok</summary>

| | what | found | what to do |
|---|---|---|---|
| ✅ | clock | as GitHub's |  |

</details>`);
  });

  it("says so when there is nothing to do", () => {
    expect(renderCheckup([line("ok", "clock", "as GitHub's")])).toMatch(/^### ✅ Everything is in place\n\n1 ok\n\n<details>/);
  });
});
