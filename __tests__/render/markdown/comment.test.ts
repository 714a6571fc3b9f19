import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import type { Report } from "../../../src/domain/report/report.ts";
import { openComment, renderComment } from "../../../src/render/markdown/comment.ts";
import { renderJobSummary } from "../../../src/render/markdown/job-summary.ts";
import { BUCKET_PLAN, created, ENDINGS, deployment, finding, report, result } from "../report-builders.ts";

function parse(markdown: string): Nodes {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** The kinds of nodes, nested as they are, without the words: plain text and inline code are both just words. */
function skeleton(node: Nodes): unknown {
  if (node.type === "html") return `html ${node.value.replace(/<code>.*<\/code>.*<\/summary>/s, "…")}`;
  if (node.type === "code") return `code ${node.lang ?? ""}`;
  if (!("children" in node)) return node.type;
  const children = node.children.filter((child) => child.type !== "text" && child.type !== "inlineCode");
  return { [node.type]: children.map((child) => skeleton(child)) };
}

/** Text that GitHub's own filters see: all that is neither code nor a link. */
function prose(node: Nodes): string {
  if (node.type === "text") return node.value;
  if (node.type === "html") return node.value.replace(/<code>.*?<\/code>/gs, "");
  return "children" in node ? node.children.map(prose).join("") : "";
}

/** A report in which every text that a stranger can influence is `text`. */
function filledWith(text: string, file = text): Report {
  const hostileFinding = finding({ rule: text, message: text, remediation: text, address: `a ${text}`, location: { file, line: 3 } });
  const filled = (id: string) =>
    result(id, {
      deployment: deployment(id, { id: `${id}${text}`, file: text, project: text, services: [text], owner: text }),
      counts: { add: 1, change: 2, destroy: 3 },
      findings: [hostileFinding, { ...hostileFinding, level: "warn" }],
      changes: [
        { address: text, kind: "update", attributes: [text], reason: text, importedAs: text, movedFrom: null },
        { address: text, kind: "replace", attributes: [], reason: text, importedAs: null, movedFrom: null },
      ],
      deletions: [{ address: text, kind: "replace", forcedBy: [text] }],
      drift: [{ address: text, gone: false, attributes: [text], ofCode: true }],
      output: `x ${text}`,
      error: `x ${text}`,
      recovery: text,
      backupKey: text,
    });
  return report({
    verdict: "failed",
    subject: {
      repository: text,
      pullRequest: 1,
      headSha: text,
      environment: `x ${text}`,
      branch: `x ${text}`,
      filesUrl: "https://github.com/o/r/blob/s/",
      controllerFilesUrl: "https://github.com/o/controller/blob/c/",
    },
    refusal: { reasons: [`x ${text}`, text], remedy: text },
    results: [
      filled("a"),
      { ...filled("b"), status: "failed" },
      { ...filled("c"), status: "skipped" },
      { ...filled("d"), status: "recovered" },
    ],
    checks: [hostileFinding, { ...hostileFinding, level: "warn" }],
    removed: [
      { file: text, id: text, resources: 1, last: { action: text, who: text, at: text }, problem: null },
      { file: text, id: text, resources: null, last: null, problem: text },
      { file: text, id: null, resources: null, last: null, problem: null },
    ],
    renamed: [{ from: text, to: text, id: text }],
    tool: { name: "terraform", version: text },
    orchestratorVersion: text,
  });
}

const HOSTILE = {
  "ten backticks": "``````````",
  "a fence on its own line": "\n```\n# owned\n```js\n",
  "a tilde fence": "\n~~~\nx\n~~~\n",
  "the end of details": "</details></summary></sub><script>alert(1)</script>",
  "an HTML comment": "<!-- tf-orchestrator:v1 a.b.c -->",
  "the end of an HTML comment": "-->",
  "a mention": "@team @org/team (@alice) \\@bob",
  "a reference": "#1 GH-1 org/repo#1 a1b2c3d4e5f60718293a4b5c6d7e8f9001122334",
  "a workflow command": "::error::x\n##[error]y",
  "terminal colours": "\u001b[31mred\u001b[0m \u001b]8;;http://evil.example\u0007link",
  "text direction": "a\u202eb\u2066c\u200bd",
  pipes: "a|b\\|c\\\\|d || |---|",
  newlines: "a\n\n# b\r\n- c\rd\u2028e",
  "a javascript link": "[x](javascript:alert(1)) <javascript:alert(1)>",
  "an image": "![x](https://evil.example/x.png)",
  entities: "&lt;b&gt; &#64;team &commat;team",
  autolinks: "www.evil.example http://evil.example evil@example.com mailto:evil@example.com",
  "raw HTML": "<b onclick=x>y</b> <img src=x>",
  "a table": "\n| a | b |\n|---|---|\n| c | d |\n",
  "a footnote and a task": "[^1] - [ ] x [ref]\n\n[ref]: https://evil.example",
  emphasis: "**b** _i_ ~~s~~ ~1~",
  "a formula": "$x$ $$y$$ $`z`$",
  emoji: ":white_check_mark: :+1:",
  "a lone surrogate": "\ud800 x",
  "a number at a line start": "1. one",
  "a rule and a heading": "---\n===\n***",
  "prototype keys": "__proto__ constructor",
};

describe("text of strangers in a comment", () => {
  const harmless = skeleton(parse(renderComment(filledWith("harmless"), null)));
  const harmlessRefusal = skeleton(parse(renderComment({ ...filledWith("harmless"), verdict: "refused" }, null)));

  it.each(Object.entries(HOSTILE))("cannot change its structure: %s", (_, text) => {
    const tree = parse(renderComment(filledWith(text), null));
    expect(skeleton(tree)).toEqual(harmless);
    expect(prose(tree)).not.toMatch(/(?:^|\W)[@#]\w|www\.|:\/\/|GH-\d|:\+1:|:white_check_mark:|\$|[\u202a-\u202e\u2066-\u2069\u200b]/);
    expect(skeleton(parse(renderComment({ ...filledWith(text), verdict: "refused" }, null)))).toEqual(harmlessRefusal);
  });

  it("cannot change its structure, whatever is joined together", () => {
    const piece = fc.constantFrom(
      ...Object.values(HOSTILE),
      "`",
      "|",
      "\\",
      "\n",
      " ",
      "<",
      ">",
      "[",
      "](",
      "@",
      "#",
      "*",
      "_",
      "~",
      "a",
      ".",
      "(",
      ")",
      '"',
      "'",
      "=",
      "-",
      "!",
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
        expect(skeleton(parse(renderComment(filledWith(`x${pieces.join("")}`), null)))).toEqual(harmless);
      }),
      { numRuns: 150 },
    );
  });

  it("cannot change the structure of the job summary either", () => {
    const plain = skeleton(parse(renderJobSummary(filledWith("harmless"))));
    for (const text of Object.values(HOSTILE)) expect(skeleton(parse(renderJobSummary(filledWith(text))))).toEqual(plain);
  });

  it("cannot make a link of a run that is no web address", () => {
    const links = { run: "javascript:alert(1)", plans: "https://user:pw@evil.example/" };
    expect(renderComment({ ...ENDINGS.passed!, links }, null)).not.toMatch(/javascript|evil/);
  });

  it("cannot leave the parentheses of a link to a file", () => {
    const at = { file: "a) [x](https://evil.example) `b`|c.tfvars", line: 2 };
    const tree = parse(renderComment(report({ verdict: "failed", checks: [finding({ location: at })] }), null));
    const links: string[] = [];
    const walk = (node: Nodes): void => {
      if (node.type === "link") links.push(node.url);
      if ("children" in node) for (const child of node.children) walk(child);
    };
    walk(tree);
    expect(links.filter((url) => !url.includes("/actions/"))).toEqual([
      `${report().subject.filesUrl ?? ""}a%29%20%5Bx%5D%28https%3A//evil.example%29%20%60b%60%7Cc.tfvars#L2`,
    ]);
  });

  it("links a file of the controller to the controller, and says so", () => {
    const at = { file: "policy.yaml", line: 3, controller: true } as const;
    const comment = renderComment(report({ verdict: "failed", checks: [finding({ location: at })] }), null);
    expect(comment).toContain(`[\`policy.yaml:3\`](${report().subject.controllerFilesUrl ?? ""}policy.yaml#L3) of the controller`);
    expect(comment).toContain("what next: correct the controller, then comment `/tf validate`");
    const both = report({ verdict: "failed", checks: [finding({ location: at }), finding()] });
    expect(renderComment(both, null)).toContain("what next: fix and push");
  });

  it("may have 100,000 lines", () => {
    const huge = renderComment(filledWith("x\n".repeat(100_000), "a.tfvars"), null);
    expect(huge.length).toBeLessThanOrEqual(65_536);
    expect(skeleton(parse(huge.replace(/\n✂️.*\n/g, "")))).toEqual(harmless);
  });
});

describe("a comment that is too long", () => {
  const long = (lines: number) => Array.from({ length: lines }, (_, index) => `  + attribute_${index} = "value ${index}"`).join("\n");
  const open = (text: string) => [...text.matchAll(/<details>/g)].length - [...text.matchAll(/<\/details>/g)].length;

  it("loses lines of the longest plan first, and says how many and where they are", () => {
    const results = [
      result("s3/a/us-east-1/short", { counts: { add: 1, change: 0, destroy: 0 }, output: BUCKET_PLAN }),
      result("s3/a/us-east-1/long", { counts: { add: 1, change: 0, destroy: 0 }, output: long(5_000) }),
    ];
    const comment = renderComment(report({ results }), null);
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment.length).toBeGreaterThan(60_000);
    expect(comment).toContain("Plan: 3 to add, 0 to change, 0 to destroy.");
    expect(comment).toMatch(/✂️ \d+ of 5000 lines shown; the rest is in the \[full plans\]\(https:/);
    expect(open(comment)).toBe(0);
  });

  it("then leaves out plans, warnings and rows, and still ends with its footer", () => {
    const results = Array.from({ length: 1_500 }, (_, index) =>
      result(`s3/arj-wkld-a-prd/us-east-1/bucket-${index}`, {
        counts: { add: 1, change: 0, destroy: 0 },
        output: long(50),
        findings: [finding({ level: index % 2 === 0 ? "deny" : "warn", message: `${"long ".repeat(100)}${index}` })],
      }),
    );
    const comment = renderComment(report({ verdict: "failed", results }), "a.b.c");
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment).toMatch(/750 warnings: see the \[run\]/);
    expect(comment).toMatch(/1500 deployments: \+1500 \\~0 -0/);
    expect(comment).toMatch(/more deployments without room here/);
    expect(comment).toMatch(/what next: fix and push, it runs again · `\/tf explain S3-004` says more<\/sub>$/);
    expect(open(comment)).toBe(0);
  });

  it("begins each plan with what it changes, when all of that would be too long to stand open", () => {
    const changes = Array.from({ length: 100 }, (_, index) => created(`aws_s3_bucket.b${index}`));
    const comment = renderComment(
      report({ results: [result("s3/a/r/p", { counts: { add: 100, change: 0, destroy: 0 }, changes })] }),
      null,
    );
    expect(comment).toContain(
      `</summary>\n\n\`\`\`diff\n${changes
        .slice(0, 60)
        .map(({ address }) => `+ create ${address}`)
        .join("\n")}\n… and 40 more\n\nNo changes.`,
    );
    expect([...comment.matchAll(/\+ create aws_s3_bucket\.b0$/gm)]).toHaveLength(1);
  });

  it("cuts a single line without end", () => {
    const comment = renderComment(
      report({ results: [result("s3/a/r/p", { counts: { add: 1, change: 0, destroy: 0 }, output: "x".repeat(200_000) })] }),
      null,
    );
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment).toContain("1 of 1 lines shown");
  });

  it("is the same text each time it is told, however long it may be there and was before", () => {
    for (const each of [...Object.values(ENDINGS), filledWith("`|x ".repeat(400))]) {
      const comment = openComment(each);
      for (const limit of [8_000, 65_536, 3_000, 20_000]) expect(comment("a.b.c", { limit })).toBe(renderComment(each, "a.b.c", { limit }));
    }
  });

  it.each([65_536, 20_000, 8_000, 3_000])("fits %d characters", (limit) => {
    for (const each of [...Object.values(ENDINGS), filledWith("`|x ".repeat(400))]) {
      const comment = renderComment(each, "a.b.c", { limit });
      expect(comment.length).toBeLessThanOrEqual(limit);
      expect(open(comment)).toBe(0);
    }
  });
});

