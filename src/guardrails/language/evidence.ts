/** What speaks for each language: a table of the small words by their hash, and of the letters that only some have. */
import { type Language, languages, ownLetters, smallWords } from './small-words.ts'

/** Powers of two: some thousand words leave most places free. */
const SLOTS = 8192

interface Evidence {
  /** The hash of the word in each slot, and which word it is, from 1 on. */
  readonly hashes: Int32Array
  readonly wordAt: Uint16Array
  /** Of each word, who has it and how much it says. */
  readonly words: ReadonlyArray<Weight>
  /** Which one a letter is, from 1 on, by its code in UTF-16. */
  readonly letterAt: Uint8Array
  readonly letters: ReadonlyArray<Weight>
}

export interface Weight {
  readonly whose: readonly Language[]
  readonly points: number
}

/** A word of one letter may be a name in a formula; a letter may be a name's. */
const [WORD, LETTER_ALONE, LETTER] = [1, 0.4, 0.6]

let made: Evidence | undefined

export function evidence(): Evidence {
  return (made ??= makeEvidence())
}

/** Goes on with a hash by one character. */
export function hashed(hash: number, code: number): number {
  return (Math.imul(hash, 0x01000193) ^ code) | 0
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SLOTS - 1)
}

/** Which word it is, or 0. */
export function wordOf(hash: number, { hashes, wordAt }: Evidence): number {
  for (let slot = slotOf(hash); ; slot = (slot + 1) & (SLOTS - 1)) {
    const word = wordAt[slot] as number
    if (word === 0 || hashes[slot] === hash) return word
  }
}

function makeEvidence(): Evidence {
  const whose = new Map<string, Language[]>()
  for (const language of languages) for (const word of smallWords[language]?.split(' ') ?? []) whose.set(word, [...(whose.get(word) ?? []), language])
  const found: Evidence & { words: Weight[]; letters: Weight[] } = { hashes: new Int32Array(SLOTS), wordAt: new Uint16Array(SLOTS), words: [], letterAt: new Uint8Array(0x10000), letters: [] }
  for (const [word, own] of whose) {
    // A word that several share says less of each.
    const number = found.words.push({ whose: own, points: (word.length === 1 ? LETTER_ALONE : WORD) / own.length })
    for (const spelt of new Set([word, word.normalize('NFD')])) put(spelt, number)
  }
  for (const [letter, own] of Object.entries(ownLetters)) found.letterAt[letter.charCodeAt(0)] = found.letters.push({ whose: own, points: LETTER / own.length })
  return found

  function put(word: string, number: number): void {
    let hash = 0
    for (let at = 0; at < word.length; at++) hash = hashed(hash, word.charCodeAt(at))
    let slot = slotOf(hash)
    while (found.wordAt[slot] !== 0) slot = (slot + 1) & (SLOTS - 1)
    found.hashes[slot] = hash
    found.wordAt[slot] = number
  }
}
