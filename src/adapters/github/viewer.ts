import { asked, type GitHub } from "./client.ts";

/** Who we are to GitHub, asked once: the login without `[bot]`, which REST and GraphQL write differently. */
export function openViewer(api: GitHub): () => Promise<string> {
  let viewer: Promise<string> | undefined;
  return async () =>
    await (viewer ??= asked("metadata: read", () => api.graphql<{ viewer: { login: string } }>("query { viewer { login } }")).then(
      ({ viewer: { login } }) => withoutBot(login),
    ));
}

export function withoutBot(login: string): string {
  return login.replace(/\[bot\]$/, "");
}
