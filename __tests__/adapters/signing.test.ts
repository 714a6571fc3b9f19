import { describe, expect, it } from "@jest/globals";
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { CompactSign, decodeProtectedHeader } from "jose";
import { generateKeys, openSigner, openVerifier, verifyKeyOf } from "../../src/adapters/signing.ts";
import { ConfigurationError } from "../../src/domain/model/errors.ts";

const KEYS = generateKeys();
const OTHER = generateKeys();
const TYPE = "tf-orchestrator-validation";
const PAYLOAD = { v: 1, head_sha: "a".repeat(40), name: "Zürich", nested: [1, { two: null }] };

const der = (key: string) => Buffer.from(key, "base64");
const pemOf = ({ signingKey, verifyKey }: typeof KEYS) => ({
  signingKey: createPrivateKey({ key: der(signingKey), format: "der", type: "pkcs8" })
    .export({ format: "pem", type: "pkcs8" })
    .toString(),
  verifyKey: createPublicKey({ key: der(verifyKey), format: "der", type: "spki" })
    .export({ format: "pem", type: "spki" })
    .toString(),
});
const sign = (payload: unknown = PAYLOAD, keys = KEYS) => openSigner(keys.signingKey).sign(payload, TYPE);
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("a record that must not verify", () => {
  const verify = (jws: string) => openVerifier(KEYS.verifyKey).verify(jws, TYPE);

  it("has one character changed, anywhere in it", async () => {
    const jws = await sign({ v: 1 });
    const changed = Array.from(
      { length: jws.length },
      (_, index) => `${jws.slice(0, index)}${jws[index] === "A" ? "B" : "A"}${jws.slice(index + 1)}`,
    );
    // The last character of a signature holds two bits that mean nothing.
    const opened = (await Promise.all(changed.slice(0, -1).map(verify))).filter((payload) => payload !== null);
    expect(opened).toEqual([]);
  });

  it("was signed by another key", async () => {
    expect(await verify(await sign(PAYLOAD, OTHER))).toBeNull();
  });

  it("was signed by another key under the name of ours", async () => {
    const header = decodeProtectedHeader(await sign());
    const forged = new CompactSign(Buffer.from("{}")).setProtectedHeader({ ...header, alg: "EdDSA" });
    expect(await verify(await forged.sign(createPrivateKey({ key: der(OTHER.signingKey), format: "der", type: "pkcs8" })))).toBeNull();
  });

  it("is of another type", async () => {
    const override = await openSigner(KEYS.signingKey).sign(PAYLOAD, "tf-orchestrator-override");
    expect(await verify(override)).toBeNull();
    expect(await openVerifier(KEYS.verifyKey).verify(override, "tf-orchestrator-override")).toEqual(PAYLOAD);
  });

  it("claims to need no signature", async () => {
    const { kid } = decodeProtectedHeader(await sign());
    for (const alg of ["none", "None", "NONE"]) {
      expect(await verify(`${base64url({ alg, typ: TYPE, kid })}.${base64url(PAYLOAD)}.`)).toBeNull();
    }
  });

  it("is signed with the public key as if that were a shared secret", async () => {
    const { kid } = decodeProtectedHeader(await sign());
    for (const secret of [der(KEYS.verifyKey), Buffer.from(KEYS.verifyKey), Buffer.from(pemOf(KEYS).verifyKey)]) {
      const forged = new CompactSign(Buffer.from(JSON.stringify(PAYLOAD))).setProtectedHeader({ alg: "HS256", typ: TYPE, kid: kid ?? "" });
      expect(await verify(await forged.sign(secret))).toBeNull();
    }
  });

  it("brings its own key", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const { kid } = decodeProtectedHeader(await sign());
    const jwk = publicKey.export({ format: "jwk" });
    const header = { alg: "EdDSA", typ: TYPE, kid: kid ?? "", jwk: { kty: "OKP", crv: "Ed25519", x: jwk.x ?? "" } };
    expect(await verify(await new CompactSign(Buffer.from("{}")).setProtectedHeader(header).sign(privateKey))).toBeNull();
  });

  it.each(["", ".", "..", "a.b.c", "not a record", `${"x".repeat(100_000)}.y.z`])("is no record at all: %#", async (text) => {
    expect(await verify(text)).toBeNull();
  });
});

