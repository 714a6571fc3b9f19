import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Gives `use` a new folder in `parent` (made where it is missing) that only we can read and that is gone afterwards. */
export async function inOwnFolder<Answer>(parent: string, use: (folder: string) => Promise<Answer>): Promise<Answer> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(parent, "own-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes files, by path below a folder, that only we can read. */
export async function writeBelow(directory: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(directory, path)), { recursive: true, mode: 0o700 });
    await writeFile(join(directory, path), bytes, { mode: 0o600 });
  }
}
