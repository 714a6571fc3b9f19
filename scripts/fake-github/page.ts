import { micromark } from "micromark";
import type { CompileContext, HtmlExtension } from "micromark-util-types";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import type { ChangedFile, CheckRunState, CommentState, PullState } from "./pull-state.ts";
import type { CheckAnnotation } from "./state.ts";
import { escapeHtml, HtmlFilter } from "./safe-html.ts";

/** One pull request as one HTML page without scripts or outside files, to look at in a browser. */
export function pullRequestPage(pull: PullState): string {
  const conversation = [
    ...pull.comments.map((comment) => ({ at: comment.createdAt, id: comment.id, html: commentBox(comment) })),
    ...pull.reviews.map((review) => ({ at: review.submittedAt ?? "", id: review.id, html: reviewLine(review) })),
  ].sort((one, other) => one.at.localeCompare(other.at) || one.id - other.id);
  const body = `<header>
<p class="where">${escapeHtml(pull.repository)}</p>
<h1>${escapeHtml(pull.title)} <span class="number">#${pull.number}</span></h1>
<p><span class="state ${pull.state}">${pull.draft && pull.state === "open" ? "Draft" : STATE_WORDS[pull.state]}</span>
<b>${escapeHtml(pull.author)}</b> wants to merge ${plural(pull.files.length, "changed file")} into <code>${escapeHtml(pull.base.ref)}</code> from <code>${escapeHtml(pull.head.ref)}</code>
<span class="faint">at ${escapeHtml(pull.head.sha.slice(0, 7))}</span></p>
<p class="labels">${pull.labels.map(labelBadge).join(" ")}</p>
</header>
${pull.body === null ? "" : box(pull.author, pull.createdAt, markdownHtml(pull.body))}
${conversation.map(({ html }) => html).join("\n")}
${checksBox(pull.checkRuns)}
${filesBox(pull)}
${mergeBox(pull)}`;
  return htmlPage(`${pull.title} · ${pull.repository} #${pull.number}`, withLinksToLines(body, pull));
}

/** A page of this style around a body that is HTML already. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

const STATE_WORDS = { open: "Open", closed: "Closed", merged: "Merged" };

/** GitHub-flavoured Markdown as HTML; raw HTML passes only as far as `HtmlFilter` lets it. */
export function markdownHtml(markdown: string): string {
  const filter = new HtmlFilter();
  const html = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml(), filteredHtml(filter)] });
  return withDiffColours(html + filter.closing());
}

function filteredHtml(filter: HtmlFilter): HtmlExtension {
  function start(this: CompileContext): undefined {
    this.buffer();
  }
  function end(this: CompileContext): undefined {
    this.raw(filter.filtered(this.resume()));
  }
  return {
    enter: {
      htmlFlow(this: CompileContext): undefined {
        this.lineEndingIfNeeded();
        this.buffer();
      },
      htmlText: start,
    },
    exit: {
      htmlFlow: end,
      htmlText: end,
      htmlFlowData(this: CompileContext, token): undefined {
        this.raw(this.sliceSerialize(token));
      },
      htmlTextData(this: CompileContext, token): undefined {
        this.raw(this.sliceSerialize(token));
      },
    },
  };
}

const DIFF_START = '<pre><code class="language-diff">';
const DIFF_END = "</code></pre>";

/** Colours the lines of diff blocks. Code is escaped by now, so these marks come from the renderer alone. */
function withDiffColours(html: string): string {
  const [before = "", ...blocks] = html.split(DIFF_START);
  const coloured = blocks.map((block) => {
    const end = block.indexOf(DIFF_END);
    return DIFF_START + block.slice(0, end).split("\n").map(diffLine).join("\n") + block.slice(end);
  });
  return before + coloured.join("");
}

function diffLine(line: string): string {
  const kind = { "+": "added", "-": "removed", "!": "changed" }[line.trimStart().charAt(0)];
  return kind === undefined ? line : `<span class="${kind}">${line}</span>`;
}

