import { ConfigurationError } from "../domain/model/errors.ts";
import type { Finding } from "../domain/model/finding.ts";
import type { SourceTree } from "../ports/source.ts";
import { loadController } from "./change.ts";

/** What is wrong with the controller's files as a pull request would leave them; empty: deployments could be planned with them. */
export async function problemsOfController(tree: SourceTree): Promise<readonly Finding[]> {
  try {
    const { codeCheck } = await loadController(tree);
    return codeCheck.refused;
  } catch (error) {
    if (error instanceof ConfigurationError && error.findings.length > 0) return error.findings;
    throw error;
  }
}
