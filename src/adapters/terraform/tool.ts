import { accessSync, constants, statSync } from "node:fs";
import { arch, platform } from "node:os";
import { delimiter, join } from "node:path";
import { ConfigurationError, ToolError } from "../../domain/model/errors.ts";
import { LEAST_VERSIONS, TOOL_NAMES, toolLabel, type Tool, type ToolName } from "../../domain/model/tool.ts";
import { ownValue, parsedJson } from "../../domain/text/json-values.ts";
import { runProcess } from "../process.ts";

const VERSION_TIMEOUT_MS = 60_000;

/**
 * The tool that PATH has, terraform first.
 * @param settingPrefix What stands before a setting's name in messages.
 * @throws ConfigurationError when it has none.
 */
export function toolOnPath(path: string | undefined, settingPrefix = ""): ToolName {
  const found = findToolOnPath(path);
  if (found !== null) return found;
  throw new ConfigurationError(
    `terraform: not found on PATH, expected ${LEAST_VERSIONS.terraform} or newer, or tofu ${LEAST_VERSIONS.tofu} or newer. Install one, or name the version to fetch in ${settingPrefix}terraform-version or ${settingPrefix}tofu-version.`,
  );
}

/** What PATH has, Terraform first. */
export function findToolOnPath(path: string | undefined): ToolName | null {
  const folders = (path ?? "").split(delimiter).filter((folder) => folder !== "");
  return TOOL_NAMES.find((name) => folders.some((folder) => isProgram(join(folder, name)))) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Asks a program for its version. @throws ConfigurationError when it is missing, or too old for locks in S3. */
export async function askVersion(name: ToolName, program: string, env: Record<string, string>, settingPrefix = ""): Promise<Tool> {
  const least = LEAST_VERSIONS[name];
  const ran = await runProcess(program, ["version", "-json"], { cwd: "/", env, timeoutMs: VERSION_TIMEOUT_MS }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new ConfigurationError(
        `${name}: not found on PATH, expected ${least} or newer. Install it, or name the version to fetch in ${settingPrefix}${name}-version.`,
      );
    }
    throw error;
  });
  // OpenTofu writes its own version under this name, too.
  const version = ownValue(parsedJson(ran.stdout.toString()), "terraform_version");
  if (ran.exitCode !== 0 || typeof version !== "string")
    throw new ToolError(`${name} version`, ran.exitCode, `it does not tell its version: ${ran.stderr.toString().trim().slice(0, 500)}`);
  if (isOlder(version, least)) {
    throw new ConfigurationError(
      `${name}: got ${version}, expected ${toolLabel(name)} ${least} or newer (native S3 state locks). Update it, or name the version to fetch in ${settingPrefix}${name}-version.`,
    );
  }
  return { name, version };
}

function isOlder(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

/** This machine as providers name it: `linux_amd64`. */
export function platformName(): string {
  return `${platform()}_${arch() === "x64" ? "amd64" : arch()}`;
}
