import type { List, Nodes, PhrasingContent, RootContent, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { visible } from "../../src/domain/text/invisible.ts";
import { clipped, columnsOf, padded } from "../../src/render/terminal/columns.ts";
import type { Paint } from "./screen.ts";

type Format = Parameters<Paint>[0];

/** A run of characters in one style. */
interface Piece {
  text: string;
  format: Format[];
}

/** Markdown of a comment as lines for a terminal: details are one line each, HTML comments vanish, links show their text. */
export function terminalMarkdown(markdown: string, columns: number, paint: Paint): string[] {
  const tree = fromMarkdown(visible(markdown), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const blocks: Block[] = [];
  let folded = 0;
  for (const node of tree.children) {
    if (node.type === "html") {
      for (const tag of foldTags(node.value)) {
        if (tag.kind === "open") folded += 1;
        else if (tag.kind === "close") folded = Math.max(0, folded - 1);
        else if (folded <= 1) blocks.push({ kind: "fold", lines: wrapped([{ text: `▸ ${tag.title}`, format: ["cyan"] }], columns, paint) });
      }
    } else if (folded === 0) {
      blocks.push({ kind: "open", lines: blockLines(node, columns, paint) });
    }
  }
  return spaced(blocks.filter(({ lines }) => lines.length > 0));
}

interface Block {
  kind: "fold" | "open";
  lines: string[];
}

/** An empty line between blocks, but none between folded ones. */
function spaced(blocks: readonly Block[]): string[] {
  return blocks.flatMap(({ kind, lines }, at) => {
    const between = at === 0 || (kind === "fold" && blocks[at - 1]?.kind === "fold") ? [] : [""];
    return [...between, ...lines];
  });
}

type FoldTag = { kind: "open" } | { kind: "close" } | { kind: "title"; title: string };

const SUMMARY_END = "</summary>";

/** What a piece of HTML opens, names and closes, in its order. */
function foldTags(html: string): FoldTag[] {
  const tags: FoldTag[] = [];
  for (const { 0: tag, index } of html.matchAll(/<details|<\/details>|<summary>/g)) {
    const start = index + tag.length;
    const end = tag === "<summary>" ? html.indexOf(SUMMARY_END, start) : start;
    if (end < 0) break;
    if (tag === "<details") tags.push({ kind: "open" });
    else if (tag === "</details>") tags.push({ kind: "close" });
    else tags.push({ kind: "title", title: textOfHtml(html.slice(start, end)) });
  }
  return tags;
}

function textOfHtml(html: string): string {
  return html
    .replace(/<[^<>]*>/g, "")
    .replace(/&(lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .trim();
}

const ENTITIES: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };

function blockLines(node: RootContent, columns: number, paint: Paint): string[] {
  if (node.type === "heading") return wrapped(pieces(node.children, ["bold"]), columns, paint);
  if (node.type === "paragraph") return wrapped(pieces(node.children, []), columns, paint);
  if (node.type === "code") return node.value.split("\n").map((line) => paint("dim", clipped(`  ${line}`, columns)));
  if (node.type === "table") return tableLines(node, columns, paint);
  if (node.type === "thematicBreak") return [paint("dim", "─".repeat(columns))];
  if (node.type === "list") return listLines(node, columns, paint);
  if (node.type === "blockquote") return node.children.flatMap((child) => blockLines(child, columns - 2, paint)).map((line) => `│ ${line}`);
  return [];
}

function listLines({ ordered, start, children }: List, columns: number, paint: Paint): string[] {
  return children.flatMap((item, at) => {
    const mark = ordered === true ? `${(start ?? 1) + at}. ` : "• ";
    const lines = item.children.flatMap((child) => blockLines(child, columns - mark.length, paint));
    return lines.map((line, index) => (index === 0 ? mark : " ".repeat(mark.length)) + line);
  });
}

const FORMATS: Partial<Record<Nodes["type"], Format[]>> = {
  strong: ["bold"],
  emphasis: ["italic"],
  delete: ["strikethrough"],
  link: ["underline"],
};

function pieces(nodes: readonly PhrasingContent[], format: readonly Format[]): Piece[] {
  const result: Piece[] = [];
  let small: Format[] = [];
  for (const node of nodes) {
    const formats = [...format, ...small];
    if (node.type === "text") result.push({ text: node.value.replaceAll("\u00a0", " "), format: formats });
    else if (node.type === "inlineCode") result.push({ text: node.value, format: [...formats, "cyan"] });
    else if (node.type === "break") result.push({ text: "\n", format: [] });
    else if (node.type === "html") small = node.value === "<sub>" ? ["dim"] : node.value === "</sub>" ? [] : small;
    else if ("children" in node) result.push(...pieces(node.children, [...formats, ...(FORMATS[node.type] ?? [])]));
  }
  return result;
}

/** Breaks at spaces; a word longer than the line stays whole. Line ends of the text are kept. */
function wrapped(text: readonly Piece[], columns: number, paint: Paint): string[] {
  const lines: Piece[][] = [[]];
  let used = 0;
  for (const { text: piece, format } of text) {
    for (const word of piece.split(/(\n| +)/)) {
      const width = columnsOf(word);
      if (word === "\n" || (used > 0 && used + width > columns)) {
        lines.push([]);
        used = 0;
      }
      if (word === "\n" || (used === 0 && word.trim() === "")) continue;
      lines.at(-1)?.push({ text: word, format });
      used += width;
    }
  }
  return lines.map((line) => painted(line, paint));
}

/** Neighbours of one style are painted together. */
function painted(line: readonly Piece[], paint: Paint): string {
  const runs: Piece[] = [];
  for (const { text, format } of line) {
    const last = runs.at(-1);
    if (last?.format === format) last.text += text;
    else runs.push({ text, format });
  }
  return runs
    .map(({ text, format }) => format.reduce((shown, one) => paint(one, shown), text))
    .join("")
    .trimEnd();
}

/** The widest column gives way when the table is too wide. */
function tableLines(table: Table, columns: number, paint: Paint): string[] {
  const rows = table.children.map((row) =>
    row.children.map((cell) =>
      pieces(cell.children, [])
        .map(({ text }) => text)
        .join(""),
    ),
  );
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => columnsOf(row[column] ?? ""))));
  const gaps = GAP.length * (widths.length - 1);
  const excess = widths.reduce((sum, width) => sum + width, gaps) - columns;
  const widest = widths.indexOf(Math.max(...widths));
  if (excess > 0) widths[widest] = Math.max(SHORTEST_CELL, (widths[widest] ?? 0) - excess);
  const lines = rows.map((row) =>
    widths
      .map((width, column) => padded(clipped(row[column] ?? "", width), width))
      .join(GAP)
      .trimEnd(),
  );
  const [head = "", ...body] = lines;
  return [paint("dim", head), ...body];
}

const GAP = "  ";
const SHORTEST_CELL = 12;
