import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { join, posix } from "node:path";
import { ConfigurationError } from "../../domain/model/errors.ts";
import type { SourceEntry } from "../../domain/model/source-tree.ts";
import type { SourceTree } from "../../ports/source.ts";

const LEFT_OUT = new Set([".git", ".terraform", "node_modules", ".tf-orchestrator"]);

/** A process may have so many files open at once, often a thousand. */
const OPEN_AT_ONCE = 100;

/** The files of a folder as they are now, for the command line and for a controller that is checked out. Symlinks are listed, never followed. */
export function openWorkTree(root: string): SourceTree {
  return {
    list: async () => (await walk(root)).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    read: async (paths) => {
      const real = await realpath(root).catch(() => root);
      const contents = new Map<string, Uint8Array>();
      for (let next = 0; next < paths.length; next += OPEN_AT_ONCE) {
        const some = paths.slice(next, next + OPEN_AT_ONCE);
        const read = await Promise.all(some.map(async (path) => [path, await readInside(root, real, path)] as const));
        for (const [path, bytes] of read) contents.set(path, bytes);
      }
      return contents;
    },
  };
}

async function walk(root: string): Promise<SourceEntry[]> {
  const entries: SourceEntry[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const found of await readFolder(join(root, folder))) {
      const path = folder === "" ? found.name : `${folder}/${found.name}`;
      if (LEFT_OUT.has(found.name)) continue;
      if (found.isDirectory()) folders.push(path);
      else if (found.isSymbolicLink()) entries.push({ path, mode: "120000", sizeBytes: 0 });
      else if (found.isFile()) entries.push({ path, mode: "100644", sizeBytes: await sizeOf(root, path) });
    }
  }
  return entries;
}

async function readFolder(directory: string) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    throw new ConfigurationError(`${directory}: cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}), expected a folder`);
  }
}

async function sizeOf(root: string, path: string): Promise<number> {
  try {
    return (await lstat(join(root, path))).size;
  } catch (error) {
    throw new ConfigurationError(
      `${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}), expected a file with a name in UTF-8`,
    );
  }
}

/** Only what `list` names: no way out of the root, not through `..` and not through a folder that is a symlink. */
async function readInside(root: string, real: string, path: string): Promise<Uint8Array> {
  const file = join(root, path);
  if (!isListed(path) || !(await isRegular(file, join(real, path)))) throw new ConfigurationError(`${path}: not a regular file of ${root}`);
  return await readFile(file);
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
async function isRegular(file: string, real: string): Promise<boolean> {
  try {
    return (await lstat(file)).isFile() && (await realpath(file)) === real;
  } catch {
    return false;
  }
}
