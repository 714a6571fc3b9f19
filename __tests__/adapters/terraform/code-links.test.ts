import { describe, expect, it } from "@jest/globals";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openCodeLinks } from "../../../src/adapters/terraform/code-links.ts";
import { removeDirectory } from "../../../src/adapters/terraform/workspace.ts";
import { bytesOf, modeOf, readFiles } from "../../helpers/files.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();
const CODE = { "main.tf": "code", "modules/s3/main.tf": "module", "modules/s3/index.js": "handler", ".terraform.lock.hcl": "lock" };

describe("the controller's code in workspaces", () => {
  it("is whole in each of them but for its tests, and one copy of what terraform only reads", async () => {
    const run = await temporaryFolder();
    const [first, second] = [join(run, "first"), join(run, "second")];
    const place = openCodeLinks(run, bytesOf(CODE));
    for (const directory of [first, second]) {
      await mkdir(directory);
      place(directory);
      expect(await readFiles(directory)).toEqual(CODE);
    }
    const links = await Promise.all(Object.keys(CODE).map(async (path) => (await stat(join(second, path))).nlink));
    expect(links).toEqual([3, 3, 1, 1]);
    expect(await Promise.all(["main.tf", "modules/s3/index.js"].map(async (path) => await modeOf(join(second, path))))).toEqual([
      "0400",
      "0600",
    ]);

    const third = join(run, "third");
    await mkdir(third);
    openCodeLinks(run, bytesOf({ ...CODE, "tests/all.tftest.hcl": "test", "modules/s3/tests/s3.tfmock.hcl": "mock" }))(third);
    expect(await readFiles(third)).toEqual(CODE);

    // What one writes or leaves, the other does not see.
    await writeFile(join(first, "modules/s3/index.js"), "changed");
    await writeFile(join(first, "modules/s3/made.zip"), "zip");
    expect(await readFiles(second)).toEqual(CODE);
    removeDirectory(first);
    expect(await readFiles(second)).toEqual(CODE);
  });
});