describe("a record", () => {
  it("opens with the key that belongs to the one it was signed with", async () => {
    const jws = await sign();
    expect(jws).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await openVerifier(KEYS.verifyKey).verify(jws, TYPE)).toEqual(PAYLOAD);
    expect(await openVerifier(verifyKeyOf(KEYS.signingKey)).verify(jws, TYPE)).toEqual(PAYLOAD);
  });

  it("opens with the old and with the new key while they are rotated", async () => {
    for (const both of [
      `${OTHER.verifyKey}\n${KEYS.verifyKey}\n`,
      `${KEYS.verifyKey} ${OTHER.verifyKey}`,
      pemOf(OTHER).verifyKey + pemOf(KEYS).verifyKey,
    ]) {
      const verifier = openVerifier(both);
      expect(await verifier.verify(await sign(), TYPE)).toEqual(PAYLOAD);
      expect(await verifier.verify(await sign(PAYLOAD, OTHER), TYPE)).toEqual(PAYLOAD);
    }
  });

  it("may be signed and opened with keys in PEM", async () => {
    const pem = pemOf(KEYS);
    const jws = await openSigner(pem.signingKey).sign(PAYLOAD, TYPE);
    expect(await openVerifier(pem.verifyKey).verify(jws, TYPE)).toEqual(PAYLOAD);
    expect(jws).toBe(await sign());
  });
});

describe("a key that is none", () => {
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const x25519 = generateKeyPairSync("x25519");
  const pkcs8 = (key: typeof ec.privateKey) => key.export({ format: "der", type: "pkcs8" }).toString("base64");
  const spki = (key: typeof ec.publicKey) => key.export({ format: "der", type: "spki" }).toString("base64");

  const messageFor = (open: () => unknown): string => {
    try {
      open();
    } catch (error) {
      if (error instanceof ConfigurationError) return error.message;
    }
    throw new Error("the key was accepted");
  };

  it.each([
    ["an EC key", pkcs8(ec.privateKey)],
    ["an X25519 key", pkcs8(x25519.privateKey)],
    ["an EC key in PEM", ec.privateKey.export({ format: "pem", type: "pkcs8" }).toString()],
    ["a public key", KEYS.verifyKey],
    ["cut off", KEYS.signingKey.slice(0, 40)],
    ["a password", "correct horse battery staple, correct horse"],
    ["PEM with nothing in it", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIsecret\n-----END PRIVATE KEY-----\n"],
  ])("is refused as signing-key, and the message does not repeat it: %s", (_, key) => {
    for (const message of [messageFor(() => openSigner(key)), messageFor(() => verifyKeyOf(key))]) {
      expect(message).toMatch(/^signing-key: not an Ed25519 key \(.+\), expected one line as "tf-orchestrator keygen" prints it$/);
      for (let at = 0; at + 12 <= key.length; at += 12)
        if (!key.slice(at, at + 12).includes("KEY")) expect(message).not.toContain(key.slice(at, at + 12));
    }
  });

  it.each([
    ["an EC key", spki(ec.publicKey)],
    ["the signing key", KEYS.signingKey],
    ["the signing key in PEM", pemOf(KEYS).signingKey],
    ["one of two wrong", `${KEYS.verifyKey}\n${spki(x25519.publicKey)}`],
  ])("is refused as verify-key, and the message does not repeat it: %s", (_, key) => {
    const message = messageFor(() => openVerifier(key));
    expect(message).toMatch(/^verify-key: not an Ed25519 key \(.+\), expected one line/);
    expect(message).not.toContain(key.slice(-20).trim());
  });
});
