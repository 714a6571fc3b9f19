import { decodeJwt, importSPKI, jwtVerify } from "jose";
import { ApiError } from "./answer.ts";
import type { Needs } from "./routing.ts";
import { atLeast } from "./state.ts";
import type { App, Repository, State, Token, User } from "./state.ts";

/** Who makes a request, and what they may do. */
export class Actor {
  readonly #state: State;
  readonly token: Token | null;
  /** Set when the request carries an app's own JWT: good for the app's endpoints only. */
  readonly app: App | null;

  constructor(state: State, token: Token | null, app: App | null = null) {
    this.#state = state;
    this.token = token;
    this.app = app;
  }

  get login(): string | null {
    return this.token?.login ?? (this.app ? `${this.app.slug}[bot]` : null);
  }

  /** @throws ApiError 401 for nobody. */
  get user(): User {
    if (!this.login) throw new ApiError(401, "Requires authentication");
    return this.#state.knownUser(this.login);
  }

  /** The app behind the token; null for people. */
  get appId(): number | null {
    return this.token?.appId ?? null;
  }

  sees(repository: Repository): boolean {
    if (!repository.private || this.app) return true;
    if (!this.token) return false;
    if (this.token.kind === "user") return atLeast(this.#state.role(repository, this.token.login), "read");
    return this.#installedOn(this.token, repository);
  }

  may(repository: Repository, needs: Needs): boolean {
    const reads = needs.role === "read" && needs.anyOf.every(([, level]) => level === "read");
    if (!this.token) return reads && !repository.private;
    if (this.token.kind === "user") return !needs.onlyApps && atLeast(this.#state.role(repository, this.token.login), needs.role);
    if (!this.#installedOn(this.token, repository)) return reads && !repository.private;
    const { permissions } = this.token;
    return needs.anyOf.some(([permission, level]) => permission === "metadata" || atLeastLevel(permissions[permission], level));
  }

  /** @throws ApiError 401 without a token, 403 without the permission. */
  require(repository: Repository, needs: Needs): void {
    if (this.may(repository, needs) || (this.app && needs.anyOf.length === 0)) return;
    if (!this.token) throw new ApiError(401, "Requires authentication");
    const wanted = needs.anyOf.map(([permission, level]) => `${permission}=${level}`).join("; ");
    throw new ApiError(403, this.#refusal(needs), { headers: { "x-accepted-github-permissions": wanted } });
  }

  #refusal(needs: Needs): string {
    if (this.token?.kind !== "user") return "Resource not accessible by integration";
    return needs.onlyApps ? "You must authenticate via a GitHub App." : "Resource not accessible by personal access token";
  }

  #installedOn(token: Token, repository: Repository): boolean {
    return token.repositoryIds === "all" || token.repositoryIds.includes(repository.id);
  }
}

export function atLeastLevel(has: string | undefined, wanted: string): boolean {
  const order = ["read", "write", "admin"];
  return has !== undefined && order.indexOf(has) >= order.indexOf(wanted);
}

/**
 * Reads `token T`, `bearer T` or basic authentication (`x-access-token:T`, as git sends it).
 * @throws ApiError 401 for a credential that nobody has.
 */
export async function actorOf(state: State, authorization: string | undefined): Promise<Actor> {
  if (authorization === undefined) return new Actor(state, null);
  const secret = secretOf(authorization);
  const token = state.tokens.get(secret);
  if (token) return new Actor(state, token);
  if (secret.split(".").length === 3) return new Actor(state, null, await appOf(state, secret));
  throw new ApiError(401, "Bad credentials");
}

function secretOf(authorization: string): string {
  const space = authorization.indexOf(" ");
  const scheme = authorization.slice(0, space).toLowerCase();
  const value = authorization.slice(space + 1).trim();
  if (scheme !== "basic") return value;
  const pair = Buffer.from(value, "base64").toString();
  return pair.slice(pair.indexOf(":") + 1);
}

/** The app a JWT speaks for. Its signature and its times count when the app's key is known. */
async function appOf(state: State, jwt: string): Promise<App> {
  try {
    const app = state.apps.get(Number(decodeJwt(jwt).iss));
    if (!app) throw new Error("no such app");
    if (app.publicKey) {
      const now = state.now();
      const { payload } = await jwtVerify(jwt, await importSPKI(app.publicKey, "RS256"), { currentDate: now, maxTokenAge: LONGEST_JWT_S });
      if ((payload.exp ?? Infinity) - now.getTime() / 1000 > LONGEST_JWT_S) throw new Error("'exp' is too far in the future");
    }
    return app;
  } catch {
    throw new ApiError(401, "A JSON web token could not be decoded");
  }
}

/** "Generating a JSON Web Token (JWT) for a GitHub App", GitHub docs. */
const LONGEST_JWT_S = 600;
