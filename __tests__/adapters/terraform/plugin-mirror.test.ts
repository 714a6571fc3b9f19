import { describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { lstat, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import {
  findPluginMirror,
  mirrorForTofu,
  servesLockFile,
  userCliConfiguration,
  writeCliConfiguration,
} from "../../../src/adapters/terraform/plugin-mirror.ts";
import { modeOf, writeFiles } from "../../helpers/files.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();
const AWS = "registry.terraform.io/hashicorp/aws";
const UNPACKED = { [`${AWS}/5.100.0/linux_amd64/terraform-provider-aws_v5.100.0_x5`]: "" };

/** A folder with a mirror at `path` below it. */
async function folderWithMirror(path: string, files: Record<string, string> = UNPACKED): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(join(folder, path), files);
  return folder;
}

const lockFile = (version: string, provider = AWS) => `# This file is maintained automatically by "terraform init".
provider "${provider}" {
  version     = "${version}"
  constraints = "~> 5.0"
  hashes = [
    "h1:abc=",
  ]
}
`;

describe("a plugin mirror that is given", () => {
  it("but holds no provider is the user's to correct", async () => {
    const folder = await temporaryFolder();
    await expect(findPluginMirror(folder, "terraform", {})).rejects.toThrow(
      `plugin mirror: ${folder} holds no provider below registry.terraform.io/`,
    );
    await expect(findPluginMirror(join(folder, "missing"), "terraform", {})).rejects.toThrow("plugin mirror:");
  });

  it("wins over all that could be found", async () => {
    const given = await folderWithMirror("");
    const home = await folderWithMirror(".terraform.d/plugins");
    expect(await findPluginMirror(given, "terraform", { HOME: home })).toEqual({ directory: given, providers: [AWS] });
  });

  it("becomes absolute, because terraform runs elsewhere", async () => {
    const given = await folderWithMirror("");
    expect(await findPluginMirror(relative(process.cwd(), given), "terraform", {})).toEqual({ directory: given, providers: [AWS] });
  });
});

describe("a plugin mirror that is looked for", () => {
  it("is none when there is none", async () => {
    const folder = await temporaryFolder();
    expect(
      await findPluginMirror(null, "terraform", { HOME: folder, XDG_DATA_DIRS: folder }, [folder, join(folder, "missing")]),
    ).toBeNull();
  });

  it("is never one of the current folder: whoever wrote the files there could bring providers along", async () => {
    const folder = await folderWithMirror("terraform/plugins");
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(
        await findPluginMirror(null, "terraform", { HOME: "/missing", XDG_DATA_HOME: "", XDG_DATA_DIRS: ".:/missing" }, []),
      ).toBeNull();
    } finally {
      process.chdir(before);
    }
  });

  it("is not one with a host's folder but no provider in it", async () => {
    const empty = await folderWithMirror(".terraform.d/plugins", { "registry.terraform.io/hashicorp": "a file" });
    expect(await findPluginMirror(null, "terraform", { HOME: empty }, [])).toBeNull();
  });

  it.each([
    ["the user's plugins", ".terraform.d/plugins", {}],
    ["the user's data", ".local/share/terraform/plugins", {}],
  ])("is found in %s", async (_, path, environment) => {
    const home = await folderWithMirror(path);
    expect(await findPluginMirror(null, "terraform", { HOME: home, ...environment }, [])).toEqual({
      directory: join(home, path),
      providers: [AWS],
    });
  });

  it.each(["XDG_DATA_HOME", "XDG_DATA_DIRS"])("is found below %s", async (name) => {
    const data = await folderWithMirror("terraform/plugins");
    const value = name === "XDG_DATA_DIRS" ? `/missing:${data}` : data;
    expect(await findPluginMirror(null, "terraform", { HOME: "/missing", [name]: value }, [])).toEqual({
      directory: join(data, "terraform/plugins"),
      providers: [AWS],
    });
  });

  it("is found one level below a system folder", async () => {
    const opt = await folderWithMirror("our-plugins", {
      ...UNPACKED,
      "registry.terraform.io/hashicorp/random/terraform-provider-random_3.7.2_linux_amd64.zip": "",
    });
    expect(await findPluginMirror(null, "terraform", { HOME: "/missing" }, [opt])).toEqual({
      directory: join(opt, "our-plugins"),
      providers: [AWS, "registry.terraform.io/hashicorp/random"],
    });
  });
});