describe("the record", () => {
  it("is refused when it could end its HTML comment", () => {
    expect(() => renderComment(report(), "a.b.c --> x")).toThrow("not a compact JWS");
  });

  it("is the first thing in the comment", () => {
    expect(renderComment(report(), "eyJh.eyJi.c2ln").split("\n")[0]).toBe("<!-- tf-orchestrator:v1 eyJh.eyJi.c2ln -->");
  });
});

describe("the last line names the comments that make sense now", () => {
  const lastLine = (rest: Partial<Report>) =>
    (
      renderComment(report({ links: { run: null, plans: null }, ...rest }), null)
        .split("\n")
        .at(-1) ?? ""
    ).replace(/^<sub>|<\/sub>$/g, "");
  const LOCKED = `Error: Error acquiring the state lock
Lock Info:
  ID:        6f2c1d3e-0000-4000-8000-000000000001
  Path:      b/x
  Operation: OperationTypeApply
  Who:       alice@runner-7
  Version:   1.11.4
  Created:   2026-01-31 10:15:02 +0000 UTC
  Info:      `;

  it.each<[what: string, ending: Partial<Report>, expected: string]>([
    ["passed", { results: [] }, "what next: approve, and it is merged and applied · `/tf validate` plans again"],
    [
      "breaks policy",
      { verdict: "failed", results: [result("s3/a/r/p", { findings: [finding()] })] },
      "what next: fix and push, it runs again · `/tf explain S3-004` says more",
    ],
    ["a wrong file", { verdict: "failed", checks: [finding({ rule: "region" })] }, "what next: fix and push, it runs again"],
    [
      "terraform failed",
      { verdict: "failed", results: [result("s3/a/r/p", { status: "failed", error: "Error: timeout" })] },
      "what next: fix and push, it runs again · `/tf validate` tries again",
    ],
    [
      "locked",
      { phase: "apply", verdict: "failed", results: [result("s3/a/r/p", { status: "failed", error: LOCKED })] },
      "what next: see above; `/tf apply` tries again, a new pull request changes something · `/tf unlock 6f2c1d3e-0000-4000-8000-000000000001` removes the lock, once its run has ended",
    ],
    [
      "a plan that waits for approval",
      {
        phase: "apply",
        verdict: "refused",
        newPlan: { code: "1a2b3c4d", tipSha: "d4c3b2a1e5f60718293a4b5c6d7e8f9001122334" },
        refusal: { reasons: ["x"], remedy: "y" },
      },
      "nothing was changed · `/tf approve 1a2b3c4d` applies this plan · `/tf apply` plans again",
    ],
    [
      "a new plan that nobody can approve",
      {
        phase: "apply",
        verdict: "failed",
        newPlan: { code: null, tipSha: "d4c3b2a1e5f60718293a4b5c6d7e8f9001122334" },
        results: [result("s3/a/r/p", { findings: [finding()] })],
      },
      "nothing was changed · correct it in a new pull request, or comment `/tf apply`: it plans again",
    ],
    [
      "overridden, and still held",
      {
        phase: "merge",
        verdict: "refused",
        refusal: { reasons: ["x"], remedy: "y" },
        approval: { approvers: [], override: { approver: "alice", reason: "because" } },
      },
      "nothing was merged · `/tf apply` asks again · `/tf withdraw` takes the override back",
    ],
    ["applied", { phase: "apply" }, "what next: nothing, it is done"],
  ])("%s", (_, ending, expected) => {
    expect(lastLine(ending).slice(-expected.length)).toBe(expected);
  });
});

describe("the comment of each ending reads as the example in fixtures/comments", () => {
  it.each(Object.entries(ENDINGS))("%s", (name, ending) => {
    const file = new URL(`../../fixtures/comments/${name}.md`, import.meta.url);
    const comment = `${renderComment(ending, null)}\n`;
    // UPDATE_EXAMPLES=1 writes them anew: read the difference before you keep it.
    if (process.env.UPDATE_EXAMPLES === "1") writeFileSync(file, comment);
    expect(comment).toBe(readFileSync(file, "utf8"));
  });
});
