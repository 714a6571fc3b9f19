import { asked, isPassing, personOf, RETRIES, type GitHub, type RepositoryPath } from "./client.ts";
import type { PullRequests } from "../../ports/pull-requests.ts";

type Comments = Pick<PullRequests, "comment" | "comments" | "reply" | "react">;

/** @param runId tells the comments of one run and attempt from those of others */
export function openComments(api: GitHub, at: RepositoryPath, number: number, runId: string): Comments {
  let viewer: Promise<string> | undefined;
  const viewerLogin = () =>
    (viewer ??= asked("metadata: read", () => api.graphql<{ viewer: { login: string } }>("query { viewer { login } }")).then(
      ({ viewer: { login } }) => withoutBot(login),
    ));
  return {
    comment: async (phase, body) => {
      const marker = `<!-- tf-orchestrator:${phase} -->`;
      const marked = withMarker(body, `${marker}<!-- run ${runId} -->`);
      const login = await viewerLogin();
      const ours = async () => {
        const comments = await asked("issues: read", () =>
          api.paginate(api.rest.issues.listComments, { ...at, issue_number: number, per_page: 100 }),
        );
        return comments.filter((comment) => comment.body?.includes(marker) === true && withoutBot(comment.user?.login ?? "") === login);
      };
      const [newest, ...older] = (await ours()).toReversed();
      for (const comment of older) await minimise(api, comment.node_id);
      if (newest !== undefined) {
        const { data } = await asked("pull-requests: write", () =>
          api.rest.issues.updateComment({ ...at, comment_id: newest.id, body: marked }),
        );
        return data.html_url;
      }
      return await createOnce(
        async () =>
          (
            await asked("pull-requests: write", () =>
              api.rest.issues.createComment({ ...at, issue_number: number, body: marked, request: { retries: 0 } }),
            )
          ).data.html_url,
        async () => (await ours()).find((comment) => comment.body?.includes(`<!-- run ${runId} -->`))?.html_url,
      );
    },

    comments: async () => {
      const comments = await asked("issues: read", () =>
        api.paginate(api.rest.issues.listComments, { ...at, issue_number: number, per_page: 100 }),
      );
      return comments.flatMap(({ id, body, user, created_at, updated_at, reactions }) =>
        user === null
          ? []
          : [
              {
                id,
                body: body ?? "",
                author: personOf(user),
                createdAt: created_at,
                updatedAt: updated_at,
                reactions: { eyes: reactions?.eyes ?? 0, confused: reactions?.confused ?? 0 },
              },
            ],
      );
    },

    reply: async (body) => {
      await asked("pull-requests: write", () =>
        api.rest.issues.createComment({ ...at, issue_number: number, body, request: { retries: 0 } }),
      );
    },

    react: async (commentId, content) => {
      await asked("issues: write", () => api.rest.reactions.createForIssueComment({ ...at, comment_id: commentId, content }));
    },
  };
}

async function minimise(api: GitHub, nodeId: string): Promise<void> {
  const mutation =
    "mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } } }";
  await asked("pull-requests: write", () => api.graphql(mutation, { id: nodeId }));
}

/** A POST must not be sent twice blindly: a 502 may come after the write. So look first, then send again. */
async function createOnce<Created>(create: () => Promise<Created>, find: () => Promise<Created | undefined>): Promise<Created> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await create();
    } catch (error) {
      if (attempt > RETRIES || !isPassing(error)) throw error;
      const found = await find();
      if (found !== undefined) return found;
    }
  }
}

/** The marker goes below the record: the record is the comment's first bytes. */
function withMarker(body: string, marker: string): string {
  const record = /^<!-- tf-orchestrator:v1 [\w.-]+ -->\n/.exec(body)?.[0] ?? "";
  return `${record}${marker}\n${body.slice(record.length)}`;
}

function withoutBot(login: string): string {
  return login.replace(/\[bot\]$/, "");
}
