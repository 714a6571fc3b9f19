/** How a literal counts as found: `anywhere`; as a `word` of its own; or as the start of an encoded `run`, which is hidden to its ends. */
export type LiteralKind = "anywhere" | "word" | "run";

export interface Literal {
  text: string;
  kind: LiteralKind;
}

/** Half open, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Finds any number of literals in one pass over a text: time grows with the text, not with the number of literals.
 * @see Aho and Corasick 1975, "Efficient string matching: an aid to bibliographic search", CACM 18(6).
 */
export class LiteralSearch {
  readonly #edges: EdgeTable;
  /** Next node by first character: most characters of a text start no literal. */
  readonly #first = new Int32Array(65_536);
  readonly #fail: Int32Array;
  readonly #depth: Int32Array;
  /** Index into KINDS plus one where a literal ends, else 0. */
  readonly #kind: Uint8Array;
  /** The nearest shorter node where a literal ends, else 0. */
  readonly #shorter: Int32Array;

  constructor(literals: readonly Literal[]) {
    const size = literals.reduce((sum, literal) => sum + literal.text.length, 1);
    this.#edges = new EdgeTable(size);
    this.#fail = new Int32Array(size);
    this.#depth = new Int32Array(size);
    this.#kind = new Uint8Array(size);
    this.#shorter = new Int32Array(size);
    this.#link(this.#insert(literals));
  }

  /** Spans of literals in the text, in order of their ends; they may overlap. */
  find(text: string): Span[] {
    const found: Span[] = [];
    const first = this.#first;
    let node = 0;
    for (let index = 0; index < text.length; index++) {
      const character = text.charCodeAt(index);
      node = node === 0 ? (first[character] ?? 0) : this.#next(node, character);
      if (node === 0) continue;
      for (let match = this.#ending(node); match !== 0; match = this.#shorter[match] ?? 0) {
        const here = { start: index + 1 - (this.#depth[match] ?? 0), end: index + 1 };
        const last = found.at(-1);
        if (last !== undefined && last.start <= here.start && here.end <= last.end) break; // else a long run would be walked again and again
        const span = accepted(text, here, KINDS[(this.#kind[match] ?? 1) - 1]);
        if (span === null) continue; // only words are ever refused, and they are short: few steps
        found.push(span);
        break; // shorter ones lie inside
      }
    }
    return found;
  }

  /** Adds the literals as paths from the root. */
  #insert(literals: readonly Literal[]): Trie {
    const trie: Trie = { count: 1, parent: new Int32Array(this.#fail.length), character: new Uint16Array(this.#fail.length) };
    for (const literal of literals) {
      let node = 0;
      for (let index = 0; index < literal.text.length; index++) {
        const character = literal.text.charCodeAt(index);
        let next = this.#edges.get(node, character);
        if (next === 0) {
          next = trie.count++;
          this.#edges.set(node, character, next);
          trie.parent[next] = node;
          trie.character[next] = character;
          this.#depth[next] = index + 1;
          if (node === 0) this.#first[character] = next;
        }
        node = next;
      }
      // The kind that hides most wins where two literals are equal.
      this.#kind[node] = Math.max(this.#kind[node] ?? 0, KINDS.indexOf(literal.kind) + 1);
    }
    return trie;
  }

  /** Sets the failure links, shallow nodes first. */
  #link(trie: Trie): void {
    for (const node of byDepth(this.#depth, trie.count)) {
      const parent = trie.parent[node] ?? 0;
      const fail = parent === 0 ? 0 : this.#next(this.#fail[parent] ?? 0, trie.character[node] ?? 0);
      this.#fail[node] = fail;
      this.#shorter[node] = this.#ending(fail);
    }
  }

  #ending(node: number): number {
    return this.#kind[node] === 0 ? (this.#shorter[node] ?? 0) : node;
  }

  #next(from: number, character: number): number {
    let node = from;
    while (node !== 0) {
      const next = this.#edges.get(node, character);
      if (next !== 0) return next;
      node = this.#fail[node] ?? 0;
    }
    return this.#first[character] ?? 0;
  }
}

interface Trie {
  count: number;
  parent: Int32Array;
  character: Uint16Array;
}

const KINDS: readonly LiteralKind[] = ["word", "run", "anywhere"];

function accepted(text: string, span: Span, kind: LiteralKind | undefined): Span | null {
  switch (kind) {
    case "word":
      return isWord(text, span) ? span : null;
    case "run":
      return encodedRun(text, span);
    case "anywhere":
    case undefined:
      return span;
  }
}

/** Not part of a longer word; an escape such as the `n` of `\n` is no letter. */
function isWord(text: string, { start, end }: Span): boolean {
  const before = !ALPHANUMERIC.test(text.charAt(start - 1)) || /^\\[nrt]$/.test(text.slice(Math.max(0, start - 2), start));
  return before && !ALPHANUMERIC.test(text.charAt(end));
}

function encodedRun(text: string, { start, end }: Span): Span {
  let from = start;
  let to = end;
  while (from > 0 && ENCODED.test(text.charAt(from - 1))) from--;
  while (to < text.length && ENCODED.test(text.charAt(to))) to++;
  return { start: from, end: to };
}

const ALPHANUMERIC = /[A-Za-z0-9]/;
const ENCODED = /[A-Za-z0-9+/=_-]/;

/** Nodes without the root, shallow ones first: a counting sort. */
function byDepth(depth: Int32Array, count: number): Int32Array {
  let deepest = 0;
  for (let node = 1; node < count; node++) deepest = Math.max(deepest, depth[node] ?? 0);
  const at = new Int32Array(deepest + 2);
  for (let node = 1; node < count; node++) at[(depth[node] ?? 0) + 1] = (at[(depth[node] ?? 0) + 1] ?? 0) + 1;
  for (let level = 1; level < at.length; level++) at[level] = (at[level] ?? 0) + (at[level - 1] ?? 0);
  const order = new Int32Array(Math.max(0, count - 1));
  for (let node = 1; node < count; node++) {
    const level = depth[node] ?? 0;
    const place = at[level] ?? 0;
    order[place] = node;
    at[level] = place + 1;
  }
  return order;
}

/** (node, character) → node, in flat arrays: a million edges in 20 MB instead of 100. */
class EdgeTable {
  readonly #mask: number;
  readonly #from: Int32Array;
  readonly #character: Uint16Array;
  readonly #to: Int32Array;

  constructor(edges: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, edges) * 1.5));
    this.#mask = slots - 1;
    this.#from = new Int32Array(slots);
    this.#character = new Uint16Array(slots);
    this.#to = new Int32Array(slots);
  }

  /** 0 where there is no edge: none leads to the root. */
  get(from: number, character: number): number {
    return this.#to[this.#slot(from, character)] ?? 0;
  }

  set(from: number, character: number, to: number): void {
    const slot = this.#slot(from, character);
    this.#from[slot] = from;
    this.#character[slot] = character;
    this.#to[slot] = to;
  }

  #slot(from: number, character: number): number {
    let hash = Math.imul(from, 0x9e3779b1) ^ Math.imul(character + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & this.#mask;
    while (this.#to[slot] !== 0 && (this.#from[slot] !== from || this.#character[slot] !== character)) slot = (slot + 1) & this.#mask;
    return slot;
  }
}