/** Links to lines of the head commit lead to the line on this page, if it is on it. */
function withLinksToLines(html: string, { repository, head }: PullState): string {
  const ids = new Set([...html.matchAll(/ id="(line:[^"]+)"/g)].map(([, id = ""]) => id));
  const marker = `/${repository}/blob/${head.sha}/`;
  return html.replace(/href="([^"]+)#L(\d+)"/g, (link, address: string, line: string) => {
    const path = address.slice(address.indexOf(marker) + marker.length);
    const isHere = address.includes(marker) && ids.has(`line:${decoded(path)}:${line}`);
    return isHere ? `href="#line:${path}:${line}"` : link;
  });
}

function decoded(path: string): string {
  try {
    return escapeHtml(decodeURIComponent(path));
  } catch {
    return path;
  }
}

function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

function labelBadge(label: { name: string; color: string; description: string | null }): string {
  const color = /^[0-9a-f]{6}$/i.test(label.color) ? label.color : "ededed";
  const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as [number, number, number];
  const ink = red * 0.299 + green * 0.587 + blue * 0.114 > 150 ? "#1f2328" : "#ffffff";
  const title = escapeHtml(label.description ?? "");
  return `<span class="label" style="background:#${color};color:${ink}" title="${title}">${escapeHtml(label.name)}</span>`;
}

function box(author: string, at: string, body: string, note = ""): string {
  return `<section class="box"><h2><b>${escapeHtml(author)}</b> <span class="faint">commented ${time(at)}${note}</span></h2><div class="body">${body}</div></section>`;
}

/** `2026-01-31 14:05 UTC` */
function time(at: string): string {
  return escapeHtml(at.replace(/^([\d-]+)T(\d\d:\d\d).*$/, "$1 $2 UTC"));
}

function commentBox(comment: CommentState): string {
  const note = comment.edited ? ` · edited ${time(comment.updatedAt)}` : "";
  const shown = box(comment.author, comment.createdAt, markdownHtml(comment.body), note);
  if (comment.minimized === null) return shown;
  return `<details class="minimized"><summary>A comment of ${escapeHtml(comment.author)} was hidden as ${escapeHtml(comment.minimized.toLowerCase())}</summary>${shown}</details>`;
}

const REVIEW_WORDS: Record<string, string> = {
  APPROVED: "✅ approved these changes",
  CHANGES_REQUESTED: "❌ requested changes",
  COMMENTED: "💬 reviewed",
  DISMISSED: "⚪ had a review that was dismissed",
  PENDING: "started a review",
};

function reviewLine(review: PullState["reviews"][number]): string {
  const body = review.body === "" ? "" : `<div class="body">${markdownHtml(review.body)}</div>`;
  const line = `<b>${escapeHtml(review.author)}</b> ${REVIEW_WORDS[review.state] ?? ""} <span class="faint">at ${escapeHtml(review.commitId.slice(0, 7))}</span>`;
  return `<section class="review"><p>${line}</p>${body}</section>`;
}

const RUN_MARKS: Record<string, string> = { success: "✅", failure: "❌", neutral: "⚪", cancelled: "⛔", skipped: "⏭️" };

function checksBox(runs: readonly CheckRunState[]): string {
  if (runs.length === 0) return "";
  return `<section class="box"><h2>Checks</h2><div class="body">${runs.map(checkRun).join("")}</div></section>`;
}

function checkRun(run: CheckRunState): string {
  const mark = run.status === "completed" ? (RUN_MARKS[run.conclusion ?? ""] ?? "❔") : "🟡";
  const annotations = run.annotations.map(
    (one) =>
      `<li><b>${escapeHtml(one.annotation_level)}</b> <code>${escapeHtml(one.path)}:${one.start_line}</code> ${escapeHtml(one.title ?? "")}<br>${escapeHtml(one.message)}</li>`,
  );
  const inside = [
    run.summary === null ? "" : markdownHtml(run.summary),
    annotations.length > 0 ? `<ul>${annotations.join("")}</ul>` : "",
    run.text === null ? "" : markdownHtml(run.text),
  ].join("");
  const head = `${mark} <b>${escapeHtml(run.name)}</b> ${escapeHtml(run.title ?? run.conclusion ?? run.status)}`;
  return inside === "" ? `<p>${head}</p>` : `<details><summary>${head}</summary>${inside}</details>`;
}

