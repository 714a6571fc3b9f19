import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { BucketFacts } from "../../domain/setup/checkup.ts";
import { ToolError } from "../../domain/model/errors.ts";
import { s3Client, storeError, type S3StoreSettings } from "./s3.ts";

/**
 * What the bucket says of itself. What may not be asked is null.
 * @throws ToolError for a bucket that is not there, or that does not answer.
 */
export async function bucketFacts(settings: S3StoreSettings): Promise<BucketFacts> {
  const client = s3Client(settings);
  const { bucket: Bucket } = settings;
  const head = await client.send(new HeadBucketCommand({ Bucket })).catch((error: unknown) => {
    if (isDenied(error)) return null;
    // The answer has no body, and so no words.
    if (statusOf(error) === 404) throw new ToolError("s3 look at", 404, `s3://${Bucket}: no such bucket`);
    throw storeError("look at", Bucket, "", error);
  });
  const ask = async <Answer>(request: () => Promise<Answer>, otherwise: Record<string, Answer>): Promise<Answer | null> => {
    try {
      return await request();
    } catch (error) {
      if (isDenied(error)) return null;
      const name = error instanceof S3ServiceException ? error.name : "";
      if (Object.hasOwn(otherwise, name)) return otherwise[name] ?? null;
      throw storeError("look at", Bucket, "", error);
    }
  };
  const [isVersioned, isEncrypted, isClosed, expiries] = await Promise.all([
    ask(async () => (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status === "Enabled", {}),
    ask(
      async () =>
        ((await client.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules ?? []).length > 0,
      {
        ServerSideEncryptionConfigurationNotFoundError: false,
      },
    ),
    ask(
      async () => {
        const { PublicAccessBlockConfiguration: block } = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
        return (
          block?.BlockPublicAcls === true &&
          block.BlockPublicPolicy === true &&
          block.IgnorePublicAcls === true &&
          block.RestrictPublicBuckets === true
        );
      },
      { NoSuchPublicAccessBlockConfiguration: false },
    ),
    ask<NonNullable<BucketFacts["expiries"]>>(
      async () => {
        const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
        return Rules.filter(({ Status }) => Status === "Enabled").flatMap((rule) => {
          const prefix = rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? "";
          return (
            [
              ["objects", rule.Expiration?.Days],
              ["replaced versions", rule.NoncurrentVersionExpiration?.NoncurrentDays],
            ] as const
          ).flatMap(([of, days]) => (days === undefined ? [] : [{ days, prefix, of }]));
        });
      },
      { NoSuchLifecycleConfiguration: [] },
    ),
  ]);
  return { region: head?.BucketRegion ?? null, isVersioned, isEncrypted, isClosed, expiries };
}

function isDenied(error: unknown): boolean {
  return statusOf(error) === 403;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
