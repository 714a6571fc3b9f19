import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Files } from "../../domain/scaffold/files.ts";

/** What became of a file. */
export interface Written {
  path: string;
  outcome: "written" | "unchanged" | "kept";
  /** What was there, of a file that was kept although it would be another one. */
  found?: string;
}

/** Writes the files that are not there. What is there stays as it is. */
export async function writeNewFiles(directory: string, files: Files): Promise<Written[]> {
  const written: Written[] = [];
  for (const [path, text] of files) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    try {
      await writeFile(file, text, { flag: "wx" });
      written.push({ path, outcome: "written" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const found = await readFile(file, "utf8");
      written.push(found === text ? { path, outcome: "unchanged" } : { path, outcome: "kept", found });
    }
  }
  return written;
}

/** The texts of those files that are there. */
export async function readFiles(directory: string, paths: readonly string[]): Promise<Files> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(join(directory, path), "utf8").catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      });
      return text === null ? [] : [[path, text] as const];
    }),
  );
  return new Map(found.flat());
}

/**
 * Writes files that were read before.
 * @throws Error when one of them is another one by now; nothing of that file is lost.
 */
export async function replaceFiles(directory: string, before: Files, after: Files): Promise<void> {
  const now = await readFiles(directory, [...after.keys()]);
  for (const path of after.keys())
    if (now.get(path) !== before.get(path)) throw new Error(`${join(directory, path)} was changed meanwhile, run it again`);
  for (const [path, text] of after) await writeFile(join(directory, path), text);
}
