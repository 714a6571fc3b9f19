import { dashboardApp } from "../../src/command-line/dashboard-app.ts";
import { DEFAULT_STATE_KEY } from "../../src/domain/controller/state-key.ts";
import { slugOf } from "../../src/domain/dashboard/entry.ts";
import { SHOWN_IDENTITIES } from "../../src/domain/report/redaction/identities.ts";
import { STYLE } from "../../src/render/html/style.ts";
import { openRecordIndex } from "../../src/steps/record-index.ts";
import { openFolderStore } from "../../src/adapters/stores/folder.ts";
import { VERSION } from "../../src/version.ts";
import { platformSettings, platformStore, writeStore } from "./platform.ts";

/** A Thursday afternoon: the same pictures each time. */
const NOW = new Date("2026-11-26T14:10:00Z");
const HOST = "127.0.0.1:8080";
const TOKEN = "0".repeat(64);

/** Which pages, by the pictures' names. */
export const DASHBOARD_PAGES = {
  today: "/",
  deployments: "/deployments",
  deployment: `/deployments/${slugOf("s3/arj-wkld-a-prd/us-east-1/data-lake")}`,
  speed: "/speed",
} as const;

/**
 * Pages of the dashboard of an example platform, each in one file.
 * @param folder An empty one for its store.
 * @param fonts Style sheet with fonts of every machine.
 */
export async function dashboardPages(folder: string, fonts: string): Promise<Map<keyof typeof DASHBOARD_PAGES, string>> {
  writeStore(folder, platformStore(NOW));
  const { accounts, approvers, policy } = platformSettings(NOW);
  const store = openFolderStore(folder);
  const index = await openRecordIndex({ stores: [store], accounts, template: DEFAULT_STATE_KEY }).refresh();
  const app = dashboardApp(
    {
      index: async () => await Promise.resolve({ index, readAt: NOW }),
      read: async (_, key) => (await store.get(key))?.body ?? null,
      exceptions: policy.exceptions,
      approvers,
      identities: SHOWN_IDENTITIES,
      serverUrl: "https://github.com",
      version: VERSION,
      now: () => NOW,
    },
    { token: TOKEN, host: () => HOST },
  );
  const ask = async (path: string, cookie = "") => await app.request(`http://${HOST}${path}`, { headers: { host: HOST, cookie } });
  const cookie = (await ask(`/?token=${TOKEN}`)).headers.get("set-cookie")?.split(";")[0] ?? "";
  const style = `<style>${fonts}${STYLE.replaceAll("system-ui, ", "").replaceAll("ui-monospace, ", "")}</style>`;
  const pages = Object.entries(DASHBOARD_PAGES).map(async ([name, path]) => {
    const text = await (await ask(path, cookie)).text();
    // A page without an address loads nothing; nor does the picture name the folder of this machine.
    const whole = text
      .replace(/<link rel="stylesheet"[^>]*>/, style)
      .replace(/<script .*?<\/script>/, "")
      .replaceAll(store.name, "s3://my-states");
    return [name as keyof typeof DASHBOARD_PAGES, whole] as const;
  });
  return new Map(await Promise.all(pages));
}
