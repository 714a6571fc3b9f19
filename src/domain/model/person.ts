/** A GitHub account as the API names it. */
export interface Person {
  /** Stays when the login changes. */
  id: number;
  login: string;
  /** `User`, `Bot`, `Organization`, `Mannequin` */
  type: string;
}

/** Only people review and override: no bot, App, organization or imported account, and not the committer of GitHub's own pages. */
export function isHuman(person: Person): boolean {
  return person.type === "User" && !person.login.toLowerCase().endsWith("[bot]") && !isGitHub(person);
}

/** The committer of what people do on GitHub's own pages, whose signature it bears. */
export function isGitHub({ login }: Pick<Person, "login">): boolean {
  return login.toLowerCase() === "web-flow";
}

/** Whether two accounts are one. A login that matches counts too: where two answers disagree, they are taken for the same. */
export function isSamePerson(a: Pick<Person, "id" | "login">, b: Pick<Person, "id" | "login">): boolean {
  return a.id === b.id || isSameLogin(a.login, b.login);
}

export function isSameLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
