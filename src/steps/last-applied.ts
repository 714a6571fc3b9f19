import type { Deployment } from "../domain/model/deployment.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { format } from "../domain/model/finding.ts";
import type { DeploymentFiles } from "../domain/model/source-tree.ts";
import type { Tfvars } from "../domain/model/tfvars.ts";
import type { AuditRecord } from "../domain/state/audit-record.ts";
import type { ParseTfvars, SourceTree } from "../ports/source.ts";
import { loadChange, type Change, type Controller } from "./change.ts";

/** What was applied last, as a change of that one deployment. */
export interface LastApplied {
  change: Change;
  deployment: Deployment;
  files: DeploymentFiles;
  tfvars: Tfvars;
}

/**
 * Reads what was applied last as the controller reads a change today, under the key that the state has now.
 * @param good `lastGood` of the deployment.
 * @param now Its id, state key and account.
 * @throws ConfigurationError when the controller takes it for no deployment of that account any more.
 */
export async function lastApplied(
  good: AuditRecord,
  now: Pick<Deployment, "id" | "stateKey" | "account">,
  controller: Controller,
  template: string,
  parse: ParseTfvars,
): Promise<LastApplied> {
  const change = await loadChange(treeOf(good.inputs), controller, parse, {
    changed: null,
    stateKeyTemplate: template,
    repository: null,
    controllerRepository: null,
    oneEnvironment: false,
  });
  const { file } = good.deployment;
  const found = change.deployments.find((deployment) => deployment.file === file);
  const files = found === undefined ? undefined : change.files.get(found.id);
  const tfvars = change.tfvars.get(file);
  if (found === undefined || files === undefined || tfvars === undefined) {
    const why = change.findings.filter(({ level }) => level === "deny").map(format);
    throw new ConfigurationError(
      `what was applied last is no deployment any more: ${why.length === 0 ? `${file} says none` : why.join("; ")}`,
    );
  }
  if (found.account.id !== now.account.id)
    throw new ConfigurationError(`what was applied last names account ${found.account.name}, but its state is of ${now.account.name}`);
  const deployment = { ...found, id: now.id, stateKey: now.stateKey };
  const goldenTemplates = new Map([[deployment.id, change.goldenTemplates.get(found.id) ?? []]]);
  return {
    change: { ...change, deployments: [deployment], files: new Map([[deployment.id, files]]), goldenTemplates },
    deployment,
    files,
    tfvars,
  };
}

function treeOf(inputs: Readonly<Record<string, string>>): SourceTree {
  const contents = new Map(Object.entries(inputs).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  return {
    list: async () =>
      await Promise.resolve(
        [...contents]
          .map(([path, bytes]) => ({ path, mode: "100644" as const, sizeBytes: bytes.length }))
          .sort((a, b) => (a.path < b.path ? -1 : 1)),
      ),
    read: async (paths) =>
      await Promise.resolve(
        new Map(
          paths.map((path) => {
            const bytes = contents.get(path);
            if (bytes === undefined) throw new Error(`the audit record of the last apply holds no ${path}`);
            return [path, bytes];
          }),
        ),
      ),
  };
}
