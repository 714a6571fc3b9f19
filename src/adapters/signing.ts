import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { CompactSign, compactVerify, decodeProtectedHeader } from "jose";
import { ConfigurationError, messageOf } from "../domain/model/errors.ts";
import type { Signer, Verifier } from "../ports/signing.ts";

/**
 * Ed25519 keys travel as one line of base64 (DER; PKCS #8 for the signing key, SPKI for the verify key), because GitHub masks secrets
 * line by line. PEM is understood too.
 */
export interface KeyPair {
  signingKey: string;
  verifyKey: string;
}

export function generateKeys(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    signingKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
    verifyKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
  };
}

/** @throws ConfigurationError naming the input, without the key. */
export function openSigner(signingKey: string): Signer {
  const key = readSigningKey(signingKey);
  const kid = keyId(createPublicKey(key));
  return {
    sign: async (payload, type) =>
      await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg: "EdDSA", typ: type, kid })
        .sign(key),
  };
}

/** The verify key that belongs to a signing key, for controllers that hold only the latter. */
export function verifyKeyOf(signingKey: string): string {
  const key = readSigningKey(signingKey);
  return createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64");
}

/** @param verifyKeys One key, or two while rotating, separated by white space. */
export function openVerifier(verifyKeys: string): Verifier {
  const texts = isPem(verifyKeys)
    ? verifyKeys.split(/(?=-----BEGIN )/).filter(isPem)
    : verifyKeys.split(/\s+/).filter((text) => text !== "");
  const keys = new Map(
    texts.map((text) => {
      const key = readKey("verify-key", () => readPublicKey(text));
      return [keyId(key), key] as const;
    }),
  );
  return {
    verify: async (jws, type) => {
      try {
        const header = decodeProtectedHeader(jws);
        const key = keys.get(header.kid ?? "");
        if (key === undefined || header.typ !== type) return null;
        const { payload } = await compactVerify(jws, key, { algorithms: ["EdDSA"] });
        return JSON.parse(new TextDecoder().decode(payload)) as unknown;
      } catch {
        return null;
      }
    },
  };
}

function readPublicKey(text: string): KeyObject {
  // Node would take the public half out of it, and the private half would stay where everybody may read.
  if (text.includes("PRIVATE KEY-----")) throw new Error("it is a private key");
  return isPem(text) ? createPublicKey(text) : createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });
}

function readSigningKey(text: string): KeyObject {
  return readKey("signing-key", () =>
    isPem(text) ? createPrivateKey(text) : createPrivateKey({ key: Buffer.from(text.trim(), "base64"), format: "der", type: "pkcs8" }),
  );
}

function readKey(input: string, read: () => KeyObject): KeyObject {
  try {
    const key = read();
    if (key.asymmetricKeyType === "ed25519") return key;
    throw new Error(`it is a ${key.asymmetricKeyType ?? "symmetric"} key`);
  } catch (error) {
    // The message of node's parser names no key material.
    throw new ConfigurationError(
      `${input}: not an Ed25519 key (${messageOf(error)}), expected one line as "tf-orchestrator keygen" prints it`,
    );
  }
}

function isPem(text: string): boolean {
  return text.includes("-----BEGIN ");
}

function keyId(publicKey: KeyObject): string {
  return createHash("sha256")
    .update(publicKey.export({ format: "der", type: "spki" }))
    .digest("hex")
    .slice(0, 16);
}
