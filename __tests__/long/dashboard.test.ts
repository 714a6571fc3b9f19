import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { slugOf } from "../../src/domain/dashboard/entry.ts";
import { startKey, type RunStart } from "../../src/domain/state/run-start.ts";
import { launchChromium, type Browser } from "../../scripts/pictures/chromium.ts";
import { platformFiles, platformStore, writeStore, type Kept } from "../../scripts/pictures/platform.ts";
import { folderWith, runProgram, writeInto } from "../helpers/command-line.ts";
import { accessibilityProblems, enter, isTooWide, serveDashboard, type ServedDashboard, type Visitor } from "../helpers/dashboard.ts";
import { audit, DATA } from "../helpers/gates.ts";
import { hostileStore, HOSTILE_NAMES } from "../helpers/hostile-store.ts";
import { writeManyRecords } from "../helpers/many-records.ts";
import { until } from "../helpers/until.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 240_000;
const NOW = new Date();
const ID = "s3/arj-wkld-a-prd/us-east-1/data-lake";
const PAGE = `/deployments/${slugOf(ID)}`;
/** Every kind of page. */
const PAGES = ["/", "/deployments", PAGE, `${PAGE}/resources?version=current`, "/audit", "/policies", "/speed", "/deployments/none"];

let browser: Browser;
const open: { served: ServedDashboard; visitor: Visitor }[] = [];

beforeAll(async () => {
  browser = await launchChromium();
}, TIMEOUT_MS);

afterAll(async () => {
  for (const { served, visitor } of open) {
    await visitor.leave();
    await served.stop();
  }
  await browser.close();
  removeProgramFolders();
}, TIMEOUT_MS);

async function visit(store: string): Promise<Visitor> {
  const served = await serveDashboard(folderWith(platformFiles(NOW)), store);
  const visitor = await enter(browser, served);
  open.push({ served, visitor });
  return visitor;
}

function storeWith(kept: Kept): string {
  const store = temporaryFolder("store");
  writeStore(store, kept);
  return store;
}

describe("the dashboard of a platform, in a browser", () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await visit(storeWith(platformStore(NOW)));
  }, TIMEOUT_MS);

  const texts = async (selector: string) =>
    await visitor.page.evaluate<string[]>(`[...document.querySelectorAll(${JSON.stringify(selector)})].map(({ innerText }) => innerText)`);

  it("opens on what needs somebody", async () => {
    await visitor.open("/");
    expect(await texts(".tile")).toEqual([
      "1\nrunning now",
      "0\nrollouts wait",
      "1\nfailed",
      "1\nheld by policy",
      "1\nwaiting for approval",
      "1\nlocks left behind",
      "2\ndrifted",
    ]);
    expect((await texts("td[data-head=progress]"))[0]).toMatch(/2 of 5 done/);
    expect(await texts("td[data-head='what to do'] .command")).toEqual(["tf-orchestrator unlock 6f2c0a4e-1b6f-4b0e-9d0a-5a3cf1d7a001"]);
  });

  it(
    "has no fault that axe-core finds and never scrolls sideways as a whole, in both themes and 400 pixels wide",
    async () => {
      const found: string[] = [];
      for (const path of [...PAGES, await aDifference()]) {
        for (const [width, colorScheme] of [
          [1280, "light"],
          [1280, "dark"],
          [400, "light"],
        ] as const) {
          await visitor.page.setViewportSize({ width, height: 800 });
          await visitor.page.emulateMedia({ colorScheme });
          await visitor.open(path);
          const problems = await accessibilityProblems(visitor.page);
          if (await isTooWide(visitor.page)) problems.push("scrolls sideways");
          found.push(...problems.map((problem) => `${path} ${width} ${colorScheme}: ${problem}`));
        }
      }
      await visitor.page.setViewportSize({ width: 1280, height: 800 });
      expect(found).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it("narrows the deployments by each field of its form, and keeps what was chosen", async () => {
    const counts: Record<string, number> = {};
    for (const [field, value] of [
      ["environment", "staging"],
      ["account", "arj-wkld-c-dev"],
      ["service", "s3"],
      ["owner", "Payments"],
    ] as const) {
      await visitor.open("/deployments");
      await visitor.page.selectOption(`select[name=${field}]`, value);
      await visitor.page.click("form button");
      await visitor.page.waitForURL(new RegExp(`${field}=`));
      counts[field] = (await texts("tbody tr")).length;
      expect(await visitor.page.evaluate(`document.querySelector("select[name=${field}]").value`)).toBe(value);
    }
    expect(counts).toEqual({ environment: 6, account: 6, service: 3, owner: 6 });
  });

  it("searches the audit records by person, outcome and day, and shows what is no day", async () => {
    await visitor.open("/audit");
    await visitor.page.fill("input[name=person]", "dana");
    await visitor.page.selectOption("select[name=outcome]", "failed");
    await visitor.page.click("form button");
    await visitor.page.waitForURL(/person=dana/);
    const outcomes = new Set(await texts("td[data-head=outcome]"));
    expect([...outcomes]).toEqual(["failed"]);
    const days = NOW.toISOString().slice(0, 10);
    await visitor.open(`/audit?since=${days}&until=${days}`);
    for (const when of await texts("td[data-head=when]")) expect(when.slice(0, 10)).toBe(days);
    await visitor.open("/audit?since=soon");
    expect(await texts("[role=alert]")).toEqual([expect.stringContaining("expected a day such as")]);
  });

  it("compares two versions of a state by its form", async () => {
    await visitor.open(await aDifference());
    expect((await texts("td[data-head=change]")).filter((text) => text !== "").length).toBeGreaterThan(0);
    expect(await visitor.page.content()).not.toContain("hidden-by-name");
    await visitor.page.click("main p a");
    await visitor.page.waitForURL(new RegExp(`${PAGE}$`));
  });

  it("leads a keyboard past the navigation, and to every table", async () => {
    await visitor.open("/");
    await visitor.page.press("body", "Tab");
    expect(await visitor.page.evaluate("document.activeElement.className")).toBe("skip");
    await visitor.page.press(":focus", "Enter");
    expect(await visitor.page.evaluate("document.activeElement.id")).toBe("content");
  });

  it("asks for nothing from anywhere else, and no page breaks its own policy", () => {
    expect(visitor.troubles.filter((trouble) => !trouble.includes("status of 404"))).toEqual([]);
  });

  /** The page that the form of a deployment's versions leads to. */
  async function aDifference(): Promise<string> {
    await visitor.open(PAGE);
    await visitor.page.click("form button");
    await visitor.page.waitForURL(/diff/);
    const { pathname, search } = new URL(visitor.page.url());
    return `${pathname}${search}`;
  }
});

