import { describe, expect, it } from "@jest/globals";
import { markdownHtml, pullRequestPage } from "../../scripts/fake-github/page.ts";
import type { PullState } from "../../scripts/fake-github/pull-state.ts";

const PULL: PullState = {
  repository: "org/dev",
  number: 7,
  url: "http://127.0.0.1/org/dev/pull/7",
  title: "Data <lake>",
  body: null,
  state: "open",
  draft: false,
  author: "alice",
  head: { ref: "feature", sha: "a".repeat(40) },
  base: { ref: "prod", sha: "b".repeat(40) },
  mergeCommitSha: null,
  mergedBy: null,
  mergeState: "blocked",
  reviewDecision: null,
  createdAt: "2026-01-01T00:00:00Z",
  labels: [{ name: "opa-failed", color: "b60205", description: "Breaks policy" }],
  files: [{ path: "S3/a.tfvars", status: "added", additions: 2, deletions: 0, patch: '@@ -0,0 +1,2 @@\n+a = 1\n+b = "<x>"' }],
  reviews: [{ id: 2, author: "bob", body: "", state: "APPROVED", commitId: "a".repeat(40), submittedAt: "2026-01-01T00:01:00Z" }],
  comments: [
    {
      id: 1,
      author: "bot",
      body: "**Not ready**\n\n```diff\n+ one\n- two\n```",
      createdAt: "2026-01-01T00:00:30Z",
      updatedAt: "2026-01-01T00:00:30Z",
      edited: false,
      minimized: null,
      reactions: [],
    },
  ],
  checkRuns: [
    {
      id: 3,
      name: "tf-orchestrator",
      status: "completed",
      conclusion: "failure",
      title: "1 deny",
      summary: "See below",
      text: null,
      detailsUrl: null,
      annotations: [],
    },
  ],
};

describe("Markdown of a comment", () => {
  it("lets no other HTML through than a few plain tags", () => {
    expect(markdownHtml("<script>alert(1)</script>")).toBe("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(markdownHtml('a <img src="x" onerror="alert(1)"> b')).toBe(
      "<p>a &lt;img src=&quot;x&quot; onerror=&quot;alert(1)&quot;&gt; b</p>",
    );
    expect(markdownHtml('<details onclick="x">')).toBe("&lt;details onclick=&quot;x&quot;&gt;");
    expect(markdownHtml("[x](javascript:alert(1))")).toBe('<p><a href="">x</a></p>');
  });

  it("keeps tags inside the comment: left open they are closed, closed too often they vanish", () => {
    expect(markdownHtml("<details><summary>a</summary>\n\nb")).toBe("<details><summary>a</summary>\n<p>b</p></details>");
    expect(markdownHtml("a</details></b>")).toBe("<p>a</p>");
  });

  it("folds details around Markdown and hides HTML comments", () => {
    expect(markdownHtml("<!-- a record\nof two lines -->\n<details open>\n<summary>Plan</summary>\n\n*b*\n\n</details>")).toBe(
      "\n<details open>\n<summary>Plan</summary>\n<p><em>b</em></p>\n</details>",
    );
  });

  it("shows tables, code as text, Mermaid as code and diffs in colour", () => {
    expect(markdownHtml("|a|\n|-|\n|`<b>`|")).toContain("<td><code>&lt;b&gt;</code></td>");
    expect(markdownHtml("```mermaid\ngantt\n```")).toBe('<pre><code class="language-mermaid">gantt\n</code></pre>');
    expect(markdownHtml("```diff\n+ <x>\n  y\n```")).toBe(
      '<pre><code class="language-diff"><span class="added">+ &lt;x&gt;</span>\n  y\n</code></pre>',
    );
  });
});

describe("the page of a pull request", () => {
  it("shows title, branches, labels, conversation in order, checks and merge state", () => {
    const page = pullRequestPage(PULL);
    const marks = [
      "Data &lt;lake&gt;",
      "<code>prod</code>",
      "background:#b60205",
      "Not ready",
      "approved these changes",
      "<b>tf-orchestrator</b> 1 deny",
      "Merging is blocked",
    ];
    const places = marks.map((mark) => page.indexOf(mark));
    expect(places.every((place) => place > 0)).toBe(true);
    expect([...places.slice(1)].sort((one, other) => one - other)).toEqual(places.slice(1));
  });

  it("stands alone: no script, no address of another file", () => {
    const page = pullRequestPage(PULL);
    expect([page.includes("<script"), page.includes(" src="), page.includes("url(")]).toEqual([false, false, false]);
  });
});
