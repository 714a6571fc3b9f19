import { parsedJson } from "../../text/json-values.ts";
import { isCommon, isWords, secretUnder, tellsAbout, type Secret } from "./common.ts";
import { isSecretName } from "./secret-names.ts";
import { scalarsOf } from "./sensitive-values.ts";

/**
 * What terraform is given in its environment and nobody outside may see: the variables (`TF_VAR_…`) that the code declares sensitive, whatever
 * stands under a secret-like name, and whatever looks like no word, number or name of something.
 * @param passed Only what is handed over on purpose: names → values.
 * @param declared Names of the variables that the code declares sensitive, without `TF_VAR_`.
 */
export function secretsOfEnvironment(passed: Readonly<Record<string, string | undefined>>, declared: ReadonlySet<string>): Secret[] {
  return Object.entries(passed).flatMap(([name, value = ""]) => {
    const variable = name.replace(/^TF_VAR_/, "");
    const parts = new Map([[value, variable], ...scalarsOf(parsedJson(value) ?? quotedIn(value), variable)]);
    const isSecret = declared.has(variable) || isSecretName(variable);
    return [...parts].flatMap(([part, key]) => {
      if (part === "" || (!isSecret && !isSecretName(key) && (isCommon(part) || isWords(part) || tellsAbout(part)))) return [];
      return [secretUnder(key, part)];
    });
  });
}

/** The texts of a list or map in terraform's own syntax. */
function quotedIn(value: string): string[] {
  return /^\s*[[{]/.test(value) ? [...value.matchAll(/"((?:[^"\\]|\\.){1,4096})"/g)].flatMap(([, text]) => text ?? []) : [];
}
