import { createHash } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheDir, extractZip, find } from "@actions/tool-cache";
import { OPENTOFU_KEY, type ReleaseKey } from "./opentofu-key.ts";
import { ConfigurationError, messageOf, ToolError } from "../domain/model/errors.ts";

const TIMEOUT_MS = 300_000;
const ATTEMPTS = 3;
const PAUSE_MS = 500;

/** Fetches a terraform release, checks it against SHA256SUMS and keeps it in the runner's tool cache. Returns the program's path. */
export async function fetchTerraform(version: string, baseUrl: string, directory: string): Promise<string> {
  const cached = find("terraform", version);
  if (cached !== "") return join(cached, "terraform");
  const name = `terraform_${version}_${platform()}_${goArch()}.zip`;
  const sums = (await fetchBytes(`${baseUrl}/${version}/terraform_${version}_SHA256SUMS`)).toString();
  const zip = join(directory, name);
  await writeFile(zip, await fetchChecked(`${baseUrl}/${version}/${name}`, sumOf(sums, name)), { mode: 0o600 });
  const unpacked = await extractZip(zip, join(directory, `terraform-${version}`));
  await chmod(join(unpacked, "terraform"), 0o755);
  return join(await cacheDir(unpacked, "terraform", version), "terraform");
}

/**
 * Fetches an OpenTofu release, checks the signature of its SHA256SUMS and then the release against it, and keeps it in the runner's tool cache.
 * Returns the program's path. @param key With which its makers sign.
 */
export async function fetchTofu(version: string, baseUrl: string, directory: string, key: ReleaseKey = OPENTOFU_KEY): Promise<string> {
  const cached = find("tofu", version);
  if (cached !== "") return join(cached, "tofu");
  const name = `tofu_${version}_${platform()}_${goArch()}.zip`;
  const release = `${baseUrl}/v${version}`;
  const sumsUrl = `${release}/tofu_${version}_SHA256SUMS`;
  const [sums, signature] = await Promise.all([fetchBytes(sumsUrl), fetchBytes(`${sumsUrl}.gpgsig`)]);
  await verifySignature(sumsUrl, sums, signature, key);
  const zip = join(directory, name);
  await writeFile(zip, await fetchChecked(`${release}/${name}`, sumOf(sums.toString(), name)), { mode: 0o600 });
  const unpacked = await extractZip(zip, join(directory, `tofu-${version}`));
  await chmod(join(unpacked, "tofu"), 0o755);
  return join(await cacheDir(unpacked, "tofu", version), "tofu");
}

/** @throws ToolError for anything but one good signature of that key over these bytes. */
async function verifySignature(url: string, bytes: Uint8Array, signature: Uint8Array, { armored, fingerprint }: ReleaseKey): Promise<void> {
  const refuse = (why: string) =>
    new ToolError("download", null, `${url}: its signature is not one of the key ${fingerprint}: ${why}. Nothing of it was used.`);
  // A package of its own beside the bundle: it is large, and few runs need it.
  const { createMessage, readKey, readSignature, verify } = await import(/* webpackIgnore: true */ "openpgp");
  const key = await readKey({ armoredKey: armored });
  if (key.getFingerprint() !== fingerprint) throw refuse("the key has another fingerprint");
  try {
    const [message, detached] = await Promise.all([
      createMessage({ binary: new Uint8Array(bytes) }),
      readSignature({ binarySignature: new Uint8Array(signature) }),
    ]);
    const { signatures } = await verify({ message, signature: detached, verificationKeys: key.toPublic(), format: "binary" });
    const [first, another] = signatures;
    if (first === undefined || another !== undefined) throw new Error(`got ${signatures.length} signatures, expected one`);
    await first.verified;
  } catch (error) {
    throw refuse(messageOf(error));
  }
}

/** Fetches an OPA release, checks it against its .sha256 and keeps it in the runner's tool cache. Returns the program's path. */
export async function fetchOpa(version: string, baseUrl: string, directory: string): Promise<string> {
  const cached = find("opa", version);
  if (cached !== "") return join(cached, "opa");
  const name = `opa_${platform()}_${goArch()}_static`;
  const sums = (await fetchBytes(`${baseUrl}/v${version}/${name}.sha256`)).toString();
  const bytes = await fetchChecked(`${baseUrl}/v${version}/${name}`, sumOf(sums, name));
  const folder = join(directory, `opa-${version}`);
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, "opa"), bytes, { mode: 0o755 });
  return join(await cacheDir(folder, "opa", version), "opa");
}

async function fetchChecked(url: string, expected: string): Promise<Buffer> {
  const bytes = await fetchBytes(url);
  const got = createHash("sha256").update(bytes).digest("hex");
  if (got !== expected) throw new ToolError("download", null, `${url}: SHA-256 is ${got}, expected ${expected}. Nothing of it was used.`);
  return bytes;
}

/** The line `HEX  NAME` of a sums file. */
function sumOf(sums: string, name: string): string {
  for (const line of sums.split("\n")) {
    const [sum = "", file = ""] = line.trim().split(/\s+\*?/);
    if (file.split("/").at(-1) === name && /^[0-9a-f]{64}$/.test(sum)) return sum;
  }
  throw new ToolError("download", null, `the sums file names no ${name}`);
}

async function fetchBytes(url: string): Promise<Buffer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (answer.ok) return Buffer.from(await answer.arrayBuffer());
      if (answer.status === 404) throw new ConfigurationError(`${url}: no such file (404); is the version right?`);
      throw new ToolError("download", answer.status, `${url}: answered ${answer.status}`);
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      if (attempt === ATTEMPTS) throw error instanceof ToolError ? error : new ToolError("download", null, `${url}: ${causeOf(error)}`);
      await sleep(PAUSE_MS * attempt);
    }
  }
}

/** fetch says only "fetch failed"; the reason is its cause. */
function causeOf(error: unknown): string {
  const cause = typeof error === "object" && error !== null && "cause" in error ? error.cause : error;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "no answer";
  return messageOf(cause) || code;
}

function goArch(): string {
  return arch() === "x64" ? "amd64" : arch();
}