describe("a page that is open while runs go on, in a browser", () => {
  const STORE_KEY = "s3/arj-wkld-a-prd/us-east-1/data/terraform.tfstate";
  const shows = async (visitor: Visitor, selector: string, text: string) => {
    await until(`${text} in ${selector}`, async () =>
      (await visitor.page.evaluate<string>(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ""`)).includes(text),
    );
  };

  it(
    "shows what begins and what ends without being asked, keeps what somebody fills in, and says when nobody answers any more",
    async () => {
      const store = temporaryFolder("store");
      const write = (key: string, value: unknown) => writeInto(store, { [key]: JSON.stringify(value) });
      const started: RunStart = {
        ...{ v: 1, deployment: DATA, action: "apply", run: null, repository: null, pull_request: null, who: "rita", host: "rita@laptop" },
        started_at: new Date().toISOString(),
      };
      const served = await serveDashboard(folderWith(platformFiles(NOW)), store);
      const visitor = await enter(browser, served);
      await shows(visitor, "#running + p", "Nothing runs.");
      write(startKey(STORE_KEY, started, "1"), started);
      await shows(visitor, "td[data-head='works on']", DATA);
      write("audit-logs/arj-wkld-a-prd/data/apply-20261121-060000.json", audit(DATA));
      rmSync(join(store, "starts"), { recursive: true });
      await shows(visitor, "#running + p", "Nothing runs.");
      await shows(visitor, "td[data-head=outcome]", "succeeded");

      await visitor.open("/audit");
      await visitor.page.fill("input[name=person]", "rit");
      write("audit-logs/arj-wkld-a-prd/data/apply-20261121-070000.json", audit(DATA, { outcome: "failed" }));
      await shows(visitor, "#news", "There is something new");
      expect(await visitor.page.evaluate("document.querySelector('input[name=person]').value")).toBe("rit");
      expect(visitor.troubles).toEqual([]);

      await served.stop();
      await shows(visitor, "#news", "The dashboard does not answer");
      await visitor.leave();
    },
    TIMEOUT_MS,
  );

  it(
    "is whole without its script",
    async () => {
      const served = await serveDashboard(folderWith(platformFiles(NOW)), storeWith(platformStore(NOW)));
      const visitor = await enter(browser, served, { javaScriptEnabled: false });
      for (const path of PAGES.slice(0, -1)) expect([path, (await visitor.open(path)).status]).toEqual([path, 200]);
      await visitor.open("/deployments");
      await visitor.page.selectOption("select[name=environment]", "staging");
      await visitor.page.click("form button");
      await visitor.page.waitForURL(/environment=staging/);
      expect(visitor.troubles).toEqual([]);
      await visitor.leave();
      await served.stop();
    },
    TIMEOUT_MS,
  );
});

describe("the pages of a report, opened from a folder in a browser", () => {
  it(
    "have their style, no fault that axe-core finds, and lead to each other",
    async () => {
      const folder = temporaryFolder("report");
      const options = ["--controller-dir", folderWith(platformFiles(NOW)), "--state-store", `file:${storeWith(platformStore(NOW))}`];
      expect((await runProgram(["report", folder, ...options])).exitCode).toBe(0);
      const page = await browser.newPage({ viewport: { width: 400, height: 800 } });
      const troubles: string[] = [];
      page.on("console", (message) => troubles.push(message.text()));
      const pages = ["index", "deployments", `deployments/${slugOf(ID)}`, "audit", "policies", "speed"];
      const open = async (path: string) => await page.goto(pathToFileURL(join(folder, `${path}.html`)).href);
      for (const path of pages) await open(path);
      await page.click("nav a[href$='index.html']");
      await page.waitForURL(/report-\w+\/index\.html$/);
      expect(await page.evaluate("getComputedStyle(document.querySelector('.tile')).display")).toBe("block");
      // Before axe-core asks for the style sheet itself, which the pages' policy forbids.
      expect(troubles).toEqual([]);
      for (const path of pages) {
        await open(path);
        expect([path, await accessibilityProblems(page), await isTooWide(page)]).toEqual([path, [], false]);
      }
      await page.close();
    },
    TIMEOUT_MS,
  );
});

describe("a store full of hostile names, in a browser", () => {
  it(
    "is shown as text: nothing runs, nothing is loaded, no line is turned around, and every page keeps its form",
    async () => {
      const visitor = await visit(storeWith(hostileStore(NOW)));
      const ids = ["s3/arj-wkld-a-prd/us-east-1/hostile-0", ...Object.values(HOSTILE_NAMES).map((name) => `s3/${name}`)];
      const one = `/deployments/${slugOf(ids[0] ?? "")}`;
      const asked = Object.values(HOSTILE_NAMES).map(
        (name) => `/audit?person=${encodeURIComponent(name)}&project=${encodeURIComponent(name)}`,
      );
      const pages = [
        ...["/", "/deployments", "/audit", "/policies", "/speed", ...ids.map((id) => `/deployments/${slugOf(id)}`), ...asked],
        ...[`${one}/resources?version=current`, `${one}/diff?from=20261121-060000&to=current`],
        ...Object.values(HOSTILE_NAMES).map(
          (name) => `/deployments?environment=${encodeURIComponent(name)}&owner=${encodeURIComponent(name)}`,
        ),
      ];
      for (const path of pages) {
        for (const width of [1280, 400]) {
          await visitor.page.setViewportSize({ width, height: 800 });
          const { status } = await visitor.open(path);
          const found = await visitor.page.evaluate<object>(`({
            pwned: typeof window.pwned,
            strangers: document.querySelectorAll("script:not([src='/live.js']), img, iframe, object, [onload], [onerror], [onmouseover], [href^='javascript:']").length,
            turned: /[\\u202a-\\u202e\\u2066-\\u2069\\u200b]/.test(document.documentElement.outerHTML),
            headings: document.querySelectorAll("main > h1").length,
            wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
          })`);
          expect([path, status, found]).toEqual([path, 200, { pwned: "undefined", strangers: 0, turned: false, headings: 1, wide: false }]);
        }
      }
      expect(visitor.troubles).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe("Ctrl-C", () => {
  it(
    "ends the dashboard without a word about what it does not do",
    async () => {
      const served = await serveDashboard(folderWith(platformFiles(NOW)), temporaryFolder("store"));
      expect(await served.stop()).toMatchObject({ exitCode: 130, stderr: "" });
    },
    TIMEOUT_MS,
  );
});

describe("ten thousand audit records, in a browser", () => {
  it(
    "are there at once: each page within a second and 200 KB",
    async () => {
      const store = temporaryFolder("store");
      writeManyRecords(store, { deployments: 200, records: 10_000 });
      const visitor = await visit(store);
      for (const path of ["/", "/audit", "/audit?page=100", "/deployments", "/policies", "/speed"]) {
        const { status, sizeBytes, millis } = await visitor.open(path);
        expect([path, status, sizeBytes < 200_000, millis < 1_000]).toEqual([path, 200, true, true]);
      }
    },
    TIMEOUT_MS,
  );
});
