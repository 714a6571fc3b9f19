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
  const login = person.login.toLowerCase();
  return person.type === "User" && !login.endsWith("[bot]") && login !== "web-flow";
}

/** Whether two accounts are one. A login that matches counts too: where two answers disagree, they are taken for the same. */
export function isSamePerson(a: Pick<Person, "id" | "login">, b: Pick<Person, "id" | "login">): boolean {
  return a.id === b.id || isSameLogin(a.login, b.login);
}

export function isSameLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
