/**
 * Runs in the browser and keeps a page as new as its records: the server says when they have changed, and the page is asked for again. What
 * somebody has begun to fill in, to open or to mark is left alone; then a line says that there is something new. Without it a page is whole, and
 * as old as its footer says.
 */
function keepFresh(): void {
  const { window } = globalThis;
  const { document } = window;
  const SILENT = "The dashboard does not answer. What you see may be old.";
  let source: EventSource | null = null;
  let isTouched = false;

  const say = (text: string) => {
    const news = document.querySelector("#news");
    if (news !== null && news.textContent !== text) news.textContent = text;
  };
  const replace = async () => {
    const answer = await window.fetch(window.location.href);
    if (!answer.ok) return;
    const fresh = new window.DOMParser().parseFromString(await answer.text(), "text/html");
    document.body.dataset.seen = fresh.body.dataset.seen ?? "";
    const [shown, next] = [document.querySelector("main"), fresh.querySelector("main")];
    if (shown === null || next === null || shown.innerHTML === next.innerHTML) return;
    if (isTouched || window.getSelection()?.isCollapsed === false) {
      say("There is something new: reload the page to see it.");
      return;
    }
    const focused = shown.contains(document.activeElement) ? (document.activeElement?.getAttribute("href") ?? null) : null;
    shown.replaceChildren(...Array.from(next.childNodes));
    if (focused !== null)
      Array.from(shown.querySelectorAll("a"))
        .find((link) => link.getAttribute("href") === focused)
        ?.focus({ preventScroll: true });
    document.querySelector("#read-at")?.replaceChildren(...Array.from(fresh.querySelector("#read-at")?.childNodes ?? []));
  };
  const listen = () => {
    source?.close();
    source = null;
    // A browser keeps few connections to one place: pages that nobody looks at hold none.
    if (document.hidden) return;
    source = new window.EventSource(`/live?seen=${encodeURIComponent(document.body.dataset.seen ?? "")}`);
    source.addEventListener("open", () => {
      if (document.querySelector("#news")?.textContent === SILENT) say("");
    });
    source.addEventListener("error", () => say(SILENT));
    source.addEventListener("news", () => void replace().catch(() => say(SILENT)));
  };

  document.addEventListener("input", () => (isTouched = true));
  // It does not bubble.
  document.addEventListener("toggle", () => (isTouched = true), true);
  document.addEventListener("visibilitychange", listen);
  listen();
}

/** As the browser gets it: it needs nothing from around it. */
export const LIVE_SCRIPT = `(${keepFresh.toString()})();\n`;
