import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { auditKey, type AuditRecord } from "../../src/domain/state/audit-record.ts";
import { lookKey } from "../../src/domain/drift/look.ts";
import { audit } from "./gates.ts";

const BEGIN = Date.parse("2026-11-01T00:00:00Z");

/** How many of what a store holds. Records are spread over the deployments, and over the days before December 2026. */
export interface Amount {
  deployments: number;
  records: number;
}

/** Writes a store's folder full of records, states and looks, as real runs leave them. */
export function writeManyRecords(folder: string, { deployments, records }: Amount): void {
  const taken = new Set<string>();
  for (let index = 0; index < deployments; index++) {
    const { id, account, project, service } = nameOfMany(index);
    const stateKey = `${id}/terraform.tfstate`;
    write(folder, stateKey, JSON.stringify(stateOf(index)));
    write(
      folder,
      lookKey(stateKey),
      JSON.stringify({
        ...{ version: 1, deployment: id, state_key: stateKey, account_name: account, environment: "production" },
        ...{
          file: `${service}/${project}/${project}.tfvars`,
          looked_at: "2026-11-28T00:00:00.000Z",
          kinds: index % 50 === 0 ? ["outside"] : [],
        },
        outside: index % 50 === 0 ? [{ address: "aws_s3_bucket.this", gone: false, attributes: ["tags"] }] : [],
        ...{ changes: [], unapplied: [], resources: 3, why: null, findings: [] },
        ...{ since: index % 50 === 0 ? "2026-11-27T00:00:00.000Z" : null, last_clean: "2026-11-26T00:00:00.000Z" },
      }),
    );
  }
  for (let index = 0; index < records; index++) {
    const record = recordOf(index, deployments);
    const { account_name: account, project } = record.deployment;
    let key = "";
    for (let collision = 0; key === "" || taken.has(key); collision++)
      key = auditKey({ account, project, action: record.action }, new Date(record.timestamp), collision);
    taken.add(key);
    write(folder, key, `${JSON.stringify(record, null, 2)}\n`);
  }
}

/** Where the nth deployment of the store belongs, from 0. */
export function nameOfMany(index: number): { id: string; account: string; project: string; service: string } {
  const account = `arj-wkld-${index % 7}-prd`;
  const service = ["s3", "iam", "kms", "lambda"][index % 4] ?? "s3";
  const project = `project-${index}`;
  return { id: `${service}/${account}/us-east-1/${project}`, account, project, service };
}

function recordOf(index: number, deployments: number): AuditRecord {
  const { id, account, project, service } = nameOfMany(index % deployments);
  const failed = index % 23 === 0;
  const record = audit(id, { at: new Date(BEGIN + ((index * 7_919) % (27 * 86_400)) * 1000), outcome: failed ? "failed" : "succeeded" });
  return {
    ...record,
    deployment: {
      ...record.deployment,
      ...{
        account_name: account,
        project,
        services: [service],
        file: `${service}/${project}/${project}.tfvars`,
        owner: `Team ${index % 5}`,
      },
    },
    inputs: { [`${service}/${project}/${project}.tfvars`]: 'project = "data"\n'.repeat(20) },
    result: {
      ...record.result,
      duration_seconds: 3 + (index % 17),
      output: "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.\n".repeat(20),
      error: failed ? "Error: AccessDenied" : null,
    },
    metadata: {
      ...record.metadata,
      github_run_id: String(9_000 + Math.floor(index / 5)),
      github_actor: `person-${index % 11}`,
      pull_request: index + 1,
    },
  };
}

function stateOf(index: number): object {
  const instance = { attributes: { id: `bucket-${index}`, bucket: `bucket-${index}`, tags: { Owner: "web" } } };
  return {
    ...{ version: 4, terraform_version: "1.11.4", serial: 4, lineage: "l", outputs: {} },
    resources: [{ mode: "managed", type: "aws_s3_bucket", name: "this", provider: "p", instances: [instance] }],
  };
}

const made = new Set<string>();

function write(folder: string, key: string, text: string): void {
  const file = join(folder, key);
  const parent = dirname(file);
  if (!made.has(parent)) mkdirSync(parent, { recursive: true });
  made.add(parent);
  writeFileSync(file, text);
}
