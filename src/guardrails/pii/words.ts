/** Which of many words stand in a stretch of text: all of them are looked for at once, in a tree of their letters. */

/** How many characters the tree knows. */
const CODES = 0x250

interface Entry {
  readonly word: string
  readonly bit: number
}

/** All words that a simple pattern stands for: letters, `[ab]`, `(?:one|other)`, and `?` behind any of them. A backslash takes a mark as it is. */
export function spelled(pattern: string): string[] {
  let at = 0
  function either(): string[] {
    const all = inTurn()
    while (pattern[at] === '|') {
      at++
      all.push(...inTurn())
    }
    return all
  }
  function inTurn(): string[] {
    let words = ['']
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
      const next = one()
      if (pattern[at] === '?') {
        at++
        next.push('')
      }
      words = words.flatMap((word) => next.map((more) => word + more))
    }
    return words
  }
  function one(): string[] {
    if (pattern.startsWith('(?:', at)) {
      at += 3
      const words = either()
      at++
      return words
    }
    if (pattern[at] === '[') {
      const end = pattern.indexOf(']', at)
      const letters = pattern.slice(at + 1, end).split('')
      at = end + 1
      return letters
    }
    if (pattern[at] === '\\') at++
    return [pattern.charAt(at++)]
  }
  return [...new Set(either())]
}

/** A tree of words. Each has a bit; a word may have several. */
export class WordTree {
  readonly #entries: Entry[] = []
  /** The column of each character, 0 for one that is in no word. Made when it is first needed, as what follows. */
  #columns = new Uint8Array(0)
  #width = 0
  /** The next node, by node and column; 0 where there is none. */
  #next = new Uint16Array(0)
  #bits = new Int32Array(0)

  /** Words as patterns, and the bit of each. */
  constructor(words: ReadonlyArray<readonly [pattern: string, bit: number]> = []) {
    for (const [pattern, bit] of words) this.add(pattern, bit)
  }

  add(pattern: string, bit: number): void {
    for (const word of spelled(pattern)) this.#entries.push({ word, bit })
    this.#width = 0
  }

  /** The node behind `node` for this character, or 0. The root is 0, too. */
  step(node: number, code: number): number {
    return code < CODES ? (this.#next[node * this.#width + (this.#columns[code] as number)] as number) : 0
  }

  /** The bits of the words that end at this node. */
  bits(node: number): number {
    return this.#bits[node] as number
  }

  /** Before the first `step`. */
  grow(): void {
    if (this.#width > 0) return
    this.#columns = new Uint8Array(CODES)
    for (const { word } of this.#entries) {
      for (let at = 0; at < word.length; at++) this.#columns[word.charCodeAt(at)] ||= ++this.#width
    }
    this.#width++
    const most = this.#entries.reduce((sum, { word }) => sum + word.length, 1)
    const next = new Uint16Array(most * this.#width)
    const bits = new Int32Array(most)
    let count = 1
    for (const { word, bit } of this.#entries) {
      let node = 0
      for (let at = 0; at < word.length; at++) node = next[node * this.#width + (this.#columns[word.charCodeAt(at)] as number)] ||= count++
      bits[node] = (bits[node] as number) | bit
    }
    this.#next = next.slice(0, count * this.#width)
    this.#bits = bits.slice(0, count)
  }
}