function filesBox(pull: PullState): string {
  const annotations = pull.checkRuns.flatMap((run) => run.annotations);
  const files = pull.files.map((file) =>
    fileDetails(
      file,
      annotations.filter(({ path }) => path === file.path),
    ),
  );
  return `<section class="box"><h2>Files changed <span class="faint">${pull.files.length}</span></h2><div class="files">${files.join("")}</div></section>`;
}

/** A file with notes on its lines is open. */
function fileDetails(file: ChangedFile, annotations: readonly CheckAnnotation[]): string {
  const counts = `<span class="counts"><span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span></span>`;
  const name = `<summary>${counts}<code>${escapeHtml(file.path)}</code> <span class="faint">${escapeHtml(file.status)}</span></summary>`;
  const lines = file.patch === null ? [] : patchRows(file.path, file.patch, annotations);
  const diff = lines.length === 0 ? `<p class="faint">no text to show</p>` : `<table class="diff">${lines.join("")}</table>`;
  return `<details${annotations.length > 0 ? " open" : ""}>${name}${diff}</details>`;
}

/** One row for each line of the hunks, with the notes below the lines they are on. */
function patchRows(path: string, patch: string, annotations: readonly CheckAnnotation[]): string[] {
  let next = 1;
  return patch.split("\n").flatMap((line) => {
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk !== null) {
      next = Number(hunk[1]);
      return next === 1 ? [] : [`<tr class="hunk"><td></td><td>${escapeHtml(line)}</td></tr>`];
    }
    const kind = line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "";
    if (kind === "removed" || line.startsWith("\\")) return [`<tr class="${kind}"><td></td><td>${escapeHtml(line)}</td></tr>`];
    const number = next++;
    const row = `<tr class="${kind}" id="line:${escapeHtml(path)}:${number}"><td>${number}</td><td>${escapeHtml(line)}</td></tr>`;
    return [row, ...annotations.filter(({ start_line }) => start_line === number).map(annotationRow)];
  });
}

const LEVEL_MARKS: Record<CheckAnnotation["annotation_level"], string> = { failure: "❌", warning: "⚠️", notice: "ℹ️" };

function annotationRow({ annotation_level, title, message }: CheckAnnotation): string {
  return `<tr class="note ${annotation_level}"><td>${LEVEL_MARKS[annotation_level]}</td><td><b>${escapeHtml(title ?? annotation_level)}</b> ${escapeHtml(message)}</td></tr>`;
}

const MERGE_WORDS: Record<string, string> = {
  clean: "✅ This branch can be merged",
  unstable: "🟡 This branch can be merged; some checks are not successful",
  blocked: "⛔ Merging is blocked",
  behind: "⛔ This branch is out of date with the base branch",
  dirty: "⛔ This branch has conflicts",
  draft: "⚪ This pull request is still a draft",
};

