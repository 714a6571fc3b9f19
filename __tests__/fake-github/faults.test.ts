import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { takeFault } from "../../scripts/fake-github/faults.ts";
import { octokit, OWNER, refusedStatus, REPO, REPOSITORY, startSetting } from "./setting.ts";
import type { Setting } from "./setting.ts";

const repository = { owner: OWNER, repo: REPO };
const COMMENTS = "/repos/*/*/issues/*/comments";
let setting: Setting;

beforeAll(async () => {
  setting = await startSetting();
});

afterEach(async () => {
  await setting.github.clearFaults();
});

afterAll(async () => {
  await setting.github.stop();
});

const api = () => octokit(setting.github, setting.token);
const comment = async (body: string): Promise<number> =>
  refusedStatus(api().issues.createComment({ ...repository, issue_number: setting.number, body }));
const bodies = async (): Promise<string[]> => (await setting.github.pull(REPOSITORY, setting.number)).comments.map((one) => one.body);

describe("a fault", () => {
  it("before the write: nothing was stored", async () => {
    await setting.github.fault({ method: "POST", pathPattern: COMMENTS, status: 502 });
    expect([await comment("before"), await bodies()]).toEqual([502, []]);
  });

  it("after the write: stored, and the answer is an error all the same", async () => {
    await setting.github.fault({ method: "POST", pathPattern: COMMENTS, status: 502, when: "after" });
    expect([await comment("after"), await bodies()]).toEqual([502, ["after"]]);
  });

  it("cuts the connection", async () => {
    await setting.github.fault({ pathPattern: COMMENTS, reset: true, when: "after" });
    expect([(await comment("reset")) > 0, await bodies()]).toEqual([true, ["after", "reset"]]);
  });

  it("stalls and then goes on", async () => {
    await setting.github.fault({ pathPattern: COMMENTS, stallMs: 200 });
    const start = performance.now();
    expect(await comment("late")).toBe(0);
    expect(performance.now() - start).toBeGreaterThanOrEqual(190);
  });

  it("happens as often as asked, after as many good requests as asked", async () => {
    await setting.github.fault({ pathPattern: "/repos/*/*", status: 503, skip: 1, times: 2 });
    const seen: number[] = [];
    for (let request = 0; request < 4; request += 1) seen.push(await refusedStatus(api().repos.get(repository)));
    expect(seen).toEqual([0, 503, 503, 0]);
  });

  it("refuses as the rate limits do", async () => {
    await setting.github.fault({ pathPattern: "/repos/**", rateLimit: "primary", retryAfterSeconds: 60 });
    await expect(api().repos.get(repository)).rejects.toMatchObject({
      status: 403,
      response: { headers: { "x-ratelimit-remaining": "0" } },
    });
    await setting.github.fault({ pathPattern: "/repos/**", rateLimit: "secondary", status: 429, retryAfterSeconds: 7 });
    await expect(api().repos.get(repository)).rejects.toMatchObject({ status: 429, response: { headers: { "retry-after": "7" } } });
  });

  it("fits by method, and by the path whatever the API's prefix", async () => {
    await setting.github.fault({ method: "DELETE", pathPattern: "/repos/*/*", status: 500 });
    await setting.github.fault({ pathPattern: "/repos/*/*", status: 418 });
    expect(await refusedStatus(octokit(setting.github, setting.token, setting.github.enterpriseApiUrl).repos.get(repository))).toBe(418);
  });
});

describe("every request is on record", () => {
  it("with who, what and how it ended", async () => {
    const before = (await setting.github.requests()).length;
    await setting.github.fault({ pathPattern: "/**", status: 500, when: "after" });
    await comment("kept");
    expect(
      (await setting.github.requests(before)).map(({ method, path, login, body, status }) => ({ method, path, login, body, status })),
    ).toEqual([
      {
        method: "POST",
        path: `/repos/${REPOSITORY}/issues/${setting.number}/comments`,
        login: "github-actions[bot]",
        body: { body: "kept" },
        status: 201,
      },
    ]);
  });
});

describe("takeFault", () => {
  it("leaves other paths alone, also longer and shorter ones", () => {
    const fault = {
      method: "*",
      pathPattern: "/a/*/c",
      times: 1,
      skip: 0,
      when: "before" as const,
      headers: {},
      reset: false,
      retryAfterSeconds: 1,
    };
    expect(["/a/b", "/a/b/d", "/a/b/c/d", "/a/b/c"].map((path) => takeFault([{ ...fault }], "GET", path)?.pathPattern ?? null)).toEqual([
      null,
      null,
      null,
      "/a/*/c",
    ]);
  });
});
