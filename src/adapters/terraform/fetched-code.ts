import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ToolError } from "../../domain/model/errors.ts";
import { lockedProviders, PROVIDER_LOCK_FILE } from "../../domain/controller/provider-lock.ts";
import { isCodeFile } from "../../domain/controller/terraform-code.ts";
import { ownValue, parsedJson } from "../../domain/text/json-values.ts";
import type { FetchedCode } from "../../ports/terraform.ts";
import type { Workspace } from "./workspace.ts";

/** What `init` left in a workspace: the code of fetched modules, and the providers. @throws ToolError when its list of modules cannot be read. */
export function fetchedCode({ directory, dataDirectory }: Workspace): FetchedCode {
  const lockFile = join(directory, PROVIDER_LOCK_FILE);
  const providers = existsSync(lockFile) ? lockedProviders(readFileSync(lockFile, "utf8")).map(({ provider }) => provider) : [];
  const modules = new Map<string, Uint8Array>();
  for (const folder of fetchedFolders(join(dataDirectory, "modules/modules.json"))) {
    for (const name of readdirSync(resolve(directory, folder)).filter(isCodeFile)) {
      modules.set(`${folder}/${name}`, readFileSync(resolve(directory, folder, name)));
    }
  }
  return { modules, providers };
}

/** Folders of modules that were fetched, as terraform writes them: relative to the workspace. The controller's own are written there by us. */
function fetchedFolders(list: string): string[] {
  if (!existsSync(list)) return [];
  const modules = ownValue(parsedJson(readFileSync(list, "utf8")), "Modules");
  const folders = Array.isArray(modules) ? modules.map((module: unknown) => ownValue(module, "Dir")) : null;
  if (!folders?.every((folder) => typeof folder === "string"))
    throw new ToolError("terraform init", null, "its list of modules (modules.json) cannot be read, so nobody knows what a plan would run");
  return [...new Set(folders)].filter((folder) => folder !== "." && folder !== "" && !folder.startsWith("modules/"));
}
