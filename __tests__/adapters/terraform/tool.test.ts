import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { askVersion, toolOnPath } from "../../../src/adapters/terraform/tool.ts";
import { ConfigurationError, ToolError } from "../../../src/domain/model/errors.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();

/** A program that runs this script. */
async function program(script: string): Promise<string> {
  const file = join(await temporaryFolder(), "program");
  await writeFile(file, `#!${process.execPath}\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

const saying = async (version: string) => await program(`console.log('{"terraform_version":"${version}"}')`);

describe("a tool that cannot be used", () => {
  it("because it is missing says what to do", async () => {
    await expect(askVersion("terraform", "terraform", { PATH: "/nowhere" })).rejects.toThrow(
      new ConfigurationError(
        "terraform: not found on PATH, expected 1.11 or newer. Install it, or name the version to fetch in terraform-version.",
      ),
    );
    await expect(askVersion("tofu", "tofu", { PATH: "/nowhere" }, "--")).rejects.toThrow(
      new ConfigurationError(
        "tofu: not found on PATH, expected 1.10 or newer. Install it, or name the version to fetch in --tofu-version.",
      ),
    );
  });

  it.each(["1.10.5", "0.15.0", "1.9.0"])("because it is too old says which is needed: %s", async (version) => {
    await expect(askVersion("terraform", await saying(version), {})).rejects.toThrow(
      `terraform: got ${version}, expected Terraform 1.11 or newer (native S3 state locks). Update it, or name the version to fetch in terraform-version.`,
    );
  });

  it("because it is too old is told of OpenTofu by its own versions", async () => {
    await expect(askVersion("tofu", await saying("1.9.3"), {})).rejects.toThrow("tofu: got 1.9.3, expected OpenTofu 1.10 or newer");
    expect(await askVersion("tofu", await saying("1.10.0"), {})).toEqual({ name: "tofu", version: "1.10.0" });
  });

  it.each([
    ["speaks no JSON", 'console.log("Terraform v1.11.4");'],
    ["names no version", "console.log('{}');"],
    ["ends badly", `console.log('{"terraform_version":"1.11.4"}'); process.exit(1);`],
  ])("because it %s is a tool's failure", async (_, script) => {
    await expect(askVersion("terraform", await program(script), {})).rejects.toThrow(ToolError);
  });

  it("is none of those that are new enough", async () => {
    for (const version of ["1.11.0", "1.12.0-beta1", "2.0.0"]) {
      expect(await askVersion("terraform", await saying(version), {})).toEqual({ name: "terraform", version });
    }
  });
});

it("takes what PATH has, terraform first, and says so when it has neither", async () => {
  const [both, tofu, none] = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()];
  for (const place of [join(both, "terraform"), join(both, "tofu"), join(tofu, "tofu")]) await symlink(process.execPath, place);
  await mkdir(join(none, "terraform"));
  await writeFile(join(none, "tofu"), "not a program");
  expect([toolOnPath(`${tofu}:${both}`), toolOnPath(`:${none}:${tofu}`)]).toEqual(["terraform", "tofu"]);
  const missing =
    "terraform: not found on PATH, expected 1.11 or newer, or tofu 1.10 or newer. Install one, or name the version to fetch in terraform-version or tofu-version.";
  for (const path of [none, "", undefined]) expect(() => toolOnPath(path)).toThrow(new ConfigurationError(missing));
});
