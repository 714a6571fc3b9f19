/**
 * A secret as only GitHub can read it. ("Encrypting secrets for the REST API", GitHub docs)
 * @param publicKey In base64, of the repository or the environment.
 */
export async function sealed(value: string, publicKey: string): Promise<string> {
  // Large, and only `setup` needs it: it stays a package of its own beside the bundle, loaded here.
  const { default: sodium } = await import(/* webpackIgnore: true */ "libsodium-wrappers");
  await sodium.ready;
  const { ORIGINAL } = sodium.base64_variants;
  return sodium.to_base64(sodium.crypto_box_seal(value, sodium.from_base64(publicKey, ORIGINAL)), ORIGINAL);
}
