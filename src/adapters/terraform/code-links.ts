// As in workspace.ts: in this thread a link takes microseconds.
import { linkSync, mkdirSync, mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFiles } from "./workspace.ts";

/** Code and its documentation are only read. Beside itself code may write anything else, and no workspace may find there what another one wrote. */
const ONLY_READ = /\.(?:(?:tf|tofu)(?:\.json)?|md)$/;

/** Only `terraform test` reads them; a folder for each module's would be a third of what a workspace is made of. */
const OF_TESTS = /\.(?:tftest|tofutest|tfmock)\.(?:hcl|json)$/;

/**
 * Puts the controller's code, without its tests, into the workspaces of a run: files that are only read as links to one copy, since making and
 * removing a few dozen files for each deployment takes longer than all else that we do for it.
 * @param code Path → contents.
 * @returns To be called with the folder of each fresh workspace.
 */
export function openCodeLinks(runDirectory: string, code: ReadonlyMap<string, Uint8Array>): (directory: string) => void {
  const needed = [...code].filter(([path]) => !OF_TESTS.test(path));
  const linked = needed.filter(([path]) => ONLY_READ.test(path));
  const written = needed.filter(([path]) => !ONLY_READ.test(path));
  const folders = new Set(linked.map(([path]) => dirname(path)).filter((folder) => folder !== "."));
  let copy: string | null = null;
  return (directory) => {
    if (copy === null) {
      copy = mkdtempSync(join(runDirectory, "code-"));
      writeFiles(copy, linked, 0o400);
    }
    // The copy has been written, so no path leaves it; to join them again for each workspace would take longer than the links.
    for (const folder of folders) mkdirSync(`${directory}/${folder}`, { recursive: true, mode: 0o700 });
    for (const [path, content] of linked) {
      if (!isLinked(`${copy}/${path}`, `${directory}/${path}`)) writeFiles(directory, [[path, content]]);
    }
    writeFiles(directory, written);
  };
}

/** Some file systems know no links, and a file has at most so many (65,000 on ext4). */
function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (["EMLINK", "EPERM", "ENOTSUP", "EOPNOTSUPP"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}
