import { resolveReferences } from "../domain/checks/references.ts";
import {
  CODE_OWNERS_FILES,
  codeOwnersOf,
  LARGEST_CODE_OWNERS_BYTES,
  readCodeOwners,
  type CodeOwnersRule,
} from "../domain/change/code-owners.ts";
import { describeDeployment, type DescribeContext } from "../domain/change/describe-deployment.ts";
import { tfvarsToParse } from "../domain/change/discovery.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { isFile, type SourceEntry } from "../domain/model/source-tree.ts";
import type { ParseTfvars, SourceTree } from "../ports/source.ts";

/** What an environment's branch holds. */
export interface Branch {
  /** By state key. */
  owners: ReadonlyMap<string, Deployment>;
  /** tfvars of which nobody can say what state they have. */
  unread: string[];
  /** Who owns a file by CODEOWNERS, as written there. */
  codeOwnersOf: (file: string) => string[];
  has: (file: string) => boolean;
  /** Contents by path. @throws ToolError for a path that is not there. */
  read: (paths: readonly string[]) => Promise<Map<string, Uint8Array>>;
}

/** Reads which deployments a branch has, as the controller reads them today. What may be deployed where is not asked: it was applied. */
export async function readBranch(
  tree: SourceTree,
  parse: ParseTfvars,
  context: Pick<DescribeContext, "settings" | "stateKeyTemplate">,
): Promise<Branch> {
  const entries = await tree.list();
  const paths = new Set(entries.filter(isFile).map(({ path }) => path));
  const owners = new Map<string, Deployment>();
  const unread: string[] = [];
  for (const [file, bytes] of await tree.read(tfvarsToParse(entries, null))) {
    const { tfvars } = await parse(file, bytes);
    const deployment =
      tfvars === null ? null : describeDeployment(tfvars, { ...context, repository: null, controllerRepository: null }).deployment;
    if (tfvars === null || deployment === null) unread.push(file);
    else owners.set(deployment.stateKey, { ...deployment, references: resolveReferences(tfvars, paths).references });
  }
  const rules = await codeOwnersIn(tree, entries);
  return {
    owners,
    unread,
    codeOwnersOf: (file) => codeOwnersOf(file, rules),
    has: (file) => paths.has(file),
    read: async (wanted) => await tree.read(wanted),
  };
}

/** None where there is no such file, or GitHub would not read it either. */
async function codeOwnersIn(tree: SourceTree, entries: readonly SourceEntry[]): Promise<CodeOwnersRule[]> {
  const file = CODE_OWNERS_FILES.map((path) => entries.find((entry) => entry.path === path)).find((entry) => entry !== undefined);
  if (file === undefined || !isFile(file) || file.sizeBytes > LARGEST_CODE_OWNERS_BYTES) return [];
  return readCodeOwners(new TextDecoder().decode((await tree.read([file.path])).get(file.path)));
}

/**
 * The files of a branch that are not what was applied.
 * @param applied The inputs of the last apply, by path, and which of them is the tfvars: the branch's may have another name.
 */
export async function unappliedFiles(
  branch: Branch,
  stateKey: string,
  applied: { inputs: Readonly<Record<string, string>>; file: string },
): Promise<string[]> {
  const owner = branch.owners.get(stateKey);
  // It is there, but it is of another state now, or it cannot be read.
  if (owner === undefined) return branch.has(applied.file) ? [applied.file] : [];
  const committed = await branch.read([owner.file, ...new Set(owner.references.map(({ file }) => file))]);
  const before = (path: string) => applied.inputs[path === owner.file ? applied.file : path];
  return [...committed].filter(([path, bytes]) => new TextDecoder().decode(bytes) !== before(path)).map(([path]) => path);
}
