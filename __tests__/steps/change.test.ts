import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { openWorkTree } from "../../src/adapters/source/work-tree.ts";
import { loadChange, loadController } from "../../src/steps/change.ts";
import { LIGHT_CONTROLLER, lightFile } from "../helpers/light-stage.ts";
import { parseTfvars } from "../helpers/memory-ports.ts";
import { temporaryFolders } from "../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();

it("refuses a tfvars of a work tree that is a symbolic link by its name, as in a commit, and takes the others", async () => {
  const root = await temporaryFolder();
  for (const [path, text] of Object.entries(lightFile("real"))) {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await mkdir(join(root, "THINGS/link"), { recursive: true });
  await writeFile(join(root, "elsewhere.txt"), 'project = "link"\n');
  await symlink("../../elsewhere.txt", join(root, "THINGS/link/link.tfvars"));
  const controller = await loadController(openWorkTree(LIGHT_CONTROLLER));
  const change = await loadChange(openWorkTree(root), controller, parseTfvars, {
    changed: null,
    stateKeyTemplate: "{service}/{account}/{region}/{project}/terraform.tfstate",
    repository: null,
    controllerRepository: null,
    oneEnvironment: false,
  });
  expect(change.deployments.map(({ project }) => project)).toEqual(["real"]);
  expect(change.findings).toEqual([
    {
      rule: "source-path",
      level: "deny",
      severity: "high",
      message: '"THINGS/link/link.tfvars" is a symbolic link, expected a file.',
      remediation: "Replace the link by the file itself.",
      location: { file: "THINGS/link/link.tfvars" },
      overridable: false,
    },
  ]);
});
