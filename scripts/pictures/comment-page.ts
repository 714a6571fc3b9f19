import { escapeHtml } from "../fake-github/safe-html.ts";

const BOX = '<section class="box"';
const BODY = '<div class="body">';

/** What a picture's page needs. */
export interface Look {
  theme: "light" | "dark";
  /** GitHub's style sheet, with fonts. */
  styles: string;
}

/**
 * One comment of a demo's page as GitHub shows it, alone on a page.
 * @param comment Which one of the page, from 0.
 * @throws Error when the page has no such comment.
 */
export function commentPage(page: string, comment: number, look: Look): string {
  const boxes = boxesOf(page).filter((each) => each.includes('<span class="faint">commented'));
  const box = boxes[comment];
  if (box === undefined) throw new Error(`the page has ${boxes.length} comments, expected at least ${comment + 1}`);
  const author = box.slice(box.indexOf("<b>") + "<b>".length, box.indexOf("</b>"));
  return pageOf(`<b>${author}</b> commented now`, bodyOf(box), look);
}

/**
 * The summary of one run of the demo's page, its diagrams as Mermaid's own source.
 * @param run Which one, from 0, the oldest first.
 * @throws Error when the page has no such run.
 */
export function summaryPage(page: string, run: number, look: Look): string {
  const boxes = boxesOf(page).toReversed();
  const box = boxes[run];
  if (box === undefined) throw new Error(`the page has ${boxes.length} runs, expected at least ${run + 1}`);
  const body = bodyOf(box).replace(/<figure class="diagram" data-mermaid="([^"]*)">.*?<\/figure>/gs, '<pre class="mermaid">$1</pre>');
  return pageOf("<b>Job summary</b>", body, look);
}

function boxesOf(page: string): string[] {
  return page.split(BOX).slice(1);
}

function bodyOf(box: string): string {
  return box.slice(box.indexOf(BODY) + BODY.length, box.lastIndexOf("</div></section>"));
}

function pageOf(title: string, body: string, { theme, styles }: Look): string {
  return `<!doctype html>
<html lang="en" data-theme="${theme}">
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<style>${styles}
body { margin: 0; padding: 16px; background: var(--bgColor-default); }
.comment { border: 1px solid var(--borderColor-default); border-radius: 6px; max-width: 912px; overflow: hidden; }
.comment > h2 { margin: 0; padding: 8px 16px; font: 14px "Noto Sans", sans-serif; color: var(--fgColor-muted); background: var(--bgColor-muted); border-bottom: 1px solid var(--borderColor-default); }
.comment > h2 b { color: var(--fgColor-default); }
.markdown-body { padding: 16px; font-size: 14px; }
.markdown-body pre.mermaid { background: none; padding: 0; }
.added { color: #1a7f37; } .removed { color: #cf222e; } .changed { color: #9a6700; }
</style>
<article class="comment"><h2 class="markdown-body">${title}</h2><div class="markdown-body">${body}</div></article>
</html>
`;
}
