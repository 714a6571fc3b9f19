import { ConfigurationError } from "../model/errors.ts";
import { hclBody } from "../text/hcl-blocks.ts";
import type { Files } from "./files.ts";

/** The files of a root module that name its services' modules. */
export const ROOT_FILES = ["main.tf", "variables.tf", "outputs.tf"] as const;

/** A top-level block with the comment above it, or the text between two of them. */
interface Part {
  /** `module.s3`, `variable.s3_buckets`; null: text. */
  name: string | null;
  text: string;
}

/**
 * The root module with the modules of these services alone. Outputs of the others go, and variables that only one of those uses.
 */
export function rootWith(files: Files, services: readonly string[]): Files {
  const modules = partsOf(files.get("main.tf") ?? "");
  const isDropped = ({ name }: Part): boolean => name?.startsWith("module.") === true && !services.includes(name.slice("module.".length));
  const dropped = modules.filter(isDropped);
  // What several modules use is there for the next of them, too.
  const users = modules.flatMap(({ text }) => [...new Set(variablesIn(text))]);
  const onlyThere = new Set(
    dropped.flatMap(({ text }) => variablesIn(text)).filter((name) => users.filter((used) => used === name).length === 1),
  );
  const names = dropped.map(({ name }) => name ?? "");
  const wanted = (part: Part): boolean =>
    !isDropped(part) &&
    !(part.name?.startsWith("variable.") === true && onlyThere.has(part.name.slice("variable.".length))) &&
    !(part.name?.startsWith("output.") === true && names.some((name) => part.text.includes(`${name}.`)));
  return new Map(
    ROOT_FILES.map((file) => [
      file,
      partsOf(files.get(file) ?? "")
        .filter(wanted)
        .map(({ text }) => text)
        .join("")
        .replace(/\n{3,}/g, "\n\n")
        .replace(/\n*$/, "\n"),
    ]),
  );
}

/** What belongs to one service alone in each of the root's files: its call, its variables, its outputs. Empty where it has nothing there. */
export function partsOfService(files: Files, service: string): Files {
  const without = rootWith(
    files,
    servicesIn(files).filter((name) => name !== service),
  );
  return new Map(
    ROOT_FILES.map((file) => {
      const rest = new Set(partsOf(without.get(file) ?? "").map(({ name }) => name));
      return [
        file,
        partsOf(files.get(file) ?? "")
          .filter(({ name }) => name !== null && !rest.has(name))
          .map(({ text }) => text)
          .join("\n"),
      ];
    }),
  );
}

/** Services in the order of main.tf. */
export function servicesIn(files: Files): string[] {
  return partsOf(files.get("main.tf") ?? "").flatMap(({ name }) =>
    name?.startsWith("module.") === true ? [name.slice("module.".length)] : [],
  );
}

/** @throws ConfigurationError for text that is not Terraform code. */
function partsOf(text: string): Part[] {
  const body = hclBody(text);
  if (body === null) throw new ConfigurationError("the root module cannot be read as Terraform code: terraform validate says where");
  const parts: Part[] = [];
  let end = 0;
  for (const { type, labels, at, end: brace } of body.blocks) {
    const before = text.slice(end, at);
    const [comment = ""] = /(?:(?<![^\n])#[^\n]*\n)*$/.exec(before) ?? [];
    const start = at - comment.length;
    if (start > end) parts.push({ name: null, text: text.slice(end, start) });
    end = text.startsWith("\n", brace) ? brace + 1 : brace;
    parts.push({ name: [type, ...labels.slice(0, 1)].join("."), text: text.slice(start, end) });
  }
  if (end < text.length) parts.push({ name: null, text: text.slice(end) });
  return parts;
}

function variablesIn(text: string): string[] {
  return [...text.matchAll(/\bvar\.([a-z0-9_]+)/g)].map(([, name = ""]) => name);
}
