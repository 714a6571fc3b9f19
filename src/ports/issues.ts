/** An issue that we opened. */
export interface OwnIssue {
  number: number;
  state: "open" | "closed";
  url: string;
}

/** The issues of one repository, as far as we write them. */
export interface Issues {
  /** Those that begin with a mark and that we wrote, open or closed, the oldest first. A plan that is shown further down may hold any text. */
  ours(mark: string): Promise<OwnIssue[]>;
  create(issue: { title: string; body: string }): Promise<OwnIssue>;
  update(number: number, change: { body?: string; state: "open" | "closed" }): Promise<void>;
}
