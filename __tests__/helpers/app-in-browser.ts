import { until } from "./until.ts";

/**
 * What somebody does in a browser while `setup github --app` waits: opens the page that it names, and has GitHub make the App.
 * @param seen What the command has said so far.
 */
export async function makeAppInBrowser(seen: () => string): Promise<void> {
  await until("the address", () => seen().includes("http://127.0.0.1"));
  const address = /http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{64}/.exec(seen())?.[0] ?? "";
  const page = await (await fetch(address)).text();
  const field = (pattern: RegExp): string => (pattern.exec(page)?.[1] ?? "").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  const registered = await fetch(field(/action="([^"]+)"/), {
    method: "POST",
    body: new URLSearchParams({ manifest: field(/name="manifest" value="([^"]+)"/) }),
    redirect: "manual",
  });
  const { status } = await fetch(registered.headers.get("location") ?? "");
  if (status !== 200) throw new Error(`the page that GitHub leads back to answered ${status}`);
}
