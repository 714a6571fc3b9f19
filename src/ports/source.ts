import type { SourceEntry } from "../domain/model/source-tree.ts";
import type { TfvarsReading } from "../domain/model/tfvars.ts";

/** The files of one commit (or of a work tree, on the command line). */
export interface SourceTree {
  /** Every entry; paths with `/`, sorted. Refused entries (symlinks, submodules) are listed too, with their mode. */
  list(): Promise<SourceEntry[]>;
  /** Contents by path. @throws ToolError for a path that `list` does not name as a file. */
  read(paths: readonly string[]): Promise<Map<string, Uint8Array>>;
}

/** Reads a tfvars file: values with their places, or what is wrong with it. */
export type ParseTfvars = (file: string, bytes: Uint8Array) => Promise<TfvarsReading>;
