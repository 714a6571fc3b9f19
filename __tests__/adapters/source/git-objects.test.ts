import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { openCommit, remoteHead } from "../../../src/adapters/source/git-objects.ts";
import { startGitServer } from "../../helpers/git-server.ts";
import type { LocalServer } from "../../helpers/http-server.ts";
import { writeProgram } from "../../helpers/program.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();
const TOKEN = "ghs_only-for-this-test";
const ODD_NAMES = ["-x", 'a b/it\'s "quoted".tfvars', "new\nline.json", "Zürich/データ.tfvars", "tab\there"];

let repository: string;
let sha: string;
let blobOfFirst: string;

function git(directory: string, ...args: string[]): string {
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@b",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@b",
  };
  return execFileSync("git", ["-C", directory, ...args], { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

beforeAll(async () => {
  repository = join(await temporaryFolder(), "source");
  await mkdir(repository);
  git(repository, "init", "--quiet", "--initial-branch=main");
  for (const path of ["first.tfvars", ...ODD_NAMES]) {
    await mkdir(join(repository, path, ".."), { recursive: true });
    await writeFile(join(repository, path), `contents of ${path}\n`);
  }
  await writeFile(join(repository, "empty.json"), "");
  await writeFile(join(repository, "binary.json"), Buffer.from([0, 10, 255, 10, 0]));
  await writeFile(join(repository, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  await symlink("/etc/passwd", join(repository, "link.json"));
  git(repository, "add", "--all");
  git(repository, "update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},sub`);
  git(repository, "commit", "--quiet", "--message", "all");
  sha = git(repository, "rev-parse", "HEAD");
  blobOfFirst = git(repository, "rev-parse", "HEAD:first.tfvars");
});

const open = (directory = repository, commit = sha) => openCommit({ kind: "checkout", directory }, commit, process.env);

describe("a commit that is not there", () => {
  it.each([
    ["an unknown one", "0123456789012345678901234567890123456789", "git rev-parse: no such commit"],
    ["a branch's name", "main", "not a commit id: main"],
    ["an abbreviation", "abcdef0", "not a commit id: abcdef0"],
    ["an option", "--upload-pack=touch /tmp/x".padEnd(40, "x"), "not a commit id: --upload-pack=touch /tmp/xxxxxxxxxxxxxxx"],
  ])("is refused: %s", async (_, commit, message) => {
    await expect(open(repository, commit)).rejects.toThrow(message);
  });

  it("is refused when the id is of another object", async () => {
    await expect(open(repository, blobOfFirst)).rejects.toThrow("git rev-parse");
  });

  it("is refused when there is no repository", async () => {
    await expect(open(await temporaryFolder())).rejects.toThrow("git rev-parse: fatal: not a git repository");
  });

  it("cannot be read without git, and the message says so", async () => {
    await expect(openCommit({ kind: "checkout", directory: repository }, sha, { PATH: "/nowhere" })).rejects.toThrow(
      "git: not found on PATH. Install it.",
    );
  });
});

describe("the entries of a commit", () => {
  it("are listed with odd names as they are, symlinks and submodules with their modes, sorted", async () => {
    const file = (path: string) => ({ path, mode: "100644", sizeBytes: Buffer.byteLength(`contents of ${path}\n`) });
    const entries = await (await open()).list();
    expect(entries.every(({ oid }) => /^[0-9a-f]{40}$/.test(oid ?? ""))).toBe(true);
    expect(entries.map(({ path, mode, sizeBytes }) => ({ path, mode, sizeBytes }))).toEqual([
      file("-x"),
      file("Zürich/データ.tfvars"),
      file('a b/it\'s "quoted".tfvars'),
      { path: "binary.json", mode: "100644", sizeBytes: 5 },
      { path: "empty.json", mode: "100644", sizeBytes: 0 },
      file("first.tfvars"),
      { path: "link.json", mode: "120000", sizeBytes: 11 },
      file("new\nline.json"),
      { path: "run.sh", mode: "100755", sizeBytes: 10 },
      { path: "sub", mode: "160000", sizeBytes: 0 },
      file("tab\there"),
    ]);
  });

  it.each(["link.json", "sub", "missing.json", "../first.tfvars", "/etc/passwd", "Zürich"])(
    "are not read unless they are files: %s",
    async (path) => {
      await expect((await open()).read([path])).rejects.toThrow(`git cat-file: ${path} is no file of ${sha}`);
    },
  );

  it("are read byte for byte, each once, whatever their names and contents", async () => {
    const files = await (await open()).read([...ODD_NAMES, "binary.json", "empty.json", "first.tfvars", "first.tfvars"]);
    expect(Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString("latin1")]))).toEqual({
      ...Object.fromEntries([...ODD_NAMES, "first.tfvars"].map((path) => [path, Buffer.from(`contents of ${path}\n`).toString("latin1")])),
      "binary.json": "\0\nÿ\n\0",
      "empty.json": "",
    });
  });

  it("are not read at all when nothing is asked for", async () => {
    expect(await (await open()).read([])).toEqual(new Map());
  });

  it("are refused when two names become one in UTF-8: one of them would hide the other", async () => {
    const blob = git(repository, "rev-parse", "HEAD:first.tfvars");
    const row = (last: number) => Buffer.concat([Buffer.from(`100644 blob ${blob}\ta`), Buffer.from([last]), Buffer.from(".tfvars\0")]);
    const env = { PATH: process.env.PATH };
    const tree = execFileSync("git", ["-C", repository, "mktree", "-z"], { env, input: Buffer.concat([row(0xfe), row(0xff)]) })
      .toString()
      .trim();
    const twins = git(repository, "commit-tree", tree, "-m", "twins");
    await expect((await open(repository, twins)).list()).rejects.toThrow("two entries of the commit are called a\uFFFD.tfvars");
  });
});

describe("a checkout whose settings name programs", () => {
  let evil: string;
  let marks: string;
  let commit: string;

  beforeAll(async () => {
    const folder = await temporaryFolder();
    marks = join(folder, "marks");
    evil = join(folder, "evil");
    await mkdir(marks);
    git(folder, "clone", "--quiet", repository, evil);
    await writeFile(join(evil, ".gitattributes"), "* filter=evil diff=evil\n");
    git(evil, "add", ".gitattributes");
    git(evil, "commit", "--quiet", "--message", "attributes");
    commit = git(evil, "rev-parse", "HEAD");
    const touch = (name: string) => `touch ${join(marks, name)}`;
    const settings = {
      "core.fsmonitor": touch("fsmonitor"),
      "core.sshCommand": touch("ssh"),
      "core.pager": touch("pager"),
      "core.alternateRefsCommand": touch("alternates"),
      "filter.evil.smudge": touch("smudge"),
      "filter.evil.clean": touch("clean"),
      "filter.evil.process": touch("process"),
      "diff.evil.textconv": touch("textconv"),
      "credential.helper": `!${touch("credential")}`,
      "alias.cat-file": `!${touch("alias")}`,
      // Missing objects of a partial clone are fetched on demand, by whatever the remote's address says.
      "core.repositoryFormatVersion": "1",
      "extensions.partialClone": "origin",
      "remote.origin.promisor": "true",
      "remote.origin.url": `ext::sh -c "${touch("ext")}"`,
      "protocol.ext.allow": "always",
    };
    for (const [name, value] of Object.entries(settings)) git(evil, "config", name, value);
    for (const hook of ["post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"]) {
      await writeFile(join(evil, ".git/hooks", hook), `#!/bin/sh\n${touch(hook)}\n`, { mode: 0o755 });
    }
  });

  it("runs none of them, and the bytes are those of the commit", async () => {
    const tree = await open(evil, commit);
    expect((await tree.list()).length).toBe(12);
    expect(Buffer.from((await tree.read(["first.tfvars"])).get("first.tfvars") ?? []).toString()).toBe("contents of first.tfvars\n");
    expect(await readdir(marks)).toEqual([]);
  });

  it("fetches nothing for an object that is missing", async () => {
    const objects = join(evil, ".git/objects");
    await rm(join(objects, "pack"), { recursive: true, force: true });
    await rm(join(objects, blobOfFirst.slice(0, 2), blobOfFirst.slice(2)), { force: true });
    await expect(open(evil, commit).then(async (tree) => await tree.read(["first.tfvars"]))).rejects.toThrow("git");
    expect(await readdir(marks)).toEqual([]);
  });
});

describe("a commit that is fetched", () => {
  let server: LocalServer;
  let bin: string;

  beforeAll(async () => {
    server = await startGitServer(repository, TOKEN);
    bin = await temporaryFolder();
    await writeProgram(
      bin,
      "git",
      `const { spawnSync } = require("node:child_process");
       require("node:fs").appendFileSync(${JSON.stringify(join(bin, "argv"))}, JSON.stringify(process.argv.slice(2)) + "\\n");
       process.env.PATH = process.env.PATH.split(":").slice(1).join(":");
       process.exit(spawnSync("git", process.argv.slice(2), { stdio: "inherit" }).status);`,
    );
  });

  afterAll(async () => {
    await server.stop();
  });

  const fetchCommit = async (commit: string, token = TOKEN) => {
    const into = join(await temporaryFolder(), "source.git");
    const environment = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` };
    return { into, tree: await openCommit({ kind: "fetch", url: `${server.url}/org/source.git`, token, into }, commit, environment) };
  };

  it("is known without GitHub's API: the newest of the default branch", async () => {
    const at = { url: `${server.url}/org/source.git`, token: TOKEN };
    expect(await remoteHead(at, process.env)).toBe(git(repository, "rev-parse", "HEAD"));
    await expect(remoteHead({ ...at, token: "wrong-token" }, process.env)).rejects.toThrow("git ls-remote");
  });

  it("is refused with a wrong token, and the message does not hold it", async () => {
    const error = await fetchCommit(sha, "wrong-token").then(() => null, String);
    expect(error).toContain("git fetch");
    expect(error).not.toContain("wrong-token");
    expect(error).not.toContain(Buffer.from("x-access-token:wrong-token").toString("base64"));
  });

  it("is refused when the server has no such commit", async () => {
    await expect(fetchCommit("9".repeat(40))).rejects.toThrow("git fetch");
  });

  it("comes with depth 1 into a bare repository, and its files are read from there", async () => {
    await writeFile(join(repository, "later.tfvars"), "later\n");
    git(repository, "add", "later.tfvars");
    git(repository, "commit", "--quiet", "--message", "later");
    const { into, tree } = await fetchCommit(git(repository, "rev-parse", "HEAD"));
    expect(Buffer.from((await tree.read(["later.tfvars"])).get("later.tfvars") ?? []).toString()).toBe("later\n");
    expect(git(into, "rev-list", "--count", "--all", git(repository, "rev-parse", "HEAD"))).toBe("1");
    expect((await readdir(into)).includes("later.tfvars")).toBe(false);
  });

  it("is asked for without the token in any argument: other users of the machine can read those", async () => {
    const argv = await readFile(join(bin, "argv"), "utf8");
    expect(argv).toContain('"fetch","--quiet","--depth=1"');
    expect(argv).not.toContain(TOKEN);
    expect(argv).not.toContain(Buffer.from(`x-access-token:${TOKEN}`).toString("base64"));
  });

  it("comes from HTTP only: no other kind of address is followed", async () => {
    const into = join(await temporaryFolder(), "source.git");
    await expect(openCommit({ kind: "fetch", url: `ext::sh -c "touch ${into}.mark"`, token: "", into }, sha, process.env)).rejects.toThrow(
      "transport 'ext' not allowed",
    );
    await expect(openCommit({ kind: "fetch", url: repository, token: "", into }, sha, process.env)).rejects.toThrow(
      "transport 'file' not allowed",
    );
  });
});
