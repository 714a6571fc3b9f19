import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { startFakeGithub, type FakeGithub } from "../../scripts/fake-github/client.ts";
import { runToEnd, type Ran } from "../../scripts/lab/run-to-end.ts";
import { goTool } from "../../scripts/lab/tools.ts";
import { startServer, type LocalServer } from "../helpers/http-server.ts";
import { ROOT } from "../helpers/light-stage.ts";
import { programOnPath, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 240_000;
const REPOSITORY = "org/tf-orchestrator";
const WORKFLOW = ".github/workflows/release.yml";
const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
const TAG = `v${VERSION}`;
const TARBALL = `tf-orchestrator-${VERSION}.tgz`;
const [MAJOR = ""] = TAG.split(".");

interface Step {
  name?: string;
  uses?: string;
  run?: string;
}
const jobs = (parse(readFileSync(join(ROOT, WORKFLOW), "utf8")) as { jobs: Record<string, { steps: Step[] }> }).jobs;

/**
 * What is not on this machine, and stands in: actions by others, GitHub's program `gh`, which asks the fake GitHub, and npm's registry. Provenance
 * and attestations are signed by services of GitHub's own jobs; here it is written down what would be signed.
 */
const ACTIONS: Readonly<Record<string, { inputs: readonly string[]; run: string }>> = {
  "actions/checkout": { inputs: ["fetch-depth", "persist-credentials"], run: "true" },
  "actions/setup-node": { inputs: ["node-version"], run: "true" },
  "actions/setup-go": { inputs: ["go-version", "cache"], run: "true" },
  "hashicorp/setup-terraform": { inputs: ["terraform_version", "terraform_wrapper"], run: "true" },
  "actions/upload-artifact": {
    inputs: ["name", "path", "if-no-files-found", "retention-days"],
    run: 'cp -r "${{ inputs.path }}" "$SHELF/${{ inputs.name }}"',
  },
  "actions/download-artifact": {
    inputs: ["name", "path"],
    run: 'ls -A >> "$SHELF/beside"; cp -r "$SHELF/${{ inputs.name }}" "${{ inputs.path }}"',
  },
  "actions/attest-build-provenance": { inputs: ["subject-path"], run: 'echo "provenance of" ${{ inputs.subject-path }} >> "$SHELF/log"' },
  "actions/attest": {
    inputs: ["subject-path", "sbom-path"],
    run: 'test -f "${{ inputs.sbom-path }}" && echo "${{ inputs.sbom-path }} of" ${{ inputs.subject-path }} >> "$SHELF/log"',
  },
};

const NPM = `#!${process.execPath}
const { spawnSync } = require("node:child_process");
const args = process.argv.slice(2);
if (args[0] === "publish") require("node:fs").appendFileSync(process.env.SHELF + "/log", "npm " + args.join(" ") + "\\n");
process.exitCode = spawnSync(${JSON.stringify(programOnPath("npm"))}, args.filter((arg) => arg !== "--provenance"), { stdio: "inherit" }).status;
`;

/** As gh's manual has it: a field's value is a text (--raw-field) or what it looks like (--field). */
const GH = `#!${process.execPath}
const { appendFileSync, cpSync } = require("node:fs");
const [command, ...args] = process.argv.slice(2);
const takes = ["--method", "--jq", "--title", "--notes-file", "--raw-field", "--field"];
const given = {}, body = {}, words = [];
while (args.length > 0) {
  const word = args.shift();
  if (word === "--field" || word === "--raw-field") {
    const [, name, value] = /^([^=]*)=(.*)$/s.exec(args.shift());
    body[name] = word === "--field" && /^(?:true|false|null|\\d+)$/.test(value) ? JSON.parse(value) : value;
  } else if (takes.includes(word)) given[word] = args.shift();
  else if (word.startsWith("--")) given[word] = true;
  else words.push(word);
}
async function ask(method, path) {
  const answer = await fetch(process.env.GITHUB_API_URL + "/" + path, {
    method,
    headers: { authorization: "Bearer " + process.env.GH_TOKEN, accept: "application/vnd.github+json" },
    body: method === "GET" ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) process.exitCode = 1;
  return await answer.json();
}
(async () => {
  if (command === "api") {
    const told = await ask(given["--method"] ?? "GET", words[0]);
    if (given["--jq"] === ".[].ref") for (const { ref } of told) console.log(ref);
  } else {
    const [, tag, ...files] = words;
    if (given["--verify-tag"]) await ask("GET", "repos/" + process.env.GH_REPO + "/git/ref/tags/" + tag);
    cpSync(given["--notes-file"], process.env.SHELF + "/notes.md");
    appendFileSync(process.env.SHELF + "/log", ["gh release", tag, given["--title"], ...files].join(" ") + "\\n");
  }
})();
`;

interface Published {
  name: string;
  access: string;
  versions: Record<string, { dist: { integrity: string } }>;
  _attachments: Record<string, { data: string }>;
}

let github: FakeGithub;
let registry: LocalServer;
let published: Published[];
let token: string;
/** Where the stand-ins are, and what they wrote down. */
let stands: string;
let shelf: string;

beforeAll(async () => {
  github = await startFakeGithub({ checkOpenapi: true });
  await github.createUser("org");
  token = await github.createToken({ kind: "actions", permissions: { contents: "write" } });
  published = [];
  registry = await startServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      if (request.method === "PUT") published.push(JSON.parse(Buffer.concat(parts).toString()) as Published);
      response.writeHead(request.method === "PUT" ? 201 : 404, { "content-type": "application/json" }).end("{}");
    });
  });
  stands = temporaryFolder("stands");
  for (const [name, text] of [
    ["npm", NPM],
    ["gh", GH],
  ] as const) {
    writeFileSync(join(stands, name), text);
    chmodSync(join(stands, name), 0o755);
  }
  for (const [name, { inputs, run }] of Object.entries(ACTIONS)) {
    const action = {
      name,
      description: "Stands in.",
      inputs: Object.fromEntries(inputs.map((input) => [input, { description: input }])),
      runs: { using: "composite", steps: [{ shell: "bash", run }] },
    };
    mkdirSync(join(stands, name), { recursive: true });
    writeFileSync(join(stands, name, "action.yml"), JSON.stringify(action));
  }
}, TIMEOUT_MS);

