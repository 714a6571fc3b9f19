import { request } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { openAppPage, type AppPage } from "../../../src/adapters/github/app-page.ts";
import { APP_PERMISSIONS, appManifest, type AppManifest } from "../../../src/domain/setup/app-manifest.ts";

const REGISTRATION = "https://github.example/organizations/org/settings/apps/new";
let cancelling = new AbortController();

afterEach(() => {
  cancelling.abort();
  cancelling = new AbortController();
});

async function open(timeoutMs = 10_000): Promise<AppPage> {
  return await openAppPage({
    registrationUrl: REGISTRATION,
    manifest: (redirectUrl) => appManifest('tf "org"', "https://github.example/org/tf-controller", redirectUrl, APP_PERMISSIONS),
    timeoutMs,
    signal: cancelling.signal,
  });
}

/** Status and text of a page; fetch would not send another host. */
async function get(url: string, more: { method?: string; host?: string } = {}): Promise<{ status: number; text: string; csp: string }> {
  return await new Promise((resolve, reject) => {
    const headers = more.host === undefined ? {} : { host: more.host };
    request(url, { method: more.method ?? "GET", headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text, csp: String(answer.headers["content-security-policy"]) }));
    })
      .on("error", reject)
      .end();
  });
}

/** What the form of the page would send. */
async function formOf(page: AppPage): Promise<{ state: string; manifest: AppManifest; back: string; csp: string }> {
  const { text, csp } = await get(page.url);
  const field = (pattern: RegExp): string => (pattern.exec(text)?.[1] ?? "").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  const action = new URL(field(/ action="([^"]+)"/));
  expect(`${action.origin}${action.pathname}`).toBe(REGISTRATION);
  const manifest = JSON.parse(field(/ name="manifest" value="([^"]+)"/)) as AppManifest;
  return { state: action.searchParams.get("state") ?? "", manifest, back: manifest.redirect_url, csp };
}

describe("the page that makes an App", () => {
  it("sends the manifest to GitHub and takes the code that comes back with its state, once", async () => {
    const page = await open();
    const { state, manifest, back, csp } = await formOf(page);
    expect(manifest).toEqual({
      name: 'tf "org"',
      url: "https://github.example/org/tf-controller",
      redirect_url: `${new URL(page.url).origin}/made`,
      description: "Plans and applies Terraform from pull requests",
      public: false,
      default_permissions: APP_PERMISSIONS,
      default_events: [],
      hook_attributes: { url: "https://github.example/org/tf-controller", active: false },
    });
    expect(csp).toBe("default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action https://github.example");
    expect((await get(`${back}?code=one&state=${state}`)).status).toBe(200);
    // The door is closed, or the answer is that it is.
    const again = await get(`${back}?code=two&state=${state}`).catch(() => ({ status: 410 }));
    expect(again.status).toBe(410);
    expect(await page.code).toBe("one");
  });

  it("refuses every answer to another question, and goes on waiting", async () => {
    const page = await open();
    const { state, back } = await formOf(page);
    const origin = new URL(page.url).origin;
    const statusOf = async (url: string, more?: { method?: string; host?: string }) => (await get(url, more)).status;
    expect(await statusOf(`${back}?code=one`)).toBe(403);
    expect(await statusOf(`${back}?code=one&state=${"0".repeat(state.length)}`)).toBe(403);
    expect(await statusOf(`${back}?code=a%20b&state=${state}`)).toBe(400);
    expect(await statusOf(`${back}?code=one&state=${state}`, { host: "evil.example" })).toBe(421);
    expect(await statusOf(page.url, { host: "localhost:1" })).toBe(421);
    expect(await statusOf(`${back}?code=one&state=${state}`, { method: "POST" })).toBe(405);
    expect(await statusOf(`${origin}/`)).toBe(404);
    expect(await statusOf(`${back}?code=right&state=${state}`)).toBe(200);
    expect(await page.code).toBe("right");
  });

  it("has a state and an address of its own each time", async () => {
    const pages = [await open(), await open()];
    const forms = await Promise.all(pages.map(formOf));
    expect(new Set(forms.map(({ state }) => state)).size).toBe(2);
    expect(new Set(pages.map(({ url }) => new URL(url).pathname)).size).toBe(2);
    expect(pages.map(({ url }) => new URL(url).hostname)).toEqual(["127.0.0.1", "127.0.0.1"]);
  });

  it("ends without a code when the time is over, and when the run is cancelled", async () => {
    const short = await open(50);
    expect(await short.code).toBeNull();
    await expect(get(short.url)).rejects.toThrow("ECONNREFUSED");
    const long = await open();
    cancelling.abort();
    expect(await long.code).toBeNull();
    await expect(get(long.url)).rejects.toThrow("ECONNREFUSED");
  });
});
