/** Runs of GitHub Actions. */
export interface Runs {
  /** Whether this attempt of a run has ended; null: GitHub does not say. @param run `repository` is `owner/name` */
  hasEnded(run: { id: number; attempt: number; repository: string }): Promise<boolean | null>;
}
