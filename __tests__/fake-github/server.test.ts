import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { FakeGithub } from "../../scripts/fake-github/client.ts";

const SERVER = fileURLToPath(new URL("../../scripts/fake-github/server.ts", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fake-github-test-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("the server process", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("says where it listens, serves, and leaves nothing behind after %s", async (signal) => {
    const child = spawn(process.execPath, [SERVER], {
      env: { PATH: process.env.PATH, TMPDIR: folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
    expect(line).toMatch(/^listening http:\/\/127\.0\.0\.1:\d+\n$/);
    const github = new FakeGithub(line.slice("listening ".length).trim());
    await github.createUser("alice");
    await github.createRepository("org/dev", { files: { "a.tfvars": "a = 1\n" } });
    await github.setPermission("org/dev", "alice", "write");
    await github.commit("org/dev", { branch: "b", author: "alice", files: { "a.tfvars": "a = 2\n" } });
    const number = await github.openPull("org/dev", { as: "alice", head: "b", base: "main", title: "A pull request" });
    const page = await fetch((await github.pull("org/dev", number)).url);
    expect([page.status, page.headers.get("content-type"), (await page.text()).includes("A pull request")]).toEqual([
      200,
      "text/html; charset=utf-8",
      true,
    ]);
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(await readdir(folder)).toEqual([]);
  });
});
