import { readFileSync } from "node:fs";
import { launchChromium, pictureTool } from "./chromium.ts";

export interface Camera {
  /** For the pages: GitHub's style sheet with fonts of every machine. */
  styles: string;
  /** The fonts alone, for pages with a style of their own. */
  fonts: string;
  /** @param height CSS pixels of the page from its top; without it the whole page. @returns Whether anything but code is wider than the page. */
  picture: (html: string, width: number, theme: "light" | "dark", file: string, height?: number) => Promise<{ sideways: boolean }>;
  close: () => Promise<void>;
}

/** @throws Error when the packages cannot be installed. */
export async function openBrowser(): Promise<Camera> {
  const browser = await launchChromium();
  const svgs = emoji();
  return {
    styles: styles(),
    fonts: fonts(),
    close: async () => await browser.close(),
    picture: async (html, width, theme, file, height) => {
      const page = await browser.newPage({
        viewport: { width, height: height ?? 100 },
        deviceScaleFactor: width < 600 ? 1.5 : 1.2,
        colorScheme: theme,
      });
      await page.setContent(html.replace(EMOJI, (mark) => svgs.get(mark) ?? mark));
      await page.evaluate("document.fonts.ready");
      if (html.includes('<pre class="mermaid">')) {
        await page.addScriptTag({ path: pictureTool("mermaid/dist/mermaid.min.js") });
        await page.evaluate(`mermaid.initialize({ startOnLoad: false, theme: "${theme === "dark" ? "dark" : "default"}" }); mermaid.run()`);
      }
      const sideways = await page.evaluate<boolean>(
        '[document.documentElement, ...document.querySelectorAll("table")].some((each) => each.scrollWidth > each.clientWidth + 1)',
      );
      await page.screenshot({ path: file, fullPage: height === undefined });
      await page.close();
      return { sideways };
    },
  };
}

function styles(): string {
  return [
    fonts(),
    ':root { --fontStack-sansSerif: "Noto Sans", sans-serif; --fontStack-monospace: "Noto Sans Mono", monospace; }',
    readFileSync(pictureTool("github-markdown-css/github-markdown.css"), "utf8"),
  ].join("\n");
}

function fonts(): string {
  return [fontFaces("noto-sans", "latin-400"), fontFaces("noto-sans", "latin-600"), fontFaces("noto-sans-mono", "latin-400")].join("\n");
}

/** The fonts inside the style sheet: a page without an address may load no files. */
function fontFaces(family: string, sheet: string): string {
  const at = pictureTool(`@fontsource/${family}`);
  return readFileSync(`${at}/${sheet}.css`, "utf8").replace(/url\(\.\/(files\/[\w.-]+\.woff2)\)/g, (_, file: string) => {
    return `url(data:font/woff2;base64,${readFileSync(`${at}/${file}`).toString("base64")})`;
  });
}

const NAMES = {
  "❌": "cross-mark",
  "✅": "check-mark-button",
  "⚠️": "warning",
  "⛔": "no-entry",
  "♻️": "recycling-symbol",
  "⏭️": "next-track-button",
};
const EMOJI = new RegExp(Object.keys(NAMES).join("|"), "g");

/** The marks as pictures: this Chromium draws no colours of fonts. */
function emoji(): Map<string, string> {
  const file = pictureTool("@iconify-json/noto/icons.json");
  const { icons, width } = JSON.parse(readFileSync(file, "utf8")) as { icons: Partial<Record<string, { body: string }>>; width: number };
  return new Map(
    Object.entries(NAMES).flatMap(([mark, name]) => {
      const body = icons[name]?.body;
      if (body === undefined) return [];
      return [[mark, `<svg viewBox="0 0 ${width} ${width}" style="width:1.15em;height:1.15em;vertical-align:-0.2em">${body}</svg>`]];
    }),
  );
}
