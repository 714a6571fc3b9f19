import { describe, expect, it } from "@jest/globals";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { prepareProviders, type ProviderSettings } from "../../../src/adapters/terraform/providers.ts";
import { bytesOf, readFiles, writeFiles } from "../../helpers/files.ts";
import { writeProgram } from "../../helpers/program.ts";
import { quietLog } from "../../helpers/quiet-log.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();
const RANDOM = "registry.terraform.io/hashicorp/random";
const LOCK_FILE = `provider "${RANDOM}" {\n  version = "3.7.2"\n}\n`;

/** A terraform that installs one provider into the plugin cache and tells how it was called. */
const INSTALLING = `
  const fs = require("node:fs");
  const { env, argv } = process;
  fs.writeFileSync(env.HOME + "/called.json", JSON.stringify({ args: argv.slice(2), rc: fs.readFileSync(env.TF_CLI_CONFIG_FILE, "utf8"), files: fs.readdirSync(".", { recursive: true }).sort() }));
  fs.mkdirSync(env.TF_PLUGIN_CACHE_DIR + "/${RANDOM}/3.7.2/linux_amd64", { recursive: true });
`;

async function setting(changes: Partial<ProviderSettings> = {}, script = INSTALLING): Promise<ProviderSettings & { home: string }> {
  const home = await temporaryFolder();
  const runDirectory = join(home, "run");
  await mkdir(runDirectory);
  return {
    home,
    runDirectory,
    pluginMirror: null,
    tool: "terraform",
    program: await writeProgram(home, "terraform", script),
    env: { HOME: home },
    environment: { HOME: home },
    code: bytesOf({ "main.tf": "", "modules/s3/main.tf": "", ".terraform.lock.hcl": LOCK_FILE, "docs/readme.md": "" }),
    log: quietLog(),
    signal: new AbortController().signal,
    systemFolders: [],
    ...changes,
  };
}

const wasCalled = async (home: string) =>
  await readFile(join(home, "called.json"), "utf8").then(
    () => true,
    () => false,
  );

/** What a run that needs them has. */
async function prepared(settings: ProviderSettings) {
  const { cliConfiguration, ready } = await prepareProviders(settings);
  return { cliConfiguration, mirrored: await ready() };
}

describe("the providers of a run", () => {
  it("cannot be had when terraform fails to fetch them, and its words are told", async () => {
    const settings = await setting({}, 'console.error("registry is down"); process.exit(1);');
    await expect(prepared(settings)).rejects.toThrow("terraform init (providers): registry is down");
  });

  it("are not fetched for a run that plans nothing", async () => {
    const settings = await setting();
    await prepareProviders(settings);
    expect(await wasCalled(settings.home)).toBe(false);
  });

  it("come through the user's own CLI configuration where there is one: it knows of credentials and mirrors", async () => {
    const settings = await setting();
    await writeFiles(settings.home, { ".terraformrc": "", [`.terraform.d/plugins/${RANDOM}/3.7.2/linux_amd64/x`]: "" });
    expect(await prepared(settings)).toEqual({ cliConfiguration: join(settings.home, ".terraformrc"), mirrored: new Set() });
    expect(await wasCalled(settings.home)).toBe(false);
  });

  it("come from a given mirror even then", async () => {
    const mirror = await temporaryFolder();
    await writeFiles(mirror, { [`${RANDOM}/3.7.2/linux_amd64/x`]: "" });
    const settings = await setting({ pluginMirror: mirror });
    await writeFiles(settings.home, { ".terraformrc": "" });
    const { cliConfiguration: file, mirrored } = await prepared(settings);
    expect(mirrored).toEqual(new Set([RANDOM]));
    expect(file).toBe(join(settings.runDirectory, "terraform.rc"));
    expect(await readFile(file, "utf8")).toContain(`path    = "${mirror}"`);
  });

  it("come from a found mirror without a call of terraform, also when TF_CLI_CONFIG_FILE points at a missing file", async () => {
    const settings = await setting();
    await writeFiles(settings.home, { [`.terraform.d/plugins/${RANDOM}/3.7.2/linux_amd64/x`]: "" });
    const { cliConfiguration: file, mirrored } = await prepared({
      ...settings,
      environment: { HOME: settings.home, TF_CLI_CONFIG_FILE: "/missing/terraform.rc" },
    });
    expect(mirrored).toEqual(new Set([RANDOM]));
    expect(await readFile(file, "utf8")).toBe(`disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = "${settings.home}/.terraform.d/plugins"
    include = ["${RANDOM}"]
  }
  direct {
    exclude = ["${RANDOM}"]
  }
}
`);
    expect(await wasCalled(settings.home)).toBe(false);
  });

  it("are fetched once when the found mirror lacks the version that the lock file wants", async () => {
    const settings = await setting();
    await writeFiles(settings.home, { [`.terraform.d/plugins/${RANDOM}/3.0.0/linux_amd64/x`]: "" });
    const { cliConfiguration: file, mirrored } = await prepared(settings);
    expect(mirrored).toEqual(new Set([RANDOM]));
    expect(await readFile(file, "utf8")).toContain(`path    = "${settings.runDirectory}/providers"\n    include = ["${RANDOM}"]`);
    expect(JSON.parse(await readFile(join(settings.home, "called.json"), "utf8"))).toEqual({
      args: ["init", "-backend=false", "-input=false", "-no-color"],
      rc: "disable_checkpoint = true\n",
      files: [".terraform.lock.hcl", "main.tf", "modules", "modules/s3", "modules/s3/main.tf"],
    });
  });

  it("may be none: code with built-in resources needs no mirror", async () => {
    const settings = await setting({}, "");
    const { cliConfiguration: file, mirrored } = await prepared(settings);
    expect(await readFile(file, "utf8")).toBe("disable_checkpoint = true\n");
    expect(mirrored).toEqual(new Set());
    expect(Object.keys(await readFiles(settings.runDirectory))).toContain("terraform.rc");
  });
});
