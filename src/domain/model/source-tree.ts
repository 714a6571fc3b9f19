export interface SourceEntry {
  path: string;
  mode: "100644" | "100755" | "120000" | "160000" | "040000";
  sizeBytes: number;
  /** Of the blob; only commits have them. Equal ids mean equal bytes. */
  oid?: string;
}

export interface ChangedFile {
  path: string;
  status: "added" | "modified" | "removed" | "renamed" | "copied" | "changed" | "unchanged";
  /** For renames. */
  previousPath?: string;
}

export interface DeploymentFiles {
  /** The tfvars' bytes. */
  tfvars: Uint8Array;
  /** Referenced JSON, by the path the tfvars names. */
  references: ReadonlyMap<string, Uint8Array>;
  /** The imports file beside the tfvars, where there is one, with its import blocks in Terraform's words. */
  imports?: { file: string; bytes: Uint8Array; code: string };
}

/** The paths that a change touches: a rename takes one away and adds one. */
export function touchedPaths({ status, path, previousPath }: ChangedFile): string[] {
  return status === "renamed" && previousPath !== undefined ? [path, previousPath] : [path];
}

/** Only regular files count, executable or not. */
export function isFile({ mode }: Pick<SourceEntry, "mode">): boolean {
  return mode === "100644" || mode === "100755";
}
