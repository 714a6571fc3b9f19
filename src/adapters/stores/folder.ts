import { createHash, randomUUID } from "node:crypto";
import type { Dirent } from "node:fs";
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { StateStore, StoredEntry } from "../../ports/state-store.ts";

const PART_PREFIX = ".part-";

/**
 * Keeps objects as files below a folder, under the same keys as S3 would. The ETag is a hash of the contents. Conditions hold among
 * the callers of one store object: a folder has no conditional write for several processes.
 */
export function openFolderStore(directory: string): StateStore {
  const root = resolve(directory);
  const oneByOne = queue();
  const fileOf = (key: string): string => {
    const names = key.split("/");
    if (names.some((name) => name === "" || name === "." || name === "..") || key.includes("\0"))
      throw new Error(`key leaves the store: ${key}`);
    return join(root, ...names);
  };
  const get = async (key: string) => {
    const file = fileOf(key);
    try {
      const body = await readFile(file);
      return { body, etag: etagOf(body), modifiedAt: (await stat(file)).mtime };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };
  return {
    name: `file:${directory}`,
    get,
    create: async (key, body) => {
      const file = fileOf(key);
      const part = await writePart(file, body);
      try {
        // A link fails where the name is taken, and it makes the whole file appear at once.
        await link(part, file);
        return "created";
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return "exists";
        throw error;
      } finally {
        await rm(part, { force: true });
      }
    },
    replace: async (key, body, etag) =>
      await oneByOne(async () => {
        if ((await get(key))?.etag !== etag) return "changed";
        const file = fileOf(key);
        await rename(await writePart(file, body), file);
        return "replaced";
      }),
    remove: async (key, etag) =>
      await oneByOne(async () => {
        if ((await get(key))?.etag !== etag) return "changed";
        await rm(fileOf(key));
        return "removed";
      }),
    list: async (prefix, { without = [] } = {}) => {
      const entries: StoredEntry[] = [];
      // Only the folders that the prefix may lie in: a run that lists a little for each of a thousand states must not read all of them each time.
      const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
      const read = async (under: string): Promise<void> => {
        for (const found of await listed(under === "" ? root : fileOf(under.slice(0, -1)))) {
          const key = `${under}${found.name}`;
          if (found.isDirectory() && !without.includes(key) && mayHold(`${key}/`, prefix)) await read(`${key}/`);
          if (!found.isFile() || found.name.startsWith(PART_PREFIX) || !key.startsWith(prefix)) continue;
          const there = await stat(join(root, key)).catch(() => null);
          if (there !== null) entries.push({ key, sizeBytes: there.size, modifiedAt: there.mtime });
        }
      };
      await read(folder);
      return entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    },
  };
}

async function listed(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Whether a folder holds keys with a prefix, or lies on the way to them. */
function mayHold(folder: string, prefix: string): boolean {
  return folder.startsWith(prefix) || prefix.startsWith(folder);
}

/** Runs what it is given one after the other. */
function queue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return async (task) => {
    const mine = last.then(task, task);
    last = mine.catch(() => undefined);
    return await mine;
  };
}

async function writePart(file: string, body: Uint8Array): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const part = join(dirname(file), `${PART_PREFIX}${randomUUID()}-${basename(file)}`.slice(0, 200));
  const handle = await open(part, "wx", 0o600);
  try {
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return part;
}

function etagOf(body: Uint8Array): string {
  return `"${createHash("sha256").update(body).digest("hex")}"`;
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}