describe("a mirror of Terraform's registry", () => {
  it("serves OpenTofu by links to each package, and one that has both needs none", async () => {
    const random = "registry.terraform.io/hashicorp/random/terraform-provider-random_3.7.2_linux_amd64.zip";
    const given = await folderWithMirror("given", { ...UNPACKED, [random]: "zip" });
    const mirror = await findPluginMirror(join(given, "given"), "tofu", {});
    const into = join(given, "links");
    const linked = await mirrorForTofu(mirror ?? { directory: "", providers: [] }, into);
    expect(linked).toEqual({
      directory: into,
      providers: [
        "registry.opentofu.org/hashicorp/aws",
        "registry.opentofu.org/hashicorp/random",
        AWS,
        "registry.terraform.io/hashicorp/random",
      ],
    });
    expect(await readFile(join(into, random.replace("terraform.io", "opentofu.org")), "utf8")).toBe("zip");
    expect((await lstat(join(into, "registry.opentofu.org/hashicorp/aws/5.100.0/linux_amd64"))).isSymbolicLink()).toBe(true);
    expect(await mirrorForTofu(linked, join(given, "more"))).toEqual(linked);
  });

  it("is none for Terraform when it holds only OpenTofu's", async () => {
    const given = await folderWithMirror("", { "registry.opentofu.org/hashicorp/aws/5.100.0/linux_amd64/x": "" });
    await expect(findPluginMirror(given, "terraform", {})).rejects.toThrow("holds no provider below registry.terraform.io/");
    expect(await findPluginMirror(given, "tofu", {})).toEqual({ directory: given, providers: ["registry.opentofu.org/hashicorp/aws"] });
  });
});

describe("a lock file", () => {
  it("is not served when the mirror lacks the version it wants", async () => {
    const mirror = { directory: await folderWithMirror(""), providers: [AWS] };
    expect(await servesLockFile(mirror, lockFile("5.99.0"))).toBe(false);
    expect(await servesLockFile(mirror, lockFile("5.100"))).toBe(false);
    expect(await servesLockFile(mirror, lockFile("5.99.0").replaceAll("\n", "\r\n"))).toBe(false);
  });

  it("is served by that version, unpacked or packed, and by any when it names none of the mirror's providers", async () => {
    const packed = await folderWithMirror("", { [`${AWS}/terraform-provider-aws_5.100.0_linux_amd64.zip`]: "" });
    for (const directory of [await folderWithMirror(""), packed]) {
      const mirror = { directory, providers: [AWS] };
      expect(await servesLockFile(mirror, lockFile("5.100.0"))).toBe(true);
      expect(await servesLockFile(mirror, lockFile("1.0.0", "registry.terraform.io/acme/other"))).toBe(true);
      expect(await servesLockFile(mirror, "")).toBe(true);
    }
  });
});

describe("the CLI configuration", () => {
  /** What `terraform init` says with a mirror that holds thing 1.2.3 only, in a folder with an odd name. */
  async function initWith(version: string) {
    const odd = 'a "b" ${c} ü';
    const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
    const folder = await folderWithMirror(odd, {
      [`registry.terraform.io/acme/thing/1.2.3/${platform}/terraform-provider-thing_v1.2.3`]: "",
    });
    await writeFiles(folder, {
      "code/main.tf": `terraform {\n  required_providers {\n    thing = { source = "acme/thing", version = "${version}" }\n  }\n}\n`,
    });
    const file = join(folder, "terraform.rc");
    await writeCliConfiguration(file, { directory: join(folder, odd), providers: ["registry.terraform.io/acme/thing"] });
    const env = { PATH: process.env.PATH, HOME: folder, TF_CLI_CONFIG_FILE: file };
    const { status, stdout, stderr } = spawnSync("terraform", ["init", "-no-color", "-input=false"], {
      cwd: join(folder, "code"),
      env,
      encoding: "utf8",
    });
    return { status, said: `${stdout}${stderr}`, mode: await modeOf(file) };
  }

  it("lets terraform install what the mirror lacks from nowhere else", async () => {
    const { status, said } = await initWith("9.9.9");
    expect(status).toBe(1);
    expect(said).toMatch(/no\s+available\s+releases\s+match\s+the\s+given\s+constraints\s+9\.9\.9/);
  });

  it("lets terraform install from the mirror, whatever its folder is called, and is readable by us alone", async () => {
    const { status, said, mode } = await initWith("1.2.3");
    expect(said).toContain("Installed acme/thing v1.2.3");
    expect(said).not.toContain("Error");
    expect({ status, mode }).toEqual({ status: 0, mode: "0600" });
  });

  it("of the user is taken from TF_CLI_CONFIG_FILE, else from the home folder", async () => {
    const home = await temporaryFolder();
    await writeFiles(home, { ".terraformrc": "", "own.rc": "" });
    expect(await userCliConfiguration("terraform", { HOME: home, TF_CLI_CONFIG_FILE: join(home, "own.rc") })).toBe(join(home, "own.rc"));
    expect(await userCliConfiguration("terraform", { HOME: home })).toBe(join(home, ".terraformrc"));
    expect(await userCliConfiguration("terraform", { HOME: home, TF_CLI_CONFIG_FILE: relative(process.cwd(), join(home, "own.rc")) })).toBe(
      join(home, "own.rc"),
    );
  });

  it("of the user is none when TF_CLI_CONFIG_FILE points at nothing", async () => {
    const home = await temporaryFolder();
    expect(await userCliConfiguration("terraform", { HOME: home, TF_CLI_CONFIG_FILE: join(home, "missing.rc") })).toBeNull();
    expect(await userCliConfiguration("terraform", { HOME: home, TF_CLI_CONFIG_FILE: home })).toBeNull();
    expect(await userCliConfiguration("terraform", { HOME: home, TF_CLI_CONFIG_FILE: "" })).toBeNull();
  });
});
