/* Raw HTML in comments: a few plain tags pass, everything else is shown as the text it is. */

const BARE_TAGS = new Set(["details", "summary", "sub", "sup", "b", "strong", "i", "em", "kbd", "code", "p"]);
const VOID_TAGS = new Set(["br", "hr"]);

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Filters the raw HTML of one document; tags stay balanced, so that a comment cannot reach out of its box. */
export class HtmlFilter {
  readonly #open: string[] = [];

  /** One piece of raw HTML, filtered. HTML comments vanish, as on GitHub. */
  filtered(html: string): string {
    let result = "";
    let at = 0;
    while (at < html.length) {
      const start = html.indexOf("<", at);
      if (start < 0) return result + escapeHtml(html.slice(at));
      result += escapeHtml(html.slice(at, start));
      const end = html.startsWith("<!--", start) ? endOf(html, "-->", start) : endOf(html, ">", start);
      result += this.#tag(html.slice(start, end));
      at = end;
    }
    return result;
  }

  /** The end tags that the document left out. */
  closing(): string {
    return this.#open
      .splice(0)
      .reverse()
      .map((name) => `</${name}>`)
      .join("");
  }

  #tag(text: string): string {
    if (text.startsWith("<!--")) return "";
    const name = text.slice(text.startsWith("</") ? 2 : 1, -1).toLowerCase();
    if (VOID_TAGS.has(name.replace(/ ?\/$/, ""))) return `<${name.replace(/ ?\/$/, "")}>`;
    if (!text.startsWith("</") && (BARE_TAGS.has(name) || name === "details open")) {
      this.#open.push(name.split(" ")[0] ?? name);
      return `<${name}>`;
    }
    if (text.startsWith("</") && this.#open.at(-1) === name) {
      this.#open.pop();
      return `</${name}>`;
    }
    return text.startsWith("</") && BARE_TAGS.has(name) ? "" : escapeHtml(text);
  }
}

function endOf(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found < 0 ? html.length : found + mark.length;
}
