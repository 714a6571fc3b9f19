import { readFile } from "node:fs/promises";
import { ConfigurationError } from "../domain/model/errors.ts";
import type { Options } from "./options.ts";

/** A token's length and letters, of every kind that GitHub gives. */
const TOKEN = /^[\w.-]{20,1000}$/;

/**
 * The token of `--token-file`, else of GITHUB_TOKEN, else of GH_TOKEN; null: there is none. Never an argument: everybody on the machine can read those.
 * @throws ConfigurationError without the token.
 */
export async function gitHubToken(
  { "token-file": file }: Pick<Options, "token-file">,
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  if (file !== undefined) {
    const text = await readFile(file, "utf8").catch((error: unknown) => {
      throw new ConfigurationError(`--token-file: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "error"})`);
    });
    return checked("--token-file", text);
  }
  for (const name of ["GITHUB_TOKEN", "GH_TOKEN"]) {
    const text = environment[name] ?? "";
    if (text.trim() !== "") return checked(name, text);
  }
  return null;
}

function checked(where: string, text: string): string {
  const token = text.trim();
  if (!TOKEN.test(token)) throw new ConfigurationError(`${where}: expected one token of GitHub and nothing else`);
  return token;
}
