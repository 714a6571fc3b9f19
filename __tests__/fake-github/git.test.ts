import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { REPOSITORY, startSetting } from "./setting.ts";
import type { Setting } from "./setting.ts";

const run = promisify(execFile);
let setting: Setting;
let folder: string;

beforeAll(async () => {
  setting = await startSetting();
  folder = await mkdtemp(join(tmpdir(), "fake-github-test-"));
  await git("init", "--quiet", "--initial-branch=work");
  await git("remote", "add", "origin", `${setting.github.url}/${REPOSITORY}.git`);
});

afterAll(async () => {
  await setting.github.stop();
  await rm(folder, { recursive: true, force: true });
});

async function git(...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: "alice",
    GIT_AUTHOR_EMAIL: "alice@example.com",
    GIT_COMMITTER_NAME: "alice",
    GIT_COMMITTER_EMAIL: "alice@example.com",
  };
  return (await run("git", args, { cwd: folder, env })).stdout.trim();
}

const header = (token: string): string[] => [
  "-c",
  `http.extraHeader=AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`,
];

describe("git over HTTP", () => {
  it("is closed to who has no token, the wrong one, or one that may not read", async () => {
    const blind = await setting.github.createToken({ kind: "actions", permissions: { issues: "write" } });
    await expect(git("fetch", "origin", "prod")).rejects.toThrow("could not read Username");
    await expect(git(...header("none"), "fetch", "origin", "prod")).rejects.toThrow();
    await expect(git(...header(blind), "fetch", "origin", "prod")).rejects.toThrow("403");
  });

  it("gives one exact commit without its history, also one that no branch names any more", async () => {
    const orphan = await setting.github.commit(REPOSITORY, { branch: "moving", author: "alice", files: { "old.tfvars": "a = 1\n" } });
    await setting.github.commit(REPOSITORY, { branch: "moving", author: "alice", files: { "new.tfvars": "a = 1\n" }, from: "main" });
    await git(...header(setting.token), "fetch", "--quiet", "--depth=1", "--no-tags", "origin", orphan);
    expect(await git("ls-tree", "--name-only", "-r", orphan)).toBe("IAM/gone.tfvars\nKMS/keys.tfvars\nS3/old/old.tfvars\nold.tfvars");
    expect(await git("rev-list", "--count", orphan)).toBe("1");
  });

  it("filters blobs, and keeps pull requests' heads under their refs", async () => {
    const url = `${setting.github.url}/${REPOSITORY}`;
    await git(...header(setting.token), "clone", "--quiet", "--bare", "--depth=1", "--filter=blob:none", url, "partial");
    const objects = await git("-C", "partial", "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)");
    expect(objects.split("\n").includes("blob")).toBe(false);
    await git("-C", "partial", ...header(setting.token), "fetch", "--quiet", "--depth=1", "origin", `refs/pull/${setting.number}/head`);
    expect(await git("-C", "partial", "rev-parse", "FETCH_HEAD")).toBe(setting.headSha);
  });

  it("refuses a push to readers", async () => {
    await git(...header(setting.token), "fetch", "--quiet", "origin", "feature");
    await git("checkout", "--quiet", "-B", "work", "FETCH_HEAD");
    await expect(git(...header(setting.github.tokenOf("carol")), "push", "--quiet", "origin", "work:feature")).rejects.toThrow("403");
  });

  it("moves the pull request with a push, before the push returns", async () => {
    await writeFile(join(folder, "pushed.tfvars"), "a = 1\n");
    await git("add", "pushed.tfvars");
    await git("commit", "--quiet", "-m", "Push it");
    const seen = (await setting.github.events()).length;
    await git(...header(setting.github.tokenOf("alice")), "push", "--quiet", "origin", "work:feature");
    const sha = await git("rev-parse", "HEAD");
    expect((await setting.github.pull(REPOSITORY, setting.number)).head.sha).toBe(sha);
    const events = await setting.github.events(seen);
    expect(events.map(({ event, action, actor, sha: at }) => [event, action, actor, at])).toEqual([
      ["push", null, "alice", sha],
      ["pull_request", "synchronize", "alice", sha],
    ]);
    expect(events[0]?.payload.commits).toMatchObject([{ message: "Push it", added: ["pushed.tfvars"] }]);
  });

  it("serves hostile trees as they are: links, submodules, odd names", async () => {
    const sha = await setting.github.commit(REPOSITORY, {
      branch: "hostile",
      author: "alice",
      replaceAll: true,
      files: {
        link: { text: "/etc/passwd", mode: "120000" },
        sub: { submodule: setting.headSha },
        'quo"te\n.tfvars': "a = 1\n",
        "back\\slash.tfvars": "a = 1\n",
        "Case.tfvars": "a = 1\n",
        "case.tfvars": "a = 1\n",
        run: { text: "#!/bin/sh\n", mode: "100755" },
        bytes: { base64: "AP8=" },
      },
    });
    await git(...header(setting.token), "fetch", "--quiet", "--depth=1", "origin", sha);
    const entries = (await git("ls-tree", "-z", sha)).split("\0").filter(Boolean);
    expect(entries.map((entry) => [entry.slice(0, 6), entry.slice(entry.indexOf("\t") + 1)])).toEqual([
      ["100644", "Case.tfvars"],
      ["100644", "back\\slash.tfvars"],
      ["100644", "bytes"],
      ["100644", "case.tfvars"],
      ["120000", "link"],
      ["100644", 'quo"te\n.tfvars'],
      ["100755", "run"],
      ["160000", "sub"],
    ]);
  });
});

describe("forks", () => {
  it("have pull requests of their own repository, which lose it when the fork is deleted", async () => {
    await setting.github.createRepository("mallory/dev-deployment", { forkOf: REPOSITORY });
    await setting.github.setPermission(REPOSITORY, "mallory", "read");
    const sha = await setting.github.commit("mallory/dev-deployment", {
      branch: "evil",
      author: "mallory",
      files: { "evil.tfvars": "a = 1\n" },
    });
    const number = await setting.github.openPull(REPOSITORY, { as: "mallory", head: "mallory:evil", base: "main" });
    const headOf = async (): Promise<unknown> => {
      const { head } = (await setting.github.api("bob", "GET", `/repos/${REPOSITORY}/pulls/${number}`)) as {
        head: { sha: string; repo: { full_name: string } | null };
      };
      return [head.sha, head.repo?.full_name ?? null];
    };
    expect(await headOf()).toEqual([sha, "mallory/dev-deployment"]);
    const pushed = await setting.github.commit("mallory/dev-deployment", {
      branch: "evil",
      author: "mallory",
      files: { "more.tfvars": "a = 1\n" },
    });
    expect(await headOf()).toEqual([pushed, "mallory/dev-deployment"]);
    await setting.github.deleteRepository("mallory/dev-deployment");
    expect(await headOf()).toEqual([pushed, null]);
  });
});
