import type { Deployment } from "../domain/model/deployment.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import type { PlanJson } from "../domain/model/plan.ts";
import type { Tool } from "../domain/model/tool.ts";
import type { DeploymentFiles } from "../domain/model/source-tree.ts";

/** terraform for one run: many deployments, each in a workspace of its own. */
export interface Terraform {
  readonly tool: Tool;
  /** What its environment hands over and nobody outside may see. */
  readonly secrets: readonly Secret[];
  /** SHA-256 over the variables that its environment hands over and that a plan may depend on. */
  readonly environmentSha256: string;
  /** Gets the providers that the first plan would wait for. */
  prepare(): Promise<void>;
  /** Makes the deployment's workspace; `purpose` tells a second one of the same run from the first. */
  open(deployment: Deployment, files: DeploymentFiles, purpose?: string): TerraformSession;
  /** Files that `terraform fmt` would write in another way, by path. */
  unformatted(files: ReadonlyMap<string, Uint8Array>): Promise<string[]>;
}

/** Code that a plan runs and that is not the controller's. */
export interface FetchedCode {
  /** Code files of the modules that were fetched, by their path in the workspace. */
  modules: ReadonlyMap<string, Uint8Array>;
  /** Providers, also those that only the state needs: `host/namespace/type`. */
  providers: string[];
}

/** Throws for what must not be planned. */
export type CheckFetched = (fetched: FetchedCode) => void;

/** The calls of one deployment, in this order. Every call throws ToolError when terraform fails. */
export interface TerraformSession {
  /** @param check Is asked about what terraform fetched or found necessary, each time: where the first plan needs a second init, too. What it throws comes back. */
  init(check: CheckFetched): Promise<void>;
  /** `lock: false` reads the state without taking its lock: nothing can be left of it, and somebody may change the state meanwhile. */
  plan(options?: { destroy?: boolean; lock?: boolean }): Promise<{ hasChanges: boolean; output: string }>;
  show(): Promise<PlanJson>;
  /** Applies the saved plan. `onLine` is given terraform's lines as they come. Returns its output. */
  apply(onLine?: (line: string) => void): Promise<string>;
  /** The state that terraform could not store after a failed apply (`errored.tfstate`), or null. */
  erroredState(): Uint8Array | null;
  /** Stores that state in the backend after all, and forgets the file. */
  pushErroredState(): Promise<void>;
  /** The state is safe elsewhere: the file need not be kept. */
  forgetErroredState(): void;
  /** Removes the workspace, unless it holds a state that must be rescued. */
  close(): void;
}
