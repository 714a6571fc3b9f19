import type { LocalAws } from "../../scripts/lab/moto.ts";

/** A bucket as the bootstrap makes it: versioned, encrypted, closed. */
export async function createStateBucket(aws: LocalAws, name: string): Promise<void> {
  await aws.createBucket(name);
  await configureBucket(aws, `${name}?versioning`, "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
  await configureBucket(
    aws,
    `${name}?encryption`,
    "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
  );
  const blocks = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
  await configureBucket(
    aws,
    `${name}?publicAccessBlock`,
    `<PublicAccessBlockConfiguration>${blocks.map((block) => `<${block}>true</${block}>`).join("")}</PublicAccessBlockConfiguration>`,
  );
}

/** @param what `my-states?lifecycle`, with its XML. */
export async function configureBucket(aws: LocalAws, what: string, body: string): Promise<void> {
  const answer = await aws.request("s3", { method: "PUT", path: `/${what}`, body });
  if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
}

/** One rule. @param removes `<Expiration><Days>7</Days></Expiration>` */
export function lifecycle(prefix: string, removes: string): string {
  return `<LifecycleConfiguration><Rule><ID>a</ID><Status>Enabled</Status><Filter><Prefix>${prefix}</Prefix></Filter>${removes}</Rule></LifecycleConfiguration>`;
}
