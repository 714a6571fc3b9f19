import type { Report } from "../domain/report/report.ts";
import type { HandRequest } from "../domain/run/hand-request.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import { masksOf } from "../domain/report/redaction/masks.ts";
import { handLine, phaseLines } from "../render/terminal/log.ts";
import { tellByHand, type HandTellingPorts } from "../reporting/by-hand.ts";
import { emptyReport, type Outcome } from "../reporting/publish.ts";
import type { AssessPorts } from "../steps/assess.ts";
import { auditHeld, type HandPorts, type HeldScene, type HandScene } from "../steps/by-hand.ts";
import { secretsOf, type Controller } from "../steps/change.ts";
import type { Log } from "../ports/log.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";

export interface ByHandPorts extends HandPorts, HandTellingPorts {
  controller(): Promise<Controller>;
  assessPorts(controller: Controller): Promise<{ ports: AssessPorts }>;
  sleep: (ms: number) => Promise<void>;
}

/** The first lines of a run that somebody started by hand, and what it tells in any case. */
export function openByHand(
  action: HandRequest["action"],
  scene: HandScene,
  { identities }: Controller,
  identity: RunIdentity,
  log: Log,
): Report {
  const { deployment } = scene;
  const source = scene.kind === "open" ? scene.good.metadata : null;
  const filesUrl =
    source?.repository == null || source.commit_sha === null
      ? null
      : `${identity.serverUrl}/${source.repository}/blob/${source.commit_sha}/`;
  const subject = {
    repository: null,
    pullRequest: null,
    headSha: null,
    environment: deployment.environment,
    branch: null,
    filesUrl,
    controllerFilesUrl: `${identity.serverUrl}/${identity.controllerRepository}/blob/${identity.controllerSha}/`,
  };
  if (scene.kind === "open") log.mask(masksOf(secretsOf(scene.change)));
  for (const line of phaseLines(identity, action, subject)) log.line(line);
  const report = emptyReport(subject, identity, action);
  if (scene.kind === "held") return report;
  const { decision, request } = scene;
  const redact = createRedactor(secretsOf(scene.change), identities);
  log.line(redact(handLine({ ...decision, id: deployment.id, reason: request.reason })));
  return { ...report, approval: { approvers: decision.approvers, override: null } };
}

/** Tells why it was not done, and keeps that. */
export async function refuseByHand(
  action: HandRequest["action"],
  scene: HeldScene,
  report: Report,
  { identities }: Controller,
  ports: HandPorts & HandTellingPorts,
): Promise<Outcome> {
  const problems = await auditHeld(action, scene, ports);
  const { reasons, remedy } = scene.held;
  const refused: Report = { ...report, verdict: "refused", refusal: { reasons, remedy } };
  return await tellByHand({ deployment: scene.deployment, report: refused, secrets: [], identities, problems }, ports);
}
