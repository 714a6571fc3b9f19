import { escapeHtml } from "../fake-github/safe-html.ts";

const BOX = '<section class="box"><h2><b>';

/**
 * One comment of a demo's page as GitHub shows it, alone on a page.
 * @param comment Which one of the page, from 0.
 * @throws Error when the page has no such comment.
 */
export function commentPage(page: string, comment: number, theme: "light" | "dark", styles: string): string {
  const boxes = page
    .split(BOX)
    .slice(1)
    .filter((each) => each.includes('<span class="faint">commented'));
  const box = boxes[comment];
  if (box === undefined) throw new Error(`the page has ${boxes.length} comments, expected at least ${comment + 1}`);
  const author = box.slice(0, box.indexOf("</b>"));
  const start = box.indexOf('<div class="body">') + '<div class="body">'.length;
  const body = box.slice(start, box.indexOf("</div></section>"));
  return `<!doctype html>
<html lang="en" data-theme="${theme}">
<meta charset="utf-8">
<title>${escapeHtml(author)}</title>
<style>${styles}
body { margin: 0; padding: 16px; background: var(--bgColor-default); }
.comment { border: 1px solid var(--borderColor-default); border-radius: 6px; max-width: 912px; overflow: hidden; }
.comment > h2 { margin: 0; padding: 8px 16px; font: 14px "Noto Sans", sans-serif; color: var(--fgColor-muted); background: var(--bgColor-muted); border-bottom: 1px solid var(--borderColor-default); }
.comment > h2 b { color: var(--fgColor-default); }
.markdown-body { padding: 16px; font-size: 14px; }
.added { color: #1a7f37; } .removed { color: #cf222e; } .changed { color: #9a6700; }
</style>
<article class="comment"><h2 class="markdown-body"><b>${author}</b> commented now</h2><div class="markdown-body">${body}</div></article>
</html>
`;
}
