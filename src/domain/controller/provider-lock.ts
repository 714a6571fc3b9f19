// The controller's `.terraform.lock.hcl`. Terraform writes it itself, in one shape. ("Dependency Lock File", documentation of Terraform)

export const PROVIDER_LOCK_FILE = ".terraform.lock.hcl";

/** The providers a lock file names; `provider` is `host/namespace/type`. */
export function lockedProviders(lockFile: string): { provider: string; version: string }[] {
  return [...lockFile.matchAll(/^provider "([^"\n]+)" \{\r?\n {2}version += "([^"\n]+)"\r?$/gm)].map(([, provider = "", version = ""]) => ({
    provider,
    version,
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