function mergeBox(pull: PullState): string {
  if (pull.state === "merged") {
    const sha = escapeHtml((pull.mergeCommitSha ?? "").slice(0, 7));
    return `<section class="merge">🟣 <b>${escapeHtml(pull.mergedBy ?? "")}</b> merged commit <code>${sha}</code> into <code>${escapeHtml(pull.base.ref)}</code></section>`;
  }
  if (pull.state === "closed") return `<section class="merge">Closed without merging</section>`;
  return `<section class="merge ${escapeHtml(pull.mergeState)}">${MERGE_WORDS[pull.mergeState] ?? "Checking whether this branch can be merged"}</section>`;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --soft: #f6f8fa; --page: #ffffff; --link: #0969da; --plus: #1a7f37; --minus: #d1242f; --plus-back: #dafbe1; --minus-back: #ffebe9; --change-back: #fff8c5; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f6fc; --faint: #9198a1; --line: #3d444d; --soft: #151b23; --page: #0d1117; --link: #4493f8; --plus: #3fb950; --minus: #f85149; --plus-back: #12261e; --minus-back: #25171c; --change-back: #272115; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; overflow-wrap: anywhere; }
main { max-width: 1012px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 26px; font-weight: 400; margin: 0 0 8px; }
.number, .faint, .where { color: var(--faint); font-weight: 400; }
.where { margin: 0; }
.state { border-radius: 2em; color: #ffffff; font-weight: 500; padding: 5px 12px; margin-right: 8px; background: #1f883d; }
.state.closed { background: #cf222e; }
.state.merged { background: #8250df; }
.label { border-radius: 2em; font-size: 12px; font-weight: 500; padding: 2px 9px; }
header { border-bottom: 1px solid var(--line); margin-bottom: 16px; }
.box { border: 1px solid var(--line); border-radius: 6px; margin: 16px 0; }
.box > h2 { background: var(--soft); border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0; font-size: 14px; font-weight: 400; margin: 0; padding: 8px 16px; }
.body { padding: 16px; }
.body > :first-child { margin-top: 0; }
.body > :last-child { margin-bottom: 0; }
.review, .merge { border: 1px solid var(--line); border-radius: 6px; margin: 16px 0; padding: 8px 16px; }
.minimized { color: var(--faint); margin: 16px 0; }
a { color: var(--link); }
code { background: var(--soft); border-radius: 6px; font: 85% ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; padding: .2em .4em; }
pre { background: var(--soft); border-radius: 6px; overflow: auto; padding: 16px; }
pre code { background: none; padding: 0; white-space: pre; overflow-wrap: normal; }
.body > p, .body > ul, .body > table, .body > pre { margin: 0 0 16px; }
table { border-collapse: collapse; display: block; overflow: auto; overflow-wrap: normal; }
td > code { white-space: nowrap; }
li + li { margin-top: 8px; }
th, td { border: 1px solid var(--line); padding: 6px 13px; }
blockquote { border-left: .25em solid var(--line); color: var(--faint); margin: 0; padding: 0 1em; }
summary { cursor: pointer; }
details { margin: 8px 0; }
.plus, span.added { color: var(--plus); }
.minus, span.removed { color: var(--minus); }
.box > h2 .faint { margin-left: 4px; }
.files details { border-top: 1px solid var(--line); margin: 0; }
.files details:first-child { border-top: 0; }
.files summary { padding: 8px 16px; }
.files p { margin: 0; padding: 0 16px 8px; }
.counts { float: right; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.diff { border-top: 1px solid var(--line); display: table; width: 100%; font: 12px/20px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.diff td { border: 0; padding: 0 10px; white-space: pre-wrap; vertical-align: top; }
.diff td:first-child { color: var(--faint); text-align: right; user-select: none; width: 50px; }
.diff .added { background: var(--plus-back); }
.diff .removed { background: var(--minus-back); }
.diff .hunk { background: var(--soft); color: var(--faint); }
.diff .note td { border: 1px solid var(--line); border-left: 4px solid var(--minus); border-width: 1px 0; background: var(--page); font: 13px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; padding: 8px 10px; }
.diff :target td { background: var(--change-back); }
.merge.clean { border-color: var(--plus); }
.merge.unstable, .merge.blocked, .merge.dirty, .merge.behind { border-color: var(--minus); }
.gantt { display: block; width: 100%; height: auto; margin: 16px 0; font-size: 12px; fill: var(--ink); }
.gantt .title { font-weight: 600; }
.gantt .faint { fill: var(--faint); }
.gantt .tick { stroke: var(--line); }
.gantt .bar rect { fill: var(--link); opacity: .35; }
.gantt .bar.plan rect, .gantt .bar.apply rect { opacity: .6; }
.gantt .bar.done rect { fill: var(--faint); opacity: .15; }
.gantt .bar.crit rect { fill: var(--minus); opacity: .8; }
span.added { background: var(--plus-back); }
span.removed { background: var(--minus-back); }
span.changed { background: var(--change-back); }
`;
