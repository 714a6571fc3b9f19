/** Text by path, with `/` between folders. */
export type Files = ReadonlyMap<string, string>;

/** The files below a folder, by their path in it. */
export function below(files: Files, folder: string): Files {
  return new Map(
    [...files].flatMap(([path, text]) => (path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), text] as const] : [])),
  );
}

export function within(folder: string, files: Files): Files {
  return new Map([...files].map(([path, text]) => [`${folder}/${path}`, text]));
}

export function joined(...parts: readonly Files[]): Files {
  return new Map(parts.flatMap((part) => [...part]));
}
