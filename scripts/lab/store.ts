import { openS3Store } from "../../src/adapters/stores/s3.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import type { LocalAws } from "./moto.ts";

/** A bucket of the local AWS, as the orchestrator sees it. */
export function storeIn({ url, env }: Pick<LocalAws, "url" | "env">, bucket: string): StateStore {
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = env;
  return openS3Store({
    bucket,
    region: "us-east-1",
    endpoint: url,
    credentials: { accessKeyId, secretAccessKey },
    kmsKey: null,
    looksBeforeRemoving: true,
  });
}
