/** Reads a folded text once: its words, its marks and where its sentences begin, each told to the matcher where a signal needs it. */
import { DIGIT, GAP, LETTER, LINE, MARK, STOP, isMailAt, isUnspaced, kinds, letterOf, spacedLetters } from './characters.ts'
import { ASKS, CHARACTER, REQUESTS, REVERSED, ROTATED, TELLS, TO, WORD, YOU, type Compiled } from './compiled.ts'
import { Matcher, type Found } from './matcher.ts'
import { NONE } from './pairs.ts'
import type { Tree } from './tree.ts'
import { Units } from './units.ts'

/** What ends a sentence or a paragraph sets the words apart as so many words would. */
const SENTENCE = 8 * WORD
const PARAGRAPH = 6 * WORD
/** Who is told to do something is named so near before it. */
const NEAR = 4 * WORD
const LONG_AGO = -1_000_000
/** Far from what a number of the matcher cannot hold. */
const MOST_TIME = 500_000_000
/** The least letters of a word within letters that stand together without spaces. */
const LEAST = 3

export class Reader {
  private readonly words: Compiled
  private readonly flags: Uint8Array
  private readonly tree: Tree
  private readonly whole: Uint16Array
  private readonly begun: Uint16Array
  private readonly matcher: Matcher
  private codes: Uint16Array = new Uint16Array(0)
  private readonly letters = new Units(new Uint16Array(256))
  private length = 0
  private time = 0
  /** Flags of words that need another reading: in rot13, or backwards. */
  private others = 0
  private isStart = true
  private isClause = true
  private asking = 0
  private toldAt = LONG_AGO
  private toAt = LONG_AGO
  private youAt = LONG_AGO

  constructor(words: Compiled, found: Found) {
    this.words = words
    this.flags = words.flags
    this.tree = words.tree
    this.whole = Uint16Array.from(words.tree.whole)
    this.begun = Uint16Array.from(words.tree.begun)
    this.matcher = new Matcher(words, found)
  }

  /** Which other readings its words ask for: `ROTATED`, `REVERSED`. */
  read({ codes, length }: Units): number {
    if (this.time > MOST_TIME) this.restart()
    this.codes = codes
    this.length = length
    this.others = 0
    this.isStart = true
    this.clause()
    for (let at = 0; at < length; ) {
      const code = codes[at] as number
      const kind = code < 128 ? (kinds[code] as number) : LETTER
      if (kind === GAP) at++
      else if (kind === LETTER) at = isUnspaced(code) ? this.unspaced(codes, at, length, CHARACTER) : this.word(at)
      else if (kind === DIGIT) at = this.word(at)
      else if (kind === MARK) at = this.mark(code, at)
      else at = this.end(code, kind, at)
    }
    this.time += 100 * WORD
    this.matcher.settle(this.time)
    return this.others
  }

  /** The word at `at`, digits for letters undone; where it ends. */
  private word(at: number): number {
    const { codes, length, begun, tree } = this
    let node = tree.root
    let found = NONE
    let hasLetter = false
    let end = at
    for (; end < length; end++) {
      let code = codes[end] as number
      if (code >= 97 && code <= 122) hasLetter = true
      else if (code < 128) {
        if (kinds[code] !== DIGIT) break
        if (code === AT && hasLetter && isMailAt(codes, end, length)) return this.mail(end)
        code = letterOf[code] as number
      } else if (isUnspaced(code)) break
      else hasLetter = true
      if (node === NONE) continue
      node = tree.step(node, code)
      const list = begun[node] as number
      if (list !== NONE) found = list
    }
    if (!hasLetter) found = NONE
    else if (end === at + 1) {
      const apart = spacedLetters(codes, at, length, this.letters)
      if (apart > 0) return this.apart(apart)
    }
    if (node !== NONE && hasLetter) found = (this.whole[node] as number) || found
    this.token(found, WORD)
    return end
  }

  /** Letters that stood apart are read as if nothing told words from another. */
  private apart(end: number): number {
    const { codes, length } = this.letters
    for (let at = 0; at < length; ) at = this.unspaced(codes, at, length, 0)
    return end
  }

