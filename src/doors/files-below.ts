import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Writes text files below a folder, which it makes. @returns `path`: of a file below it. */
export function filesBelow(folder: string): (path: string, text: string) => Promise<void> {
  return async (path, text) => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
}
