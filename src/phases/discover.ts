import type { Deployment } from "../domain/model/deployment.ts";
import type { Filters } from "../domain/change/discovery.ts";
import { format, type Finding } from "../domain/model/finding.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { masksOf } from "../domain/report/redaction/masks.ts";
import type { ChangedFile } from "../domain/model/source-tree.ts";
import type { Log } from "../ports/log.ts";
import type { ParseTfvars, SourceTree } from "../ports/source.ts";
import { loadChange, secretsOf, type Change, type Controller } from "../steps/change.ts";

export interface DiscoverQuestion {
  controller: Controller;
  source: { tree: SourceTree; changed: ChangedFile[] | null; repository: string | null; controllerRepository: string | null };
  parse: ParseTfvars;
  stateKeyTemplate: string;
  filters?: Filters;
  log: Log;
}

export interface Found {
  deployments: Deployment[];
  findings: Finding[];
  change: Change;
  /** Nothing is wrong with the files. */
  ok: boolean;
}

/** Says which deployments a change is about, without terraform and without AWS. */
export async function discoverChange({ controller, source, parse, stateKeyTemplate, filters, log }: DiscoverQuestion): Promise<Found> {
  const change = await loadChange(source.tree, controller, parse, {
    changed: source.changed,
    stateKeyTemplate,
    repository: source.repository,
    controllerRepository: source.controllerRepository,
    oneEnvironment: false,
    ...(filters === undefined ? {} : { filters }),
  });
  log.mask(masksOf(secretsOf(change)));
  const redact = createRedactor(secretsOf(change), change.identities);
  for (const finding of change.findings) log.line(redact(`${finding.level}  ${format(finding)}`));
  return { deployments: change.deployments, findings: change.findings, change, ok: !change.findings.some(({ level }) => level === "deny") };
}