  /** The longest word that begins at `at`, where no space tells where words end; where it ends. `each`: so much time a letter takes. */
  private unspaced(codes: Uint16Array, at: number, length: number, each: number): number {
    const { tree } = this
    let node = tree.first[codes[at] as number] as number
    let found = NONE
    let until = at + 1
    if (node !== NONE && each > 0) found = (this.whole[node] as number) || (this.begun[node] as number)
    for (let end = at + 1; node !== NONE && end < length; end++) {
      node = tree.step(node, codes[end] as number)
      if (node === NONE) break
      const list = (this.whole[node] as number) || (this.begun[node] as number)
      if (list === NONE || (each === 0 && end + 1 - at < LEAST)) continue
      found = list
      until = end + 1
    }
    if (found !== NONE || this.matcher.waits > 0) this.token(found, each === 0 ? WORD : (until - at) * each)
    else if (each > 0) {
      this.time += each
      this.isClause = this.isStart = false
    }
    return until
  }

  private mail(at: number): number {
    this.token(this.words.mail, WORD)
    return at + 1
  }

  /** The mark at `at`, and all the same that follow it; where they end. */
  private mark(code: number, at: number): number {
    const { codes, length } = this
    let end = at + 1
    while (end < length && codes[end] === code) end++
    if (code === COLON && codes[end] === SLASH && codes[end + 1] === SLASH) this.token(this.words.link, WORD)
    else if (code !== HYPHEN || end > at + 1) {
      const list = this.words.marks[code] as number
      if (list !== NONE) this.markToken(list)
      this.clause()
      // A heading, a tag or a bracket may stand before what begins a line.
      this.isStart ||= code !== COLON
    }
    return end
  }

  /** What ends a clause, a line or a sentence; where it ends. */
  private end(code: number, kind: number, at: number): number {
    const next = this.codes[at + 1] as number
    if (kind === STOP) {
      if (code === EXCLAMATION && next === BRACKET && at + 1 < this.length) {
        this.markToken(this.words.image)
        return at + 1
      }
      // `example.net`, `3.5`
      if (at + 1 < this.length && next < 128 && (kinds[next] === LETTER || kinds[next] === DIGIT)) return at + 1
      if (this.isStart) return at + 1
      this.time += SENTENCE
      this.isStart = true
    } else if (kind === LINE) {
      if (next === NEWLINE && !this.isStart) this.time += PARAGRAPH
      this.isStart = true
    }
    if (kind !== LINE && this.matcher.waits > 0) this.matcher.settle(this.time)
    this.clause()
    return at + 1
  }

  private clause(): void {
    this.isClause = true
    this.asking = 0
    this.toldAt = this.toAt = LONG_AGO
  }

  /** The words of `list`, or one that means nothing, which took so much time. */
  private token(list: number, took: number): void {
    const from = this.time
    const until = (this.time = from + took)
    if (list !== NONE) {
      if (this.isStart) this.matcher.take(this.words.start, from, from, 0)
      const flags = this.flags[list] as number
      if (this.isClause) this.asking = flags & (ASKS | REQUESTS)
      this.matcher.take(list, from, until, this.isDoubtful(from))
      if (flags !== 0) this.note(flags, until)
    }
    this.isStart = false
    this.isClause = false
    if (this.matcher.waits > 0) this.matcher.settle(from)
  }

  /** A mark stands in no clause and begins no line. */
  private markToken(list: number): void {
    const from = this.time
    this.time = from + CHARACTER
    this.matcher.take(list, from, this.time, 0)
    if (this.matcher.waits > 0) this.matcher.settle(from)
  }

  /** Somebody tells of others, or asks, and gives no order. */
  private isDoubtful(from: number): 0 | 1 {
    if (this.toldAt === from) return 1
    const isToYou = from - this.youAt <= NEAR
    return (this.toAt === from && !isToYou) || (this.asking & ASKS) !== 0 || (this.asking !== 0 && !isToYou) ? 1 : 0
  }

  private note(flags: number, until: number): void {
    if ((flags & TELLS) !== 0) this.toldAt = until
    if ((flags & TO) !== 0) this.toAt = until
    if ((flags & YOU) !== 0) this.youAt = until
    this.others |= flags & (ROTATED | REVERSED)
  }

  private restart(): void {
    this.time = 0
    this.toldAt = this.toAt = this.youAt = LONG_AGO
    this.matcher.restart()
  }
}

const AT = 64
const COLON = 58
const SLASH = 47
const HYPHEN = 45
const EXCLAMATION = 33
const BRACKET = 91
const NEWLINE = 10