afterAll(async () => {
  const violations = await github.openapiViolations();
  await Promise.all([github.stop(), registry.stop()]);
  removeProgramFolders();
  expect(violations).toEqual([]);
});

function git(cwd: string, ...args: string[]): string {
  const ran = spawnSync("git", ["-c", "user.name=org", "-c", "user.email=org@example.com", ...args], { cwd, encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`git ${args.join(" ")}: ${ran.stderr}`);
  return ran.stdout;
}

function runnerEnv(): Record<string, string> {
  const home = temporaryFolder("home");
  writeFileSync(join(home, ".npmrc"), `registry=${registry.url}\n${registry.url.replace("http:", "")}/:_authToken=of-the-job\n`);
  shelf = temporaryFolder("shelf");
  return {
    PATH: [stands, dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
    HOME: home,
    XDG_CACHE_HOME: join(home, "cache"),
    GIT_CONFIG_NOSYSTEM: "1",
    SHELF: shelf,
  };
}

/**
 * A clone of this repository as it is, tagged. Its `.ci/run`, which takes half an hour and is what has started this test, leaves only what it leaves
 * behind: the installed packages.
 */
async function taggedClone(edit: (changelog: string) => string): Promise<{ clone: string; sha: string }> {
  const folder = temporaryFolder("repository");
  const files = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0").filter(Boolean);
  for (const file of files) cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  writeFileSync(join(folder, ".ci/run"), `#!/bin/sh\nln -s '${join(ROOT, "node_modules")}' node_modules\n`);
  const changelog = join(folder, "CHANGELOG.md");
  writeFileSync(changelog, edit(readFileSync(changelog, "utf8")));
  git(folder, "init", "--quiet", "--initial-branch", "main");
  git(folder, "add", "--all", "--force", ".");
  git(folder, "commit", "--quiet", "--message", "feat: a release");
  git(folder, "tag", TAG);
  await github.deleteRepository(REPOSITORY).catch(() => undefined);
  await github.createRepository(REPOSITORY, { files: { "README.md": "" } });
  const url = `${github.url.replace("://", `://x-access-token:${token}@`)}/${REPOSITORY}.git`;
  git(folder, "push", "--quiet", "--force", url, "main", TAG);
  git(folder, "update-ref", "refs/remotes/origin/main", "HEAD");
  git(folder, "remote", "add", "origin", `https://github.com/${REPOSITORY}.git`);
  return { clone: folder, sha: git(folder, "rev-parse", "HEAD").trim() };
}

/** The workflow, all its jobs in their order, as a push of the tag starts it. */
async function release(clone: string): Promise<Ran> {
  const env = runnerEnv();
  const event = join(stands, "event.json");
  writeFileSync(event, JSON.stringify({ ref: `refs/tags/${TAG}`, repository: { full_name: REPOSITORY, default_branch: "main" } }));
  const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
  const { SHELF, PATH, ...home } = env;
  return await runToEnd(
    goTool("act"),
    [
      "push",
      ...["--eventpath", event, "--workflows", WORKFLOW, "--platform", "ubuntu-latest=-self-hosted", "--no-cache-server"],
      ...[...new Set(used)].flatMap((uses) => ["--local-repository", `${uses}=${join(stands, uses.replace(/@.*/, ""))}`]),
      ...["--secret", `GITHUB_TOKEN=${token}`],
      ...Object.entries({ SHELF, GITHUB_API_URL: github.url, NPM_CONFIG_USERCONFIG: join(env.HOME ?? "", ".npmrc") }).flatMap(
        ([name, value]) => ["--env", `${name}=${value ?? ""}`],
      ),
    ],
    clone,
    { PATH: PATH ?? "", ...home },
  );
}

async function tagsOf(): Promise<Record<string, string>> {
  const answer = await fetch(`${github.url}/repos/${REPOSITORY}/git/matching-refs/tags/`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const refs = (await answer.json()) as { ref: string; object: { sha: string } }[];
  return Object.fromEntries(refs.map(({ ref, object }) => [ref.replace("refs/tags/", ""), object.sha]));
}

const released = (changelog: string) => changelog.replace(/^## Unreleased \((.*)\)$/m, "## $1 (2027-01-31)");

describe("a tag that is pushed, by act and with what stands in for services of others", () => {
  let ran: Ran;
  let sha: string;

  beforeAll(async () => {
    const tagged = await taggedClone(released);
    sha = tagged.sha;
    ran = await release(tagged.clone);
  }, TIMEOUT_MS);

  it("is built, attested, published and released, in this order", () => {
    expect(ran).toEqual({ exitCode: 0, output: expect.any(String) });
    expect(readFileSync(join(shelf, "log"), "utf8").trim().split("\n")).toEqual([
      `provenance of released/${TARBALL}`,
      `released/sbom.cdx.json of released/${TARBALL}`,
      `npm publish ./released/${TARBALL} --provenance --access public`,
      `gh release ${TAG} ${TAG} released/${TARBALL} released/sbom.cdx.json`,
    ]);
  });

  it("brings the package to npm that was built, byte for byte", () => {
    const built = readFileSync(join(shelf, "released", TARBALL));
    const integrity = `sha512-${createHash("sha512").update(built).digest("base64")}`;
    expect(
      published.map(({ name, access, versions }) => [name, access, Object.entries(versions).map(([v, { dist }]) => [v, dist.integrity])]),
    ).toEqual([["tf-orchestrator", "public", [[VERSION, integrity]]]]);
    expect(Object.values(published[0]?._attachments ?? {}).map(({ data }) => Buffer.from(data, "base64").equals(built))).toEqual([true]);
  });

  it("has the changelog's words as its notes, and a bill of what is bundled", () => {
    const notes = readFileSync(join(shelf, "notes.md"), "utf8");
    expect(notes).toMatch(/^### Added\n/);
    expect(notes).not.toMatch(/^## /m);
    expect(notes).toContain(`](https://github.com/${REPOSITORY}/blob/${TAG}/docs/`);
    const bill = JSON.parse(readFileSync(join(shelf, "released/sbom.cdx.json"), "utf8")) as {
      bomFormat: string;
      components: { name: string }[];
    };
    expect(bill.bomFormat).toBe("CycloneDX");
    expect(bill.components.map(({ name }) => name)).toEqual(expect.arrayContaining(["@octokit/rest", "web-tree-sitter", "zod"]));
  });

  it("moves the tag that workflows name", async () => {
    expect(await tagsOf()).toEqual({ [TAG]: sha, [MAJOR]: sha });
  });

  it("has nothing of the repository in the jobs that may sign, publish or write", () => {
    expect(readFileSync(join(shelf, "beside"), "utf8")).toBe("");
  });
});

describe("a tag that is pushed too early", () => {
  it(
    "is refused before anything is tested, signed or published",
    async () => {
      const before = published.length;
      const { clone, sha } = await taggedClone((changelog) => released(changelog).replace(` (2027-01-31)`, ""));
      const ran = await release(clone);
      expect(ran.exitCode).toBe(1);
      expect(ran.output).toMatch(/Failure - Main The tag is on main/);
      expect(ran.output).not.toContain(".ci/run");
      // act loses the last line of a step now and then.
      const said = await runToEnd(process.execPath, ["scripts/release-notes.ts", TAG], clone, { PATH: process.env.PATH ?? "" });
      expect(said.output).toContain(`CHANGELOG.md: 0 sections about ${VERSION}, expected one: "## ${VERSION} (YYYY-MM-DD)"`);
      expect([published.length, await tagsOf()]).toEqual([before, { [TAG]: sha }]);
    },
    TIMEOUT_MS,
  );
});

describe("the tag that workflows name", () => {
  const run = jobs.release?.steps.find(({ name }) => name?.startsWith("The tag that workflows name"))?.run ?? "";

  /** @returns Which of the two commits it names in the end. */
  async function moved(tags: Record<string, "old" | "new">): Promise<string | undefined> {
    const shas = new Map<string, string>();
    await github.deleteRepository(REPOSITORY).catch(() => undefined);
    await github.createRepository(REPOSITORY, { files: { "README.md": "" } });
    for (const which of ["old", "new"]) shas.set(which, await github.commit(REPOSITORY, { branch: "main", files: { which } }));
    for (const [tag, which] of Object.entries(tags)) {
      const answer = await fetch(`${github.url}/repos/${REPOSITORY}/git/refs`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ ref: `refs/tags/${tag}`, sha: shas.get(which) }),
      });
      expect(answer.status).toBe(201);
    }
    const ran = await runToEnd("bash", ["-e", "-c", run], shelf, {
      ...runnerEnv(),
      GITHUB_API_URL: github.url,
      GITHUB_REF: `refs/tags/${MAJOR}.10.0`,
      GITHUB_SHA: shas.get("new") ?? "",
      GH_TOKEN: token,
      GH_REPO: REPOSITORY,
    });
    expect(ran.exitCode).toBe(0);
    const now = (await tagsOf())[MAJOR];
    return [...shas].find(([, sha]) => sha === now)?.[0];
  }

  it("is made by the first release, and moves to a newer one", async () => {
    expect(await moved({ [`${MAJOR}.10.0`]: "new" })).toBe("new");
    expect(await moved({ [`${MAJOR}.9.1`]: "old", [MAJOR]: "old", [`${MAJOR}.10.0`]: "new" })).toBe("new");
  });

  it("stays when an older line gets a release, and for one that is not final", async () => {
    expect(await moved({ [`${MAJOR}.11.0`]: "old", [MAJOR]: "old", [`${MAJOR}.10.0`]: "new" })).toBe("old");
    expect(await moved({ [`${MAJOR}.10.1-rc.1`]: "old", [MAJOR]: "old", [`${MAJOR}.10.0`]: "new" })).toBe("new");
  });
});
