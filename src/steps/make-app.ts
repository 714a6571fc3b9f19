import {
  APP_PERMISSIONS,
  appManifest,
  appName,
  OPENER_PERMISSIONS,
  TEAM_PERMISSIONS,
  type AppManifest,
} from "../domain/setup/app-manifest.ts";
import { APP_ID, APP_PRIVATE_KEY } from "../domain/setup/names.ts";
import { isOneForBoth, type AppPlace, type SetupRequest } from "../domain/setup/steps.ts";
import type { GitHubSetup, MadeApp, SetupRefusal } from "../ports/github-setup.ts";

/** What the browser is sent to GitHub with. */
export async function appRegistration(
  request: Pick<SetupRequest, "controller" | "sources"> & { settings: Pick<SetupRequest["settings"], "approvalRules"> },
  serverUrl: string,
  github: Pick<GitHubSetup, "isOrganization">,
): Promise<{ registrationUrl: string; manifest: (redirectUrl: string) => AppManifest }> {
  const { controller } = request;
  const [owner = ""] = controller.split("/");
  const permissions = isOneForBoth(request)
    ? OPENER_PERMISSIONS
    : request.settings.approvalRules?.some(({ need }) => need.teams.length > 0 || need.codeOwners) === true
      ? TEAM_PERMISSIONS
      : APP_PERMISSIONS;
  const settings = (await github.isOrganization(owner)) ? `organizations/${owner}/settings` : "settings";
  return {
    registrationUrl: `${serverUrl}/${settings}/apps/new`,
    manifest: (redirectUrl) => appManifest(appName(owner), `${serverUrl}/${controller}`, redirectUrl, permissions),
  };
}

/** Stores id and key in all places; what is refused in one does not stop the others. */
export async function storeApp({ id, privateKey }: MadeApp, places: readonly AppPlace[], github: GitHubSetup): Promise<SetupRefusal[]> {
  const refusals: (SetupRefusal | null)[] = [];
  for (const { repository, environment, isNew } of places)
    refusals.push(
      await github.storeSecret(repository, environment, APP_PRIVATE_KEY, privateKey),
      await github.carryOut(repository, { kind: "variable", environment, name: APP_ID, value: String(id), isNew }),
    );
  return refusals.filter((refusal) => refusal !== null);
}
