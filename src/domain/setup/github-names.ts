import { ENVIRONMENT } from "./names.ts";

/** An organisation or a person; behind an underscore, the short code of an enterprise that manages its users. */
const LOGIN = /^[A-Za-z0-9][A-Za-z0-9-]*(?:_[A-Za-z0-9]+)?$/;
const LONGEST_LOGIN = 39;
const REPOSITORY = /^[A-Za-z0-9._-]{1,100}$/;
/** Taken off or refused by GitHub. ("Repository limits", GitHub docs) */
const NO_REPOSITORY = /^\.{1,2}$|\.(?:git|wiki)$/i;
/** GitHub takes more characters; these mean themselves in YAML, in an address and in the subject that a role trusts. */
const ENVIRONMENT_NAME = /^[A-Za-z0-9._-]{1,255}$/;

/** The name of an account on GitHub. */
export function isLogin(text: string): boolean {
  return text.length <= LONGEST_LOGIN && LOGIN.test(text);
}

/** `owner/name` of a repository on GitHub. */
export function isRepository(text: string): boolean {
  const [owner = "", name = "", ...more] = text.split("/");
  return more.length === 0 && isLogin(owner) && REPOSITORY.test(name) && !NO_REPOSITORY.test(name);
}

/** The environment of validations, beside the one of applies. (GitHub compares their names without regard to case) */
export function isPlanEnvironment(text: string): boolean {
  return ENVIRONMENT_NAME.test(text) && text.toLowerCase() !== ENVIRONMENT;
}

export const PLAN_ENVIRONMENT_FORM = `a name such as ${ENVIRONMENT}-plan: letters, digits, dots, hyphens and underscores`;

/** @see "Bucket naming rules", documentation of Amazon S3 */
export function isBucket(text: string): boolean {
  return /^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text);
}

export const BUCKET_FORM = "a bucket name: 3 to 63 lower-case letters, digits, dots and hyphens";
