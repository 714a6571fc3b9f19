import { generateKeyPairSync } from "node:crypto";
import type { Stage } from "../../scripts/lab/stage.ts";

/** A new GitHub App that an organisation has installed, as the action's inputs. */
export async function appInputs(
  github: Stage["github"],
  slug: string,
  owner: string,
  permissions?: Record<string, "read" | "write">,
): Promise<{ "app-id": string; "app-private-key": string }> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const { id } = await github.createApp({
    slug,
    owner,
    publicKey,
    installedOn: [owner],
    ...(permissions === undefined ? {} : { permissions }),
  });
  return { "app-id": String(id), "app-private-key": privateKey };
}
