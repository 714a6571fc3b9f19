import { lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, posix } from "node:path";
import { ConfigurationError } from "../../domain/model/errors.ts";
import type { SourceEntry } from "../../domain/model/source-tree.ts";
import type { SourceTree } from "../../ports/source.ts";

const LEFT_OUT = new Set([".git", ".terraform", "node_modules", ".tf-orchestrator"]);

/**
 * The files of a folder as they are now, for the command line and for a controller that is checked out. Symlinks are listed, never followed.
 *
 * Everything is done at once: for thousands of files of some hundred bytes, handing each call to another thread takes several times what the calls take.
 */
export function openWorkTree(root: string): SourceTree {
  return {
    list: async () => await Promise.resolve().then(() => walk(root).toSorted((a, b) => (a.path < b.path ? -1 : 1))),
    read: async (paths) =>
      await Promise.resolve().then(() => {
        const real = realOf(root);
        return new Map(paths.map((path) => [path, readInside(root, real, path)]));
      }),
  };
}

function walk(root: string): SourceEntry[] {
  const entries: SourceEntry[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const found of readFolder(join(root, folder))) {
      const path = folder === "" ? found.name : `${folder}/${found.name}`;
      if (LEFT_OUT.has(found.name)) continue;
      if (found.isDirectory()) folders.push(path);
      else if (found.isSymbolicLink()) entries.push({ path, mode: "120000", sizeBytes: 0 });
      else if (found.isFile()) entries.push({ path, mode: "100644", sizeBytes: sizeOf(root, path) });
    }
  }
  return entries;
}

function readFolder(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    throw new ConfigurationError(`${directory}: cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}), expected a folder`);
  }
}

function sizeOf(root: string, path: string): number {
  try {
    return lstatSync(join(root, path)).size;
  } catch (error) {
    throw new ConfigurationError(
      `${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}), expected a file with a name in UTF-8`,
    );
  }
}

/** Only what `list` names: no way out of the root, not through `..` and not through a folder that is a symlink. */
function readInside(root: string, real: string, path: string): Uint8Array {
  const file = join(root, path);
  if (!isListed(path) || !isRegular(file, join(real, path))) throw new ConfigurationError(`${path}: not a regular file of ${root}`);
  return readFileSync(file);
}

/** Where the root is when every link on the way to it is followed. */
function realOf(root: string): string {
  try {
    return realpathSync.native(root);
  } catch {
    return root;
  }
}

function isListed(path: string): boolean {
  const segments = path.split("/");
  return (
    path === posix.normalize(path) &&
    !path.startsWith("/") &&
    !path.includes("\0") &&
    segments[0] !== ".." &&
    !segments.some((segment) => LEFT_OUT.has(segment))
  );
}

/** @param real Where it is when nothing on the way to it is a link. */
function isRegular(file: string, real: string): boolean {
  try {
    return lstatSync(file).isFile() && realpathSync.native(file) === real;
  } catch {
    return false;
  }
}
