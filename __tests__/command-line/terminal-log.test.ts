import { describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { openTerminalLog } from "../../src/adapters/terminal/terminal-log.ts";
import { screenOf } from "../helpers/command-line.ts";

/** A log on a terminal of 60 columns that keeps what it was sent. */
function terminal({ live = true, groups = false } = {}) {
  const sent: string[] = [];
  const stream = { columns: 60, rows: 24, write: (text: string) => sent.push(text) } as unknown as NodeJS.WriteStream;
  // A terminal begins a new line at its first column.
  const screen = () => screenOf(sent.join("").replaceAll("\n", "\r\n"), 60).filter((line) => line !== "");
  return { log: openTerminalLog(stream, { live, groups }), sent, screen };
}

describe("the log of the command line", () => {
  it("without a terminal is plain lines and nothing else", async () => {
    const { log, sent } = terminal({ live: false });
    log.expect(2);
    log.running("a", "plan");
    await sleep(150);
    log.line("one");
    log.warning("two");
    log.group("title", "left out");
    log.close();
    expect(sent).toEqual(["one\n", "warning: two\n"]);
  });

  it("takes control sequences out of what it is given", () => {
    const { log, sent } = terminal({ live: false, groups: true });
    log.line("a\u001b[2Jb\rc");
    log.group("title", "text");
    // eslint-disable-next-line no-control-regex -- it is what is looked for
    expect(sent.join("")).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(sent[1]).toBe("title\ntext\n");
  });

  it("keeps what runs at the foot, counts to all that there will be, and writes lines above", () => {
    const { log, screen } = terminal();
    log.expect(5);
    log.running("s3/a", "plan");
    log.running("kms/b", "init");
    log.line("first");
    expect(screen()).toEqual([
      "first",
      expect.stringMatching(/^\S s3\/a +plan +\d+ ms$/),
      expect.stringMatching(/^\S kms\/b +init +\d+ ms$/),
      "0 of 5 deployments done",
    ]);
    log.running("kms/b", null);
    log.line("second");
    expect(screen()).toEqual(["first", "second", expect.stringMatching(/^\S s3\/a/), "1 of 5 deployments done"]);
    log.running("s3/a", null);
    log.line("third");
    log.close();
    expect(screen()).toEqual(["first", "second", "third"]);
  });

  it("stands aside while a question is asked, and comes back after it", async () => {
    const { log, sent, screen } = terminal();
    log.expect(1);
    log.running("s3/a", "plan");
    log.line("first");
    const answer = await log.aside(async () => {
      const before = sent.length;
      await sleep(300);
      expect(sent).toHaveLength(before);
      expect(screen()).toEqual(["first"]);
      return "yes";
    });
    log.line("second");
    expect([answer, screen().slice(0, 2), screen().at(-1)]).toEqual(["yes", ["first", "second"], "0 of 1 deployment done"]);
    log.close();
    expect(screen()).toEqual(["first", "second"]);
  });
});
