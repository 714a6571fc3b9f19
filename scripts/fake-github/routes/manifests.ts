import { generateKeyPairSync, randomBytes } from "node:crypto";
import { z } from "zod";
import { ApiError, created, notFound } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { app as presentedApp } from "../present.ts";
import { param } from "../routing.ts";
import type { Call, Route } from "../routing.ts";
import type { App, State } from "../state.ts";

/* Apps from a manifest: the page that a browser posts it to, and the exchange of the code that comes back. */

const manifestSchema = z.object({
  name: z.string().min(1).max(34),
  url: z.url(),
  redirect_url: z.url(),
  description: z.string().optional(),
  public: z.boolean().optional(),
  default_permissions: z.record(z.string(), z.enum(["read", "write", "admin"])).default({}),
  default_events: z.array(z.string()).default([]),
  hook_attributes: z.object({ url: z.url(), active: z.boolean().optional() }).optional(),
});

/** `POST /settings/apps/new` or `/organizations/ORG/settings/apps/new`, as a browser sends the form; whoever sends it has agreed. null: another page. */
export function registerApp(state: State, method: string, url: URL, text: string, login: string | null): Answer | null {
  const owner = /^(?:\/organizations\/([^/]+))?\/settings\/apps\/new$/.exec(url.pathname);
  if (owner === null || method !== "POST") return null;
  const manifest = manifestSchema.parse(JSON.parse(new URLSearchParams(text).get("manifest") ?? "null"));
  const code = randomBytes(20).toString("hex");
  state.manifests.set(code, { owner: owner[1] ?? login ?? "ghost", name: manifest.name, permissions: manifest.default_permissions });
  const back = new URL(manifest.redirect_url);
  back.searchParams.set("code", code);
  back.searchParams.set("state", url.searchParams.get("state") ?? "");
  return { status: 302, headers: { location: back.href } };
}

/** Good once. Everybody who has the code may. */
function convert(call: Call): Answer {
  const { state } = call;
  const code = param(call, "code");
  const manifest = state.manifests.get(code);
  if (!manifest) throw notFound();
  state.manifests.delete(code);
  const slug = manifest.name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  if ([...state.apps.values()].some((one) => one.slug === slug)) throw new ApiError(422, "Name has already been taken");
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const made: App = {
    id: state.nextId(),
    slug,
    name: manifest.name,
    owner: manifest.owner,
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    createdAt: state.timestamp(),
  };
  state.apps.set(made.id, made);
  state.addUser({ login: `${slug}[bot]`, type: "Bot" });
  if (!state.user(manifest.owner)) state.addUser({ login: manifest.owner, type: "Organization" });
  return created({
    ...presentedApp(state, made),
    permissions: manifest.permissions,
    client_secret: randomBytes(20).toString("hex"),
    webhook_secret: null,
    pem: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
  });
}

export const manifestRoutes: Route[] = [
  { method: "POST", template: "/app-manifests/{code}/conversions", needs: null, open: true, handle: convert },
];
