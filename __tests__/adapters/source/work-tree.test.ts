import { beforeAll, describe, expect, it } from "@jest/globals";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { openWorkTree } from "../../../src/adapters/source/work-tree.ts";
import { writeFiles } from "../../helpers/files.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();
let root: string;

beforeAll(async () => {
  const folder = await temporaryFolder();
  root = join(folder, "source");
  await writeFiles(folder, { "outside.tfvars": "outside", "outside/secret.json": "outside" });
  await writeFiles(root, {
    "S3/data/data.tfvars": "data",
    "a.json": "{}",
    ".git/config": "x",
    "S3/.terraform/x.json": "x",
    "node_modules/y.json": "y",
  });
  await mkdir(join(root, "empty"));
  await symlink("../outside.tfvars", join(root, "link.tfvars"));
  await symlink("../outside", join(root, "folder"));
});

describe("a work tree", () => {
  it("that is not there is the user's to correct", async () => {
    await expect(openWorkTree(join(root, "missing")).list()).rejects.toThrow(/missing: cannot be read \(ENOENT\), expected a folder$/);
  });

  it.each([
    ["out of it", "../outside.tfvars"],
    ["from the root of the file system", "/etc/hostname"],
    ["through a symlink", "link.tfvars"],
    ["through a folder that is a symlink", "folder/secret.json"],
    ["in a roundabout way", "S3/../a.json"],
    ["a folder", "S3"],
    ["git's own", ".git/config"],
    ["a missing one", "b.json"],
  ])("reads no file %s", async (_, path) => {
    await expect(openWorkTree(root).read([path])).rejects.toThrow(`${path}: not a regular file of ${root}`);
  });

  it("lists files and symlinks, sorted, but follows none and leaves out what git and tools keep there", async () => {
    expect(await openWorkTree(root).list()).toEqual([
      { path: "S3/data/data.tfvars", mode: "100644", sizeBytes: 4 },
      { path: "a.json", mode: "100644", sizeBytes: 2 },
      { path: "folder", mode: "120000", sizeBytes: 0 },
      { path: "link.tfvars", mode: "120000", sizeBytes: 0 },
    ]);
  });

  it("reads what it lists, also when it is reached through a symlink itself", async () => {
    const here = join(await temporaryFolder(), "here");
    await symlink(root, here);
    const files = await openWorkTree(here).read(["S3/data/data.tfvars", "a.json"]);
    expect([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
      ["S3/data/data.tfvars", "data"],
      ["a.json", "{}"],
    ]);
  });
});
