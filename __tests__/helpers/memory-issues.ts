import type { Permission } from "../../src/domain/evidence/review.ts";
import type { Issues } from "../../src/ports/issues.ts";
import type { IssueComment } from "../../src/ports/pull-requests.ts";

export interface KeptIssue {
  number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  assignees: string[];
  comments: IssueComment[];
}

/** Issues in memory, of which the first is number 1. */
export interface MemoryIssues extends Issues {
  kept: KeptIssue[];
  /** Who may be assigned. */
  assignable: Set<string>;
  /** By login; nobody else may do anything. */
  permissions: Map<string, Permission>;
  /** Comments as somebody, with what the API tells of it. */
  comment(number: number, by: string, body: string, more?: Partial<IssueComment>): IssueComment;
}

export const BOT = { id: 1, login: "tf-app[bot]", type: "Bot" };

/** @param beside What another run does while ours creates one. */
export function memoryIssues(beside?: (kept: KeptIssue[]) => void): MemoryIssues {
  const kept: KeptIssue[] = [];
  const permissions = new Map<string, Permission>();
  const own = ({ number, state, body }: KeptIssue) => ({ number, state, body, url: `#${number}` });
  const assignable = new Set<string>();
  const people = new Map<string, number>();
  let comments = 0;
  const issue = (number: number): KeptIssue => {
    const found = kept.find((one) => one.number === number);
    if (found === undefined) throw new Error(`there is no issue ${number}`);
    return found;
  };
  const added = (number: number, comment: Omit<IssueComment, "id" | "createdAt" | "updatedAt" | "reactions">): IssueComment => {
    comments += 1;
    const at = new Date(Date.parse("2026-11-21T06:00:00Z") + comments * 1000).toISOString();
    const made = { ...comment, id: comments, createdAt: at, updatedAt: at, reactions: { eyes: false, confused: false } };
    issue(number).comments.push(made);
    return made;
  };
  return {
    kept,
    permissions,
    assignable,
    comment: (number, login, body, more = {}) => {
      if (!people.has(login)) people.set(login, 100 + people.size);
      return Object.assign(added(number, { author: { id: people.get(login) ?? 0, login, type: "User" }, body, ours: false }), more);
    },
    ours: (mark) => Promise.resolve(kept.filter(({ body }) => body.startsWith(mark)).map(own)),
    create: ({ title, body }) => {
      beside?.(kept);
      const made: KeptIssue = { number: kept.length + 1, title, body, state: "open", assignees: [], comments: [] };
      kept.push(made);
      return Promise.resolve(own(made));
    },
    update: (number, change) => {
      Object.assign(kept.find((one) => one.number === number) ?? {}, change);
      return Promise.resolve();
    },
    assign: (number, login) => {
      if (!assignable.has(login)) return Promise.resolve(false);
      issue(number).assignees.push(login);
      return Promise.resolve(true);
    },
    thread: (number) => ({
      comments: () => Promise.resolve(structuredClone(issue(number).comments)),
      claim: (id) => {
        const found = issue(number).comments.find((comment) => comment.id === id);
        if (found === undefined || found.reactions.eyes) return Promise.resolve(false);
        found.reactions = { ...found.reactions, eyes: true };
        return Promise.resolve(true);
      },
      reply: (body) => {
        added(number, { author: BOT, body, ours: true });
        return Promise.resolve();
      },
    }),
    permission: (login) => Promise.resolve(permissions.get(login) ?? "none"),
  };
}
