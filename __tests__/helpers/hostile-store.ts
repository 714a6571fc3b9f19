import { lookKey, type DriftLook } from "../../src/domain/drift/look.ts";
import { findingsKey, recordKey } from "../../src/domain/evidence/record.ts";
import { localLockKey, lockFile } from "../../src/domain/state/lock.ts";
import { startKey, type RunStart } from "../../src/domain/state/run-start.ts";
import type { Kept } from "../../scripts/pictures/platform.ts";
import { audit, auditedPull, override, PUBLIC_BUCKET, record, stateBytes } from "./gates.ts";

/** What somebody may call a thing to make a page do or say something else. */
export const HOSTILE_NAMES = {
  script: `</td></table><script>window.pwned = 1</script>`,
  image: `<img src=x onerror="window.pwned = 1">`,
  quotes: `" onmouseover="window.pwned = 1" x='`,
  comment: `--><svg onload=window.pwned=1><!--`,
  link: `javascript:window.pwned=1`,
  bidi: `gpj.\u202eexe\u2066 \u200b`,
  long: "x".repeat(200),
  template: "${window.pwned = 1}{{7*7}}",
} as const;

/** A store in which every text that strangers choose is one of these. */
export function hostileStore(now: Date): Kept {
  const kept: Kept = new Map();
  const put = (key: string, value: unknown) => kept.set(key, { text: typeof value === "string" ? value : JSON.stringify(value), at: now });
  Object.values(HOSTILE_NAMES).forEach((name, index) => {
    const id = `s3/arj-wkld-a-prd/us-east-1/hostile-${index}`;
    const stateKey = `${id}/terraform.tfstate`;
    const of = audit(id, {
      at: new Date(now.getTime() - index * 60_000),
      outcome: index % 2 === 0 ? "failed" : "succeeded",
      run: { id: name, attempt: "1", actor: name },
      pullRequest: auditedPull({ approvers: [name], headSha: name, override: override({ approver: name, reason: name, rules: [name] }) }),
    });
    const named = {
      account_name: name,
      region: name,
      project: name,
      environment: name,
      services: [name],
      owner: name,
      team: name,
      file: name,
    };
    const deployment = { ...of.deployment, ...named };
    put(`audit-logs/a/p/apply-20261121-06000${index}.json`, { ...of, deployment, metadata: { ...of.metadata, repository: name } });
    // An id is in addresses too.
    const second = { ...deployment, id: `s3/${name}`, backend_key: `s3/${name}/terraform.tfstate` };
    put(`audit-logs/a/p/apply-20261121-05000${index}.json`, { ...of, deployment: second });
    put(stateKey, state(name, 2));
    put(`backups/${stateKey}.20261121-060000.backup`, state(name, 1));
    put(localLockKey(stateKey), lockFile({ id: name, operation: name, info: name, who: name, version: name, created: now, path: name }));
    put(lookKey(stateKey), lookOf(id, name, now));
    const start: RunStart = {
      ...{ v: 1, deployment: id, action: "apply", run: null, repository: name, pull_request: 1, who: name, host: name },
      started_at: now.toISOString(),
    };
    put(startKey(stateKey, start, String(index)), start);
    const validated = record({ pullRequest: 500 + index, verdict: "failed", issuedAt: now });
    const findings = [{ ...PUBLIC_BUCKET, rule: name, message: name, remediation: name, address: name, location: { file: name } }];
    put(recordKey(validated), `e30.${Buffer.from(JSON.stringify({ ...validated, environment: name })).toString("base64url")}.e30`);
    put(findingsKey(validated), findings);
  });
  return kept;
}

function state(name: string, serial: number): string {
  const instances = [{ index_key: name, attributes: { id: name, [name]: `${name}${serial}`, password: "password-1" } }];
  return new TextDecoder().decode(stateBytes([{ module: "module.s3", name, instances }], { serial, terraform_version: name }));
}

function lookOf(id: string, name: string, now: Date): DriftLook {
  return {
    ...{ version: 1, deployment: id, state_key: `${id}/terraform.tfstate`, account_name: name, environment: name, file: name },
    ...{ looked_at: now.toISOString(), kinds: ["outside"], changes: [name], unapplied: [name], resources: 1, why: name, findings: [] },
    outside: [{ address: name, gone: false, attributes: [name] }],
    ...{ since: now.toISOString(), last_clean: null },
  };
}
