import { hostname, userInfo } from "node:os";

/** `user@host`, as terraform names itself in the locks that it takes. (terraform, statemgr.NewLockInfo) */
export function userAtHost(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    // In a container whose user has no name.
    return `@${hostname()}`;
  }
}
