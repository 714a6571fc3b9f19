/** State, backups, records and audit, by key. S3 or a folder. */
export interface StateStore {
  /** For messages: `s3://bucket` or `file:dir`. */
  readonly name: string;
  get(key: string): Promise<StoredObject | null>;
  /** Only where the key is free. `retainUntil`: nobody may remove or change it before that time; only S3 can promise it. */
  create(key: string, body: Uint8Array, options?: { retainUntil?: Date }): Promise<"created" | "exists">;
  /** Only while the object still has this ETag. */
  replace(key: string, body: Uint8Array, etag: string): Promise<"replaced" | "changed">;
  /** Only while the object still has this ETag; null: one that is never written again, and may be gone already. */
  remove(key: string, etag: string | null): Promise<"removed" | "changed">;
  /**
   * Keys under a prefix, with size and time, sorted by key.
   * @param options `without`: folders that are left out, and not walked through where the store can help it. `namesOnly`: nobody asks for size and
   * time; they may be missing (0 bytes, 1970) where the store would have to look them up. `enough`: so many keys or more suffice, the first ones.
   */
  list(prefix: string, options?: { without?: readonly string[]; namesOnly?: boolean; enough?: number }): Promise<StoredEntry[]>;
  /** The texts of many objects, in any order; what is gone is left out. Only where that is faster than to ask for each. */
  readEach?(keys: readonly string[], visit: (key: string, text: string) => void): Promise<void>;
}

export interface StoredObject {
  body: Uint8Array;
  etag: string;
  modifiedAt: Date;
}

export interface StoredEntry {
  key: string;
  sizeBytes: number;
  modifiedAt: Date;
}
