import { asked, isPassing, personOf, RETRIES, type GitHub, type RepositoryPath } from "./client.ts";
import { openViewer, withoutBot } from "./viewer.ts";
import type { PullRequests } from "../../ports/pull-requests.ts";

type Comments = Pick<PullRequests, "comment" | "note" | "notesAbout" | "comments" | "reply" | "react">;

/** @param runId tells the comments of one run and attempt from those of others */
export function openComments(api: GitHub, at: RepositoryPath, number: number, runId: string): Comments {
  const viewerLogin = openViewer(api);
  /** Our comments of a phase, oldest first. */
  const ofPhase = async (phase: string) => {
    const login = await viewerLogin();
    const comments = await asked("issues: read", () =>
      api.paginate(api.rest.issues.listComments, { ...at, issue_number: number, per_page: 100 }),
    );
    return comments.filter(
      (comment) => comment.body?.includes(markerOf(phase)) === true && withoutBot(comment.user?.login ?? "") === login,
    );
  };
  return {
    comment: async (phase, body) => {
      const marked = withMarker(body, `${markerOf(phase)}<!-- run ${runId} -->`);
      const ours = async () => await ofPhase(phase);
      const [newest, ...older] = (await ours()).toReversed();
      for (const comment of older) await minimise(api, comment.node_id);
      if (newest !== undefined) {
        const { data } = await asked("pull-requests: write", () =>
          api.rest.issues.updateComment({ ...at, comment_id: newest.id, body: withWaiting(marked, phase, newest.body ?? "") }),
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

    note: async (phase, line, about) => {
      const newest = (await ofPhase(phase)).at(-1);
      if (newest === undefined) return;
      const body = withNote(newest.body ?? "", phase, line, about);
      if (body.length > LONGEST_BODY || body === newest.body) return;
      await asked("pull-requests: write", () => api.rest.issues.updateComment({ ...at, comment_id: newest.id, body }));
    },

    notesAbout: async (phase) => notesIn((await ofPhase(phase)).at(-1)?.body ?? "").map(({ about }) => about),

    comments: async () => {
      const comments = await asked("issues: read", () =>
        api.paginate(api.rest.issues.listComments, { ...at, issue_number: number, per_page: 100 }),
      );
      const given = comments.filter(
        ({ reactions, body }) => (reactions?.eyes ?? 0) + (reactions?.confused ?? 0) > 0 || (body ?? "").startsWith(OWN_MARK),
      );
      const own = await ownTraces(
        api,
        given.map(({ node_id }) => node_id),
      );
      return comments.flatMap(({ id, node_id, body, user, created_at, updated_at }) =>
        user === null
          ? []
          : [
              {
                id,
                body: body ?? "",
                author: personOf(user),
                createdAt: created_at,
                updatedAt: updated_at,
                ours: own.has(node_id),
                reactions: { eyes: own.has(`${node_id} EYES`), confused: own.has(`${node_id} CONFUSED`) },
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

/** A comment that says it is an answer of ours. */
const OWN_MARK = "<!-- tf-orchestrator:answered ";
const TRACES =
  "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on IssueComment { viewerDidAuthor reactionGroups { content viewerHasReacted } } } }";
const NODES_PER_QUERY = 100;

/** `{node id} EYES` for each reaction that we gave, and the node id of each comment that we wrote. The REST API counts everybody's reactions together. */
async function ownTraces(api: GitHub, ids: readonly string[]): Promise<Set<string>> {
  const own = new Set<string>();
  for (let from = 0; from < ids.length; from += NODES_PER_QUERY) {
    const { nodes } = await asked("issues: read", () =>
      api.graphql<{ nodes: (TracedComment | null)[] }>(TRACES, { ids: ids.slice(from, from + NODES_PER_QUERY) }),
    );
    for (const node of nodes) {
      if (node?.viewerDidAuthor === true) own.add(node.id);
      for (const group of node?.reactionGroups ?? []) if (group.viewerHasReacted) own.add(`${node?.id ?? ""} ${group.content}`);
    }
  }
  return own;
}

interface TracedComment {
  id: string;
  viewerDidAuthor?: boolean;
  reactionGroups?: { content: string; viewerHasReacted: boolean }[] | null;
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

function markerOf(phase: string): string {
  return `<!-- tf-orchestrator:${phase} -->`;
}

/** GitHub takes no more. */
const LONGEST_BODY = 65_536;

const NOTE = /^<!-- tf-orchestrator:note (\S[^\n]*?) -->\n([^\n]*)$/gm;

function notesIn(body: string): { about: string; line: string }[] {
  return [...body.matchAll(NOTE)].map(([, about = "", line = ""]) => ({ about, line }));
}

/** Who waits is known from them alone, and has not changed by a new verdict. */
function withWaiting(body: string, phase: string, before: string): string {
  const waiting = notesIn(before).filter(({ about }) => about.startsWith("waits "));
  const whole = waiting.reduceRight((text, { about, line }) => withNote(text, phase, line, about), body);
  return whole.length > LONGEST_BODY ? body : whole;
}

/** The body with this line below its markers, in place of an earlier one. */
function withNote(body: string, phase: string, line: string, about: string | undefined): string {
  const marker = about === undefined ? "<!-- tf-orchestrator:note -->" : `<!-- tf-orchestrator:note ${about} -->`;
  const before = body.indexOf(`${marker}\n`);
  const end = before === -1 ? -1 : body.indexOf("\n\n", before);
  const plain = end === -1 ? body : body.slice(0, before) + body.slice(end + 2);
  const top = plain.indexOf("\n", plain.indexOf(markerOf(phase))) + 1;
  return `${plain.slice(0, top)}${marker}\n${line.replaceAll("\n", " ")}\n\n${plain.slice(top)}`;
}
