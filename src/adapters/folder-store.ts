import { createHash } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import type { StateStore, StoredEntry } from "../ports.ts";

/** Keeps objects as files below a folder, under the same keys as S3 would. The ETag is a hash of the contents. */
export function openFolderStore(root: string): StateStore {
  const fileOf = (key: string): string => {
    const normal = normalize(key);
    if (normal.startsWith("..") || normal.startsWith("/")) throw new Error(`key leaves the store: ${key}`);
    return join(root, normal);
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
    name: `file:${root}`,
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
    replace: async (key, body, etag) => {
      if ((await get(key))?.etag !== etag) return "changed";
      const file = fileOf(key);
      await rename(await writePart(file, body), file);
      return "replaced";
    },
    remove: async (key, etag) => {
      if ((await get(key))?.etag !== etag) return "changed";
      await rm(fileOf(key));
      return "removed";
    },
    list: async (prefix) => {
      const entries: StoredEntry[] = [];
      const names = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      for (const found of names) {
        if (!found.isFile()) continue;
        const file = join(found.parentPath, found.name);
        const key = file.slice(root.length).replace(/^\/+/, "");
        if (!key.startsWith(prefix)) continue;
        const { size, mtime } = await stat(file);
        entries.push({ key, sizeBytes: size, modifiedAt: mtime });
      }
      return entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    },
  };
}

async function writePart(file: string, body: Uint8Array): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}.part`;
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
  return code === "ENOENT" || code === "ENOTDIR";
}
