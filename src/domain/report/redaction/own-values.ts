/** Values that are secret only as the whole value of a key. */
export class OwnValues {
  readonly #anyKey = new Set<string>();
  readonly #keysOf = new Map<string, Set<string>>();
  readonly #keys = new Set<string>();

  /** `key`: null when any key makes it a secret. */
  add(key: string | null, value: string): void {
    if (key !== null) this.#keys.add(key);
    const keys = this.#keysOf.get(value);
    if (key === null) this.#anyKey.add(value);
    else if (keys === undefined) this.#keysOf.set(value, new Set([key]));
    else keys.add(key);
  }

  get isEmpty(): boolean {
    return this.#anyKey.size === 0 && this.#keysOf.size === 0;
  }

  /** Whether a line may hold one of them. Of many keys the answer is yes, because to look for each would take longer than to read the line. */
  mayStandIn(line: string): boolean {
    if (this.#anyKey.size > 0 || this.#keys.size > MOST_KEYS) return true;
    for (const key of this.#keys) if (line.includes(key)) return true;
    return false;
  }

  has(key: string, value: string): boolean {
    return this.#anyKey.has(value) || this.#keysOf.get(value)?.has(key) === true;
  }
}

const MOST_KEYS = 16;
