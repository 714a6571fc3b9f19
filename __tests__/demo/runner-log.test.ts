import { expect, it } from "@jest/globals";
import { openRunnerLog } from "../../scripts/demo/runner-log.ts";
import { plain } from "../../scripts/demo/screen.ts";

it("obeys the commands of a workflow's log: secrets are stars, groups are folded, commands are not shown", () => {
  const log = openRunnerLog(plain);
  const lines = [
    "::add-mask::s3cret",
    "discover   1 deployment s3cret",
    "::group::kms/a",
    "::not a command",
    "Plan: 2 to add",
    "::endgroup::",
    "::warning file=a,line=1::a%0Ab 100%25 s3cret",
    "::debug::x",
    "verdict    passed\x1b[31m",
  ];
  expect(lines.map((line) => log.shown(line))).toEqual([
    null,
    "discover   1 deployment ***",
    null,
    null,
    null,
    null,
    "warning    a b 100% ***",
    null,
    "verdict    passed",
  ]);
  expect(log.folded()).toEqual({ groups: 1, lines: 2 });
});
