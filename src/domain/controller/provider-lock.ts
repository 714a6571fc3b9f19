// The controller's `.terraform.lock.hcl`. Terraform writes it itself, in one shape. ("Dependency Lock File", documentation of Terraform)

export const PROVIDER_LOCK_FILE = ".terraform.lock.hcl";

/** The text of the lock file in the controller's code; null: there is none. */
export function lockFileOf(code: ReadonlyMap<string, Uint8Array>): string | null {
  const bytes = code.get(PROVIDER_LOCK_FILE);
  return bytes === undefined ? null : new TextDecoder().decode(bytes);
}

/** The providers a lock file names; `provider` is `host/namespace/type`, a checksum `h1:…` or `zh:…`. */
export function lockedProviders(lockFile: string): { provider: string; version: string; hashes: string[] }[] {
  const blocks = lockFile.matchAll(/^provider "([^"\n]+)" \{\r?\n {2}version += "([^"\n]+)"\r?\n((?: .*\r?\n)*)/gm);
  return [...blocks].map(([, provider = "", version = "", rest = ""]) => ({
    provider,
    version,
    hashes: [...rest.matchAll(/^ {4}"([^"\n]+)"/gm)].map(([, hash = ""]) => hash),
  }));
}

/**
 * The lock file with the same versions, but without checksums, so that terraform does not compute them again: for AWS's 700 MB that is half a
 * second of each call. Only for packages that have been checked.
 */
export function withoutChecksums(lockFile: string): string {
  return lockFile.replace(/^provider "[^"\n]+" \{\r?\n(?: {2}.*\r?\n)*?\}/gm, (block) =>
    block.replace(/^ {2}hashes += \[\r?\n(?: {4}"[^"\n]*",\r?\n)* {2}\]\r?\n/m, ""),
  );
}
