import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const EXAMPLES = join(import.meta.dirname, "../../examples");

/** An example project that is copied under new names. */
export type Template = "KMS/app-keys" | "S3/test-poc-3";

/** The files of `count` projects made from examples, in turns, by path. */
export async function projectFiles(templates: readonly Template[], count: number): Promise<Record<string, string>> {
  const originals = await Promise.all(templates.map(readProject));
  const files = Array.from({ length: count }, (_, index) => {
    const { name, contents } = originals[index % originals.length] ?? { name: "", contents: {} };
    const renamed = `${name}-${String(index + 1).padStart(4, "0")}`;
    return Object.entries(contents).map(([path, text]) => [path.replaceAll(name, renamed), text.replaceAll(name, renamed)] as const);
  });
  return Object.fromEntries(files.flat());
}

async function readProject(template: Template): Promise<{ name: string; contents: Record<string, string> }> {
  const folder = join(EXAMPLES, "source", template);
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => [`${template}/${name}`, await readFile(join(folder, name), "utf8")] as const),
  );
  return { name: template.slice(template.indexOf("/") + 1), contents: Object.fromEntries(files) };
}

export async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, text);
  }
}

/** A copy of the example controller repository. */
export async function copyController(folder: string): Promise<void> {
  await cp(join(EXAMPLES, "controller"), folder, { recursive: true });
}
