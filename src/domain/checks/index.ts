import { isGoldenTemplate } from "../model/deployment.ts";
import type { SourceEntry } from "../model/source-tree.ts";
import type { Finding } from "../model/finding.ts";
import { parseJson, type JsonText } from "../text/json-text.ts";
import { fileFinding } from "../text/source-text.ts";
import { checkArns } from "./arns.ts";
import { documentsOf } from "./documents.ts";
import { readGoldenTemplates } from "./golden-template.ts";
import { checkNames, type NamedDeployment } from "./names.ts";
import { checkChangedPaths } from "./paths.ts";
import { checkPlaceholders, type Placeholders } from "./placeholders.ts";
import { checkPolicyDocument } from "./policy-documents.ts";
import { resolveReferences } from "./references.ts";
import { checkVariableTypes } from "./variable-types.ts";
import type { VariableType } from "../model/variable-type.ts";

export interface SourceCheckInput {
  deployments: readonly NamedDeployment[];
  /** Contents of the referenced JSON and the golden templates beside the tfvars, by path. Other files are passed over. */
  files: ReadonlyMap<string, Uint8Array>;
  /** Everything in the commit. */
  entries: readonly SourceEntry[];
  /** Paths of the changed files. */
  changed: readonly string[];
  /** Account ids that ARNs may name besides the deployment's own. */
  trustedAccounts: readonly string[];
  /** `golden-templates/{service}.json` of the controller, by path. */
  controllerTemplates: ReadonlyMap<string, Uint8Array>;
  /** What the controller's code declares, by the variable's name. */
  variableTypes: ReadonlyMap<string, VariableType>;
  /** Top-level tfvars key → service, beyond the built-in ones. */
  services: ReadonlyMap<string, string>;
  placeholders: Placeholders;
}

/**
 * Every check of the source's files that needs no terraform, all of them at once: names of files, references, JSON, policy documents and
 * their placeholders, ARNs, names, golden templates. Each finding once, even where several deployments share a file.
 */
export function checkSources(input: SourceCheckInput): Finding[] {
  const { deployments, entries, files } = input;
  const paths = new Set(entries.map(({ path }) => path));
  const referenced = [...new Set(deployments.flatMap(({ deployment }) => deployment.references.map(({ file }) => file)))];
  const json = new Map<string, JsonText>();
  const unread: Finding[] = [];
  for (const path of referenced) {
    const bytes = files.get(path);
    if (bytes === undefined)
      unread.push(fileFinding("json-reference", { file: path }, "the file could not be read, expected JSON.", "Run it again."));
    else json.set(path, parseJson(path, bytes));
  }
  const perDeployment = deployments.flatMap(({ deployment, tfvars }) => {
    const documents = documentsOf(deployment, tfvars, json);
    return [
      ...checkVariableTypes(tfvars, input.variableTypes, input.services),
      ...resolveReferences(tfvars, paths).findings,
      ...documents.flatMap(checkPolicyDocument),
      ...documents.flatMap((document) => checkPlaceholders(document, deployment.region, input.placeholders)),
      ...checkArns(deployment, tfvars, documents, input.trustedAccounts),
    ];
  });
  return unique([
    ...checkChangedPaths(entries, [...input.changed, ...referenced]),
    ...unread,
    ...[...json.values()].flatMap(({ findings }) => findings),
    ...perDeployment,
    ...checkNames(deployments, entries),
    ...readGoldenTemplates(
      deployments.map(({ deployment }) => deployment),
      new Map([...files].filter(([path]) => isGoldenTemplate(path))),
      input.controllerTemplates,
    ).findings,
  ]);
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify([finding.rule, finding.location, finding.message]), finding])).values()];
}
