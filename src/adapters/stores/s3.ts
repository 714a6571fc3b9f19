import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  type S3ClientConfig,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { causeCode, errorText } from "../../domain/text/error-text.ts";
import { ToolError } from "../../domain/model/errors.ts";
import type { StateStore, StoredEntry, StoredObject } from "../../ports/state-store.ts";
import type { proxyAgents } from "../proxies.ts";

export interface S3StoreSettings {
  bucket: string;
  region: string;
  /** Another S3-compatible server; it is addressed with path style. */
  endpoint: string | null;
  /** null: the default chain of the SDK. */
  credentials: NonNullable<S3ClientConfig["credentials"]> | null;
  /** A KMS key's ARN or id; null: `AES256`. */
  kmsKey: string | null;
  /** Other servers than AWS's may ignore the condition of a deletion: then the object is looked at just before. */
  looksBeforeRemoving?: boolean;
  /** Where the way out is a proxy. */
  agents?: ReturnType<typeof proxyAgents>;
  /** How long a request may take, and how long its answer may pause. */
  requestTimeoutMs?: number;
}

const ATTEMPTS = 4;
const REQUEST_TIMEOUT_MS = 30_000;

/** 5xx and timeouts are tried again; 403 and 404 are not. */
export function s3Client(settings: S3StoreSettings): S3Client {
  const timeoutMs = settings.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  return new S3Client({
    region: settings.region,
    ...(settings.credentials === null ? {} : { credentials: settings.credentials }),
    maxAttempts: ATTEMPTS,
    requestHandler: {
      requestTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      connectionTimeout: 10_000,
      throwOnRequestTimeout: true,
      ...settings.agents,
    },
    ...(settings.endpoint === null ? {} : { endpoint: settings.endpoint, forcePathStyle: true }),
  });
}

/** Objects of one bucket, always written encrypted. */
export function openS3Store(settings: S3StoreSettings): StateStore {
  const { bucket, looksBeforeRemoving = false } = settings;
  const client = s3Client(settings);
  const encryption: Partial<PutObjectCommandInput> =
    settings.kmsKey === null ? { ServerSideEncryption: "AES256" } : { ServerSideEncryption: "aws:kms", SSEKMSKeyId: settings.kmsKey };
  const get = async (key: string): Promise<StoredObject | null> => {
    try {
      const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const body = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      return { body, etag: answer.ETag ?? "", modifiedAt: answer.LastModified ?? new Date(0) };
    } catch (error) {
      if (isMissing(error)) return null;
      throw storeError("read", bucket, key, error);
    }
  };
  const put = async (key: string, body: Uint8Array, condition: Partial<PutObjectCommandInput>): Promise<boolean> => {
    try {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...encryption, ...condition }));
      return true;
    } catch (error) {
      if (!isConditionFailed(error)) throw storeError("write", bucket, key, error);
      // The answer to a first attempt may have been lost after S3 had stored it.
      return wasRepeated(error) && Buffer.from((await get(key))?.body ?? []).equals(body);
    }
  };
  /** What cannot be looked at is left to the deletion, which says why. */
  const isAt = async (etag: string, key: string): Promise<boolean> => {
    try {
      return (await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).ETag === etag;
    } catch (error) {
      return !(error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404);
    }
  };
  return {
    name: `s3://${bucket}`,
    get,
    create: async (key, body, { retainUntil } = {}) =>
      (await put(key, body, { IfNoneMatch: "*", ...lockUntil(retainUntil) })) ? "created" : "exists",
    replace: async (key, body, etag) => ((await put(key, body, { IfMatch: etag })) ? "replaced" : "changed"),
    remove: async (key, etag) => {
      try {
        if (etag !== null && looksBeforeRemoving && !(await isAt(etag, key))) return "changed";
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(etag === null ? {} : { IfMatch: etag }) }));
        return "removed";
      } catch (error) {
        if (isConditionFailed(error)) return wasRepeated(error) && (await get(key)) === null ? "removed" : "changed";
        throw storeError("delete", bucket, key, error);
      }
    },
    list: async (prefix, { without = [], enough = Number.POSITIVE_INFINITY } = {}) => {
      const entries: StoredEntry[] = [];
      const folderOf = (key: string) => without.find((folder) => key.startsWith(`${folder}/`));
      for (let next: Partial<ListObjectsV2CommandInput> | null = {}; next !== null;) {
        const page: ListObjectsV2CommandOutput = await client
          .send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...next }))
          .catch((error: unknown) => Promise.reject(storeError("list", bucket, prefix, error)));
        for (const { Key, Size, LastModified } of page.Contents ?? []) {
          if (Key !== undefined && folderOf(Key) === undefined)
            entries.push({ key: Key, sizeBytes: Size ?? 0, modifiedAt: LastModified ?? new Date(0) });
        }
        // A page that ends in a folder nobody wants is followed by one behind that folder: "0" comes right after "/".
        const skipped = folderOf(page.Contents?.at(-1)?.Key ?? "");
        const token = page.NextContinuationToken;
        next =
          token === undefined || entries.length >= enough
            ? null
            : skipped === undefined
              ? { ContinuationToken: token }
              : { StartAfter: `${skipped}0` };
      }
      return entries;
    },
  };
}

/** Object lock in the mode that people with `s3:BypassGovernanceRetention` can still undo. (S3 user guide, "Locking objects") */
function lockUntil(time: Date | undefined): Partial<PutObjectCommandInput> {
  return time === undefined ? {} : { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: time };
}

/**
 * 412: the condition does not hold; 409: another conditional write of the same key is under way; NoSuchKey: If-Match on a key that is
 * gone. (S3 user guide, conditional requests)
 */
function isConditionFailed(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status === 412 || status === 409 || isMissing(error);
}

function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === "NoSuchKey";
}

function wasRepeated(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.$metadata.attempts ?? 1) > 1;
}

/** What the store said, or why it did not. */
export function storeError(verb: string, bucket: string, key: string, error: unknown): ToolError {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  const said = error instanceof S3ServiceException ? `${error.name}: ${errorText(error.message)}` : unanswered(error);
  return new ToolError(`s3 ${verb}`, status ?? null, `s3://${bucket}/${key}: ${said}${status === undefined ? "" : ` (${status})`}`);
}

/** Credentials that cannot be found say what to do; what the network says names hosts. */
function unanswered(error: unknown): string {
  const code = causeCode(error);
  return error instanceof Error && /^(?:Credentials|Token|Provider)/.test(error.name) ? `${error.name}: ${errorText(error.message)}` : code;
}
