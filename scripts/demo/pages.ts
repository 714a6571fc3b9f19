import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { htmlPage, markdownHtml, pullRequestPage } from "../fake-github/page.ts";
import type { PullState } from "../fake-github/client.ts";
import { escapeHtml } from "../fake-github/safe-html.ts";
import { ganttSvg, readGantt } from "./gantt.ts";

export const PULL_REQUEST = "pull-request.html";
export const PULL_REQUEST_BEFORE = "pull-request-before-the-fix.html";
export const DELETION = "pull-request-deletion.html";
export const RECOVERY = "pull-request-recovery.html";
export const JOB_SUMMARY = "job-summary.html";

export type PageName = typeof PULL_REQUEST | typeof PULL_REQUEST_BEFORE | typeof DELETION | typeof RECOVERY;

/** One run as the pages show it. */
export interface RunPage {
  id: number;
  title: string;
  /** The job summary, Markdown. */
  summary: string;
  passed: boolean;
  /** Its pull request. */
  page: PageName;
}

/** Writes pages that stand alone and link to each other: pull requests at some moment, and the summaries of their runs. */
export async function writePages(folder: string, pulls: ReadonlyMap<PageName, PullState>, runs: readonly RunPage[]): Promise<void> {
  const lines = new Map([...pulls].map(([page, { head }]) => [head.sha, page]));
  const pages: [string, string][] = [...pulls].map(([page, pull]) => [page, pullRequestPage(pull)]);
  pages.push([JOB_SUMMARY, jobSummaryPage(runs)]);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, html] of pages) await writeFile(join(folder, name), withLocalLinks(html, lines));
}

/** The summaries of some runs on one page, the newest first, their Mermaid diagrams drawn. */
export function jobSummaryPage(runs: readonly RunPage[]): string {
  const sections = runs
    .toReversed()
    .map(
      ({ id, title, summary, passed, page }) =>
        `<section class="box" id="run-${id}"><h2>${passed ? "✅" : "❌"} <b>Run ${id}</b> <a class="faint" href="${page}">${escapeHtml(title)}</a></h2><div class="body">${withDiagrams(markdownHtml(summary))}</div></section>`,
    );
  return htmlPage("Job summaries", `<header><h1>Job summaries</h1></header>${sections.join("\n")}`);
}

const DIAGRAM_START = '<pre><code class="language-mermaid">';
const DIAGRAM_END = "</code></pre>";

/** A diagram that is not the one we write stays code. */
function withDiagrams(html: string): string {
  const [before = "", ...blocks] = html.split(DIAGRAM_START);
  const drawn = blocks.map((block) => {
    const end = block.indexOf(DIAGRAM_END);
    const source = block.slice(0, end);
    const gantt = readGantt(source);
    if (gantt === null) return DIAGRAM_START + block;
    // The source stays for `npm run pictures`, which has Mermaid itself draw it.
    const figure = `<figure class="diagram" data-mermaid="${source.replaceAll('"', "&quot;")}">${ganttSvg(gantt)}</figure>`;
    return figure + block.slice(end + DIAGRAM_END.length);
  });
  return before + drawn.join("");
}

/**
 * The server behind these addresses is gone when somebody reads the page.
 * @param lines The page that shows the files of a commit, by its SHA.
 */
function withLocalLinks(html: string, lines: ReadonlyMap<string, string>): string {
  return html
    .replace(/href="http:[^"]*\/actions\/runs\/(\d+)(?:#artifacts)?"/g, `href="${JOB_SUMMARY}#run-$1"`)
    .replace(/href="http:[^"]*\/blob\/([0-9a-f]{40})\/([^"#]+)#L(\d+)"/g, (link, sha: string, path: string, line: string) => {
      const page = lines.get(sha);
      return page === undefined ? link : `href="${page}#line:${path}:${line}"`;
    });
}
