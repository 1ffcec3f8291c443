/** Finds phrases in a text, all of them in one pass. */
import type { Finder, Match } from './check.ts'
import { fold } from './fold.ts'

export interface PhraseOptions {
  readonly phrases: readonly string[]
  readonly caseSensitive: boolean
  /** True: not inside a longer word. */
  readonly words: boolean
}

export interface Phrases extends Finder {
  /** Which phrases there are, in the order of the list. */
  seen(text: string): readonly boolean[]
}

interface Node {
  readonly next: Map<number, Node>
  readonly depth: number
  /** The phrase that ends here. */
  phrase: number | undefined
  /** The longest end of this one that begins a phrase. */
  shorter: Node | undefined
  /** The next of those at which a phrase ends. */
  shorterPhrase: Node | undefined
}

/**
 * Where phrases overlap, the first find is whole and the next one is the rest: every character of each is in a find.
 *
 * @see https://dl.acm.org/doi/10.1145/360825.360855 Aho and Corasick, Efficient string matching
 */
export function phraseFinder({ phrases, caseSensitive, words }: PhraseOptions): Phrases {
  const folded = caseSensitive ? (text: string) => text : fold
  const composed = phrases.map((phrase) => folded(phrase.normalize('NFC')))
  const root = trieOf(composed)
  const firsts = Uint8Array.from({ length: 128 }, (_, code) => (root.next.has(code) ? 1 : 0))
  const reach = Math.max(...composed.map(({ length }) => length))
  return { find, settledUntil, seen, reach }

  function find(text: string, from = 0): readonly Match[] {
    return scanned(text, from).found
  }

  function settledUntil(text: string, from = 0): number {
    const { found, open } = scanned(text, from)
    let settled = text.length - open
    for (let at = found.length - 1; at >= 0; at--) {
      const { start, end } = found[at] as Match
      if (end <= settled) break
      if (start < settled) settled = start
    }
    return settled
  }

  function scanned(text: string, from: number): { readonly found: readonly Match[]; readonly open: number } {
    const found: Match[] = []
    const open = walk(text, from, (start, end) => {
      while (found.length > 0 && (found.at(-1) as Match).start >= start) found.pop()
      found.push({ start: Math.max(start, found.at(-1)?.end ?? 0), end, kind: 'phrase' })
      return true // the longest covers the others that end here
    })
    return { found, open }
  }

  function seen(text: string): readonly boolean[] {
    const found = new Set<number>()
    walk(text, 0, (_start, _end, phrase) => {
      found.add(phrase)
      return false
    })
    return composed.map((phrase) => found.has(composed.indexOf(phrase))) // two may be the same when folded
  }

  /** Tells of every phrase that begins at `from` or later, at each place the longest first, until it is told that this was enough. Gives how much of the end begins a phrase. */
  function walk(text: string, from: number, tell: (start: number, end: number, phrase: number) => boolean): number {
    const plain = folded(from === 0 ? text : text.slice(from))
    let node = root
    for (let at = 0; at < plain.length; at++) {
      const code = plain.charCodeAt(at)
      if (node === root && !mayBegin(code)) continue
      let next = node.next.get(code)
      while (next === undefined && node !== root) {
        node = node.shorter as Node
        next = node.next.get(code)
      }
      node = next ?? root
      let ending = node.phrase === undefined ? node.shorterPhrase : node
      while (ending !== undefined) {
        const end = from + at + 1
        const start = end - ending.depth
        if ((!words || isWhole(text, start, end)) && tell(start, end, ending.phrase as number)) break
        ending = ending.shorterPhrase
      }
    }
    return node.depth
  }

  /** Most characters begin no phrase. */
  function mayBegin(code: number): boolean {
    return code > 127 || firsts[code] === 1
  }
}

function trieOf(phrases: readonly string[]): Node {
  const root = nodeAt(0)
  const nodes: Node[] = []
  phrases.forEach((phrase, at) => {
    let node = root
    for (let index = 0; index < phrase.length; index++) {
      const code = phrase.charCodeAt(index)
      let next = node.next.get(code)
      if (next === undefined) node.next.set(code, (next = nodeAt(index + 1)))
      node = next
    }
    node.phrase ??= at
  })
  for (const child of root.next.values()) {
    child.shorter = root
    nodes.push(child)
  }
  for (const node of nodes) {
    for (const [code, child] of node.next) {
      let shorter = node.shorter
      while (shorter !== undefined && !shorter.next.has(code)) shorter = shorter.shorter
      child.shorter = shorter?.next.get(code) ?? root
      child.shorterPhrase = child.shorter.phrase === undefined ? child.shorter.shorterPhrase : child.shorter
      nodes.push(child)
    }
  }
  return root
}

function nodeAt(depth: number): Node {
  return { next: new Map(), depth, phrase: undefined, shorter: undefined, shorterPhrase: undefined }
}

const WORD = /[\p{L}\p{N}\p{M}_]/u

/** A side that is no word's itself needs no edge: `C++` in `C++20`. */
function isWhole(text: string, start: number, end: number): boolean {
  return !(isWord(text[start]) && isWord(text[start - 1])) && !(isWord(text[end - 1]) && isWord(text[end]))
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && WORD.test(char)
}
