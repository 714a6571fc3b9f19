import type { Issues } from "../../ports/issues.ts";
import { asked, ignoreStatus, type GitHub } from "./client.ts";
import { openComments } from "./comments.ts";
import { permissionOf } from "./people.ts";
import { openViewer, withoutBot } from "./viewer.ts";

/** By it our issues are found without reading all of a repository. */
const LABEL = "tf-drift";

/** Issues over GitHub's REST API. @param fullName `owner/name` */
export function openIssues(api: GitHub, fullName: string): Issues {
  const [owner = "", repo = ""] = fullName.split("/");
  const at = { owner, repo };
  const viewer = openViewer(api);
  return {
    ours: async (mark) => {
      const login = await viewer();
      const issues = await asked("issues: read", () =>
        api.paginate(api.rest.issues.listForRepo, { ...at, state: "all", labels: LABEL, per_page: 100 }),
      );
      return issues
        .filter(
          ({ body, user, pull_request: pull }) =>
            pull === undefined && body?.startsWith(mark) === true && withoutBot(user?.login ?? "") === login,
        )
        .map(({ number, state, html_url: url, body }) => ({
          number,
          state: state === "open" ? ("open" as const) : ("closed" as const),
          url,
          body: body ?? "",
        }))
        .sort((a, b) => a.number - b.number);
    },
    create: async ({ title, body }) => {
      const { data } = await asked("issues: write", () =>
        // What is not known to be written is not written twice: the next run finds it.
        api.rest.issues.create({ ...at, title, body, labels: [LABEL], request: { retries: 0 } }),
      );
      return { number: data.number, state: "open", url: data.html_url, body };
    },
    update: async (number, change) => {
      await asked("issues: write", () => api.rest.issues.update({ ...at, issue_number: number, ...change }));
    },
    assign: async (number, login) => {
      // Asked before: GitHub refuses an issue's assignees with 422 for some of whom it does not know, and drops others without a word.
      const isKnown = await asked("issues: read", () => api.rest.issues.checkUserCanBeAssigned({ ...at, assignee: login })).then(
        () => true,
        (error: unknown) => {
          ignoreStatus(404)(error);
          return false;
        },
      );
      if (isKnown) await asked("issues: write", () => api.rest.issues.addAssignees({ ...at, issue_number: number, assignees: [login] }));
      return isKnown;
    },
    thread: (number) => ({
      comments: openComments(api, at, number, "").comments,
      claim: async (commentId) => {
        // 200 instead of 201: it was there before. Not tried again: whether the first try came through, nobody could tell.
        const { status } = await asked("issues: write", () =>
          api.rest.reactions.createForIssueComment({ ...at, comment_id: commentId, content: "eyes", request: { retries: 0 } }),
        );
        return status === 201;
      },
      reply: async (body) => {
        await asked("issues: write", () => api.rest.issues.createComment({ ...at, issue_number: number, body, request: { retries: 0 } }));
      },
    }),
    permission: async (login) => await permissionOf(api, at, login),
  };
}
