import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { generateKey, createMessage, sign, readPrivateKey } from "openpgp";
import { fetchOpa, fetchTerraform, fetchTofu } from "../../src/adapters/download.ts";
import { OPENTOFU_KEY, type ReleaseKey } from "../../src/adapters/opentofu-key.ts";
import { startServer, type LocalServer } from "../helpers/http-server.ts";
import { temporaryFolders } from "../helpers/temporary-folder.ts";
import { zipOf } from "../helpers/zip.ts";

const temporaryFolder = temporaryFolders();
const TARGET = `${platform()}_${arch() === "x64" ? "amd64" : arch()}`;
const ZIP_PATH = `/1.11.4/terraform_1.11.4_${TARGET}.zip`;
const SUMS_PATH = "/1.11.4/terraform_1.11.4_SHA256SUMS";
const OPA_PATH = `/v1.22.0/opa_${TARGET}_static`;
const PROGRAM = Buffer.from("#!/bin/sh\necho fetched\n");
const ZIP = zipOf("terraform", PROGRAM);

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const sumsLine = (bytes: Buffer, path: string) => `${sha256(bytes)}  ${path.split("/").at(-1) ?? ""}\n`;

let server: LocalServer;
/** Contents by path; a list is answered in turn, numbers are statuses. */
let releases: Record<string, undefined | Buffer | string | (number | Buffer | string)[]>;
let directory: string;

// The tool cache tells a workflow's log what it looks at.
beforeAll(() => {
  jest.spyOn(process.stdout, "write").mockImplementation(() => true);
});
afterAll(() => {
  jest.restoreAllMocks();
});

beforeEach(async () => {
  directory = await temporaryFolder();
  process.env.RUNNER_TOOL_CACHE = join(directory, "tool-cache");
  process.env.RUNNER_TEMP = join(directory, "temp");
  releases = {
    [ZIP_PATH]: ZIP,
    [SUMS_PATH]: `${"0".repeat(64)}  terraform_1.11.4_plan9_amd64.zip\n${sumsLine(ZIP, ZIP_PATH)}`,
    [OPA_PATH]: PROGRAM,
    [`${OPA_PATH}.sha256`]: sumsLine(PROGRAM, OPA_PATH),
  };
  server = await startServer((_, response, path) => {
    const found = releases[path];
    const content = Array.isArray(found) ? found.shift() : found;
    response.writeHead(content === undefined ? 404 : typeof content === "number" ? content : 200);
    response.end(typeof content === "number" ? "" : content);
  });
});

afterEach(async () => {
  await server.stop();
  delete process.env.RUNNER_TOOL_CACHE;
  delete process.env.RUNNER_TEMP;
});

const terraform = () => fetchTerraform("1.11.4", server.url, directory);
const opa = () => fetchOpa("1.22.0", server.url, directory);
const paths = () => server.requests.map(({ path }) => path);

describe("a release that cannot be trusted", () => {
  it("is not used when its SHA-256 is another one, and nothing of it stays", async () => {
    releases[ZIP_PATH] = zipOf("terraform", Buffer.from("evil"));
    await expect(terraform()).rejects.toThrow(
      `${server.url}${ZIP_PATH}: SHA-256 is ${sha256(zipOf("terraform", Buffer.from("evil")))}, expected ${sha256(ZIP)}. Nothing of it was used.`,
    );
    expect(await readdir(directory)).toEqual([]);
  });

  it("is not used when the sums file does not name it", async () => {
    releases[SUMS_PATH] = sumsLine(ZIP, "/terraform_1.11.4_plan9_amd64.zip");
    await expect(terraform()).rejects.toThrow(`the sums file names no terraform_1.11.4_${TARGET}.zip`);
    releases[SUMS_PATH] = `<html>${sha256(ZIP)}</html>`;
    await expect(terraform()).rejects.toThrow("the sums file names no terraform_1.11.4");
    expect(paths()).not.toContain(ZIP_PATH);
  });

  it("is not used when there is no sums file, which is not asked for again", async () => {
    releases[SUMS_PATH] = undefined;
    await expect(terraform()).rejects.toThrow(`${server.url}${SUMS_PATH}: no such file (404); is the version right?`);
    expect(paths()).toEqual([SUMS_PATH]);
  });

  it("is not used either when it is OPA's", async () => {
    releases[OPA_PATH] = "evil";
    await expect(opa()).rejects.toThrow(`expected ${sha256(PROGRAM)}. Nothing of it was used.`);
    releases[`${OPA_PATH}.sha256`] = undefined;
    await expect(opa()).rejects.toThrow("no such file (404); is the version right?");
  });
});

