import { createHash, randomUUID } from "node:crypto";
import { readFileSync, type Dirent } from "node:fs";
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
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
        if (etag !== null && (await get(key))?.etag !== etag) return "changed";
        await rm(fileOf(key), { force: true });
        return "removed";
      }),
    list: async (prefix, { without = [], namesOnly = false } = {}) => {
      const start = prefix.slice(0, prefix.lastIndexOf("/") + 1);
      const entries: StoredEntry[] = [];
      // A list that grows is walked to its end.
      const folders = [start];
      for (const folder of folders) {
        const keys: string[] = [];
        for (const found of await namesIn(folder === "" ? root : fileOf(folder.slice(0, -1)))) {
          const key = `${folder}${found.name}`;
          if (found.isDirectory() && !without.includes(key) && mayLeadTo(`${key}/`, prefix)) folders.push(`${key}/`);
          if (found.isFile() && key.startsWith(prefix) && !found.name.startsWith(PART_PREFIX)) keys.push(key);
        }
        for (let at = 0; at < keys.length; at += STATS_AT_ONCE) {
          const some = keys.slice(at, at + STATS_AT_ONCE);
          const there = await Promise.all(some.map(async (key) => (namesOnly ? NOT_ASKED : await sizeAndTime(join(root, key)))));
          for (const [index, key] of some.entries()) {
            const found = there[index] ?? null;
            if (found !== null) entries.push({ key, ...found });
          }
        }
      }
      return entries.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    readEach: async (keys, visit) => {
      // A promise for each file costs more than the file.
      for (let at = 0; at < keys.length; at += READ_WITHOUT_A_PAUSE) {
        for (const key of keys.slice(at, at + READ_WITHOUT_A_PAUSE)) {
          const text = textNow(fileOf(key));
          if (text !== null) visit(key, text);
        }
        await nextTurn();
      }
    },
  };
}

const STATS_AT_ONCE = 64;
const READ_WITHOUT_A_PAUSE = 250;
const NOT_ASKED = { sizeBytes: 0, modifiedAt: new Date(0) };

function mayLeadTo(folder: string, prefix: string): boolean {
  return folder.startsWith(prefix) || prefix.startsWith(folder);
}

async function namesIn(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** null: it is gone. */
async function sizeAndTime(file: string): Promise<{ sizeBytes: number; modifiedAt: Date } | null> {
  const there = await stat(file).catch(() => null);
  return there === null ? null : { sizeBytes: there.size, modifiedAt: there.mtime };
}

/** null: it is gone. */
function textNow(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
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
