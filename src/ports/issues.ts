import type { Permission } from "../domain/evidence/review.ts";
import type { IssueComment } from "./pull-requests.ts";

/** An issue that we opened. */
export interface OwnIssue {
  number: number;
  state: "open" | "closed";
  url: string;
  body: string;
}

/** The issues of one repository, as far as we write them. */
export interface Issues {
  /** Those that begin with a mark and that we wrote, open or closed, the oldest first. A plan that is shown further down may hold any text. */
  ours(mark: string): Promise<OwnIssue[]>;
  create(issue: { title: string; body: string }): Promise<OwnIssue>;
  update(number: number, change: { body?: string; state: "open" | "closed" }): Promise<void>;
  /** Assigns an issue to somebody besides those who are assigned already. @returns false: they cannot be assigned in this repository. */
  assign(number: number, login: string): Promise<boolean>;
  /** What people write below an issue. */
  thread(number: number): IssueThread;
  /** What somebody may do in the repository; `unknown` when the API gives no answer. */
  permission(login: string): Promise<Permission>;
}

export interface IssueThread {
  /** All comments, oldest first. */
  comments(): Promise<IssueComment[]>;
  /** Gives a comment our mark that it is seen to. Of several runs that try, one gets true. */
  claim(commentId: number): Promise<boolean>;
  reply(body: string): Promise<void>;
}
