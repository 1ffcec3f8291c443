/** How much of a text makes no sense: its words in one pass, by their letters and the pairs of them. */
import { ACCENT, BEFORE, BEHIND, CONSONANT, farKind, LETTER, letterTables, SMALL, VOWEL } from './letters.ts'
import { COMMON, LEFT, ONE, pairs, RIGHT, SAME } from './pairs.ts'

/** No word of any language is longer, in letters. */
const LONGEST = 100
/** So often one character stands in a row in a text that is nothing else. */
const LONG_RUN = 40
/** From the sixth time in a row on a word says nothing more. */
const OFTEN = 5
/** So many vowels, or others, stand behind each other in no word. */
const ROW = 6
/** `r` and `l` are a vowel to Slavic words: `smrt`. */
const SYLLABIC = (1 << 12) | (1 << 18)

/** The share of a text's letters that stand in words which are none, from 0 to 1. */
export function senseless(text: string): number {
  const { near, far } = letterTables()
  const { length } = text
  let letters = 0
  let bad = 0
  let lastHash = 0
  let repeats = 0
  // one character over and over
  let run = 0
  let longestRun = 0
  let last = -1
  let before = 0
  for (let at = 0; at < length; at++) {
    let kind = 0
    let size = 0
    let hash = 0
    let all = 0 // what its letters are, and
    let seen = 0 // which ones
    let letter = 0
    let sound = 0
    let row = 0
    let isOdd = false
    let same = 0
    let [common, right, left] = [0, 0, 0]
    for (; at < length; at++) {
      const code = text.charCodeAt(at)
      if (code !== last) run = 0
      else if (++run >= LONG_RUN && run > longestRun && !isRule(code)) longestRun = run
      last = code
      kind = code < near.length ? (near[code] as number) : farKind(code, far)
      const own = kind & LETTER
      if (own === 0) {
        if (kind === ACCENT && size > 0) continue
        break
      }
      size++
      hash = (Math.imul(hash, 31) + code) | 0
      all |= kind
      seen |= 1 << own
      const pair = pairs[(letter << 5) | own] as number
      letter = own
      common += pair & COMMON
      right += pair & RIGHT
      left += pair & LEFT
      same = (pair & SAME) === 0 ? 0 : same + 1
      const now = kind & (VOWEL | CONSONANT)
      if (now !== sound) row = 0
      sound = now
      if ((pair & ONE) === 0) row++
      if (same >= 3 || (row >= ROW && sound !== 0)) isOdd = true
    }
    if (size >= 3 && (before & BEFORE) === 0 && (at === length || (kind & BEHIND) === 0)) {
      letters += size
      repeats = hash === lastHash ? repeats + 1 : 0
      lastHash = hash
      // WWW, HTTP: capitals stand for words.
      const isShort = (all & SMALL) === 0 && size < 7
      const steps = size - 1
      if (repeats >= OFTEN) bad += size
      else if (!isShort && (size > LONGEST || isOdd || isRow(steps, right, left) || isNoWord(size, all, seen, common / steps))) bad += size
    }
    before = kind
  }
  if (longestRun >= LONG_RUN && longestRun > length / 2) return 1
  // Too few words of letters to tell: another script, numbers, code.
  return letters < 10 || letters < length / 4 ? 0 : Math.round((bad / letters) * 100) / 100
}

/** Straight along the keys: `asdf`. */
function isRow(steps: number, right: number, left: number): boolean {
  return steps >= 3 && (right === steps * RIGHT || left === steps * LEFT)
}

function isNoWord(size: number, all: number, seen: number, wordiness: number): boolean {
  const hasVowel = (all & VOWEL) !== 0 || (seen & Y_BIT) !== 0
  if (!hasVowel) return size >= ((seen & SYLLABIC) !== 0 && wordiness > 0.3 ? 6 : 4)
  if (size < 5) return wordiness === 0 && size === 4
  return wordiness < (size < 8 ? 0.3 : 0.42)
}

const Y_BIT = 1 << 25

/** A space, or what lines are drawn of. */
function isRule(code: number): boolean {
  if (code < 128) return RULES[code] === 1
  return code === 0xa0 || (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000 || code === 0xfeff
}

const RULES = Uint8Array.from({ length: 128 }, (_, code) => (/[\s=_*#.-]/.test(String.fromCharCode(code)) ? 1 : 0))
