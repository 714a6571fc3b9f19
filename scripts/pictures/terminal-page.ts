import { escapeHtml } from "../fake-github/safe-html.ts";
import type { Look } from "./comment-page.ts";

/** The colours that src/command-line/colour.ts writes (SGR codes), as GitHub's style sheet names them. */
const COLOURS: Partial<Record<string, string>> = {
  "31": "var(--fgColor-danger)",
  "32": "var(--fgColor-success)",
  "33": "var(--fgColor-attention)",
  "2": "var(--fgColor-muted)",
  "90": "var(--fgColor-muted)",
};

/** A terminal of some width with what a command wrote into it. */
export function terminalPage(command: string, text: string, columns: number, { theme, styles }: Look): string {
  return `<!doctype html>
<html lang="en" data-theme="${theme}">
<meta charset="utf-8">
<title>${escapeHtml(command)}</title>
<style>${styles}
body { margin: 0; padding: 16px; background: var(--bgColor-default); }
pre { margin: 0; padding: 12px 16px; width: ${columns}ch; border: 1px solid var(--borderColor-default); border-radius: 6px; background: var(--bgColor-inset, var(--bgColor-muted)); color: var(--fgColor-default); font: 13px/1.45 "Noto Sans Mono", monospace; white-space: pre-wrap; word-break: break-all; }
</style>
<body class="markdown-body"><pre>$ ${escapeHtml(command)}\n${coloured(text)}</pre></body>
</html>
`;
}

/** An escape sequence that colours what follows. */
const SGR = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`);

/** @throws Error for a colour that has no place here: the picture would lie. */
function coloured(text: string): string {
  const [first = "", ...rest] = text.replaceAll("\r", "").split(SGR);
  const coloured = rest.map((part, index) => (index % 2 === 0 ? spanOf(part) : `${escapeHtml(part)}</span>`));
  return escapeHtml(first) + coloured.join("");
}

function spanOf(code: string): string {
  if (ENDS.has(code)) return "<span>";
  const colour = COLOURS[code];
  if (colour === undefined) throw new Error(`the terminal was given colour ${code}, expected one of ${Object.keys(COLOURS).join(", ")}`);
  return `<span style="color: ${colour}">`;
}

const ENDS = new Set(["", "0", "22", "39"]);