describe("a release of OpenTofu", () => {
  const version = "1.10.6";
  const zipPath = `/v${version}/tofu_${version}_${TARGET}.zip`;
  const sumsPath = `/v${version}/tofu_${version}_SHA256SUMS`;
  const zip = zipOf("tofu", PROGRAM);
  let key: ReleaseKey;
  let signed: (bytes: Buffer) => Promise<Buffer>;
  const tofu = async (trusted = key) => await fetchTofu(version, server.url, directory, trusted);

  beforeAll(async () => {
    const made = await generateKey({ userIDs: [{ name: "Test" }], type: "rsa", rsaBits: 2048, format: "armored" });
    const signingKeys = await readPrivateKey({ armoredKey: made.privateKey });
    key = { armored: made.publicKey, fingerprint: signingKeys.getFingerprint() };
    signed = async (bytes) => {
      const message = await createMessage({ binary: new Uint8Array(bytes) });
      return Buffer.from((await sign({ message, signingKeys, detached: true, format: "binary" })) as Uint8Array);
    };
  }, 60_000);

  beforeEach(async () => {
    const sums = sumsLine(zip, zipPath);
    releases = { [zipPath]: zip, [sumsPath]: sums, [`${sumsPath}.gpgsig`]: await signed(Buffer.from(sums)) };
  });

  it("is fetched when its sums are signed, kept in the tool cache, and taken from there the next time", async () => {
    const program = await tofu();
    expect(program).toBe(join(directory, `tool-cache/tofu/${version}/${arch()}/tofu`));
    expect(execFileSync(program, { encoding: "utf8" })).toBe("fetched\n");
    expect(await tofu()).toBe(program);
    expect([...paths()].sort()).toEqual([sumsPath, `${sumsPath}.gpgsig`, zipPath]);
  });

  it.each<[string, () => Promise<void> | void]>([
    ["other sums", () => void (releases[sumsPath] = sumsLine(PROGRAM, zipPath))],
    ["no signature in its file", () => void (releases[`${sumsPath}.gpgsig`] = "<html>")],
    ["an empty signature", () => void (releases[`${sumsPath}.gpgsig`] = "")],
    [
      "a signature twice",
      async () => void (releases[`${sumsPath}.gpgsig`] = Buffer.concat([await signed(Buffer.from("a")), await signed(Buffer.from("a"))])),
    ],
  ])("is not used, nor asked for, with %s", async (_, change) => {
    await change();
    await expect(tofu()).rejects.toThrow(`download: ${server.url}${sumsPath}: its signature is not one of the key ${key.fingerprint}: `);
    expect(paths()).not.toContain(zipPath);
  });

  it("is not used when somebody else signed it, or when there is no signature", async () => {
    await expect(tofu(OPENTOFU_KEY)).rejects.toThrow(`its signature is not one of the key ${OPENTOFU_KEY.fingerprint}: `);
    await expect(tofu({ ...key, fingerprint: OPENTOFU_KEY.fingerprint })).rejects.toThrow("the key has another fingerprint");
    releases[`${sumsPath}.gpgsig`] = undefined;
    await expect(tofu()).rejects.toThrow(`${server.url}${sumsPath}.gpgsig: no such file (404)`);
    expect(paths()).not.toContain(zipPath);
  });

  it("is not used when its SHA-256 is another one", async () => {
    releases[zipPath] = zipOf("tofu", Buffer.from("evil"));
    await expect(tofu()).rejects.toThrow("Nothing of it was used.");
  });
});

describe("a server that is not well", () => {
  it("is asked three times, and then told with its status", async () => {
    releases[SUMS_PATH] = [500, 502, 503, "never reached"];
    await expect(terraform()).rejects.toThrow(`download: ${server.url}${SUMS_PATH}: answered 503`);
    expect(paths()).toEqual([SUMS_PATH, SUMS_PATH, SUMS_PATH]);
  });

  it("may recover in between", async () => {
    releases[OPA_PATH] = [500, 500, PROGRAM];
    expect(await opa()).toBe(join(directory, `tool-cache/opa/1.22.0/${arch()}/opa`));
  });

  it("that cannot be reached is told with the reason", async () => {
    await server.stop();
    await expect(terraform()).rejects.toThrow(
      /^download: http:\/\/127\.0\.0\.1:\d+\/1\.11\.4\/terraform_1\.11\.4_SHA256SUMS: .*ECONNREFUSED/,
    );
  });
});

describe("a release", () => {
  it("of terraform is fetched, unpacked, kept in the tool cache, and taken from there the next time", async () => {
    const program = await terraform();
    expect(program).toBe(join(directory, `tool-cache/terraform/1.11.4/${arch()}/terraform`));
    expect(execFileSync(program, { encoding: "utf8" })).toBe("fetched\n");
    expect(await terraform()).toBe(program);
    expect(paths()).toEqual([SUMS_PATH, ZIP_PATH]);
  });

  it("of OPA is fetched, kept in the tool cache, and taken from there the next time", async () => {
    const program = await opa();
    expect(execFileSync(program, { encoding: "utf8" })).toBe("fetched\n");
    expect(await opa()).toBe(program);
    expect(paths()).toEqual([`${OPA_PATH}.sha256`, OPA_PATH]);
  });
});
