import { ACTION, VERSION } from "../../version.ts";
import type { Files } from "./files.ts";

export const COMMIT_FORM = "a commit of the action: 40 hexadecimal digits in lower case";

export function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/**
 * Files whose workflows name the action by a commit in place of its tag, with the version beside it, where Dependabot finds it.
 * @param commit null: they stay as they are.
 */
export function pinned(files: Files, commit: string | null): Files {
  if (commit === null) return files;
  const [action = ""] = ACTION.split("@");
  const uses = new RegExp(`(?<=\\buses: )${action}@\\S+$`, "gm");
  return new Map(
    [...files].map(([path, text]) => [
      path,
      path.startsWith(".github/workflows/") ? text.replace(uses, `${action}@${commit} # v${VERSION}`) : text,
    ]),
  );
}
