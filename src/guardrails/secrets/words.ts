/** Goes through a text word by word, each character once, and stops at those that may begin, close or name a secret. */
import { JOINT, codeAt, isIn } from './alphabet.ts'
import { isDialled, isThin } from './login.ts'
import { stemsOfNames } from './name.ts'
import { mayBeginKey } from './vendor-keys.ts'

/** Longer words may be keys by themselves; what joins others to more is `JOINT`. */
export const SHORT = 11
const [TAB, SPACE, PERCENT, DASH, SLASH, COLON, EQUALS, BACKSLASH, TILDE, BRACKET] = [9, 32, 37, 45, 47, 58, 61, 92, 126, 40]

/** Letters, whatever their case, are 1 to 26; what else words are made of comes after; 0 is in no word. */
const letters = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return /[a-z]/i.test(character) ? code & 31 : /[0-9]/.test(character) ? 27 : character === '_' || character === '-' ? 28 : 0
})

/** By three characters of a word: 1 where these are in the name of a secret. */
const mayName = (() => {
  const table = new Uint8Array(1 << 15)
  for (const stem of stemsOfNames) {
    const slot = [...stem].reduce((before, letter) => slotOf(before, letters[letter.charCodeAt(0)] as number), 0)
    // Of two letters: with whatever stands before them.
    for (let first = 0; first < (stem.length === 2 ? 32 : 1); first++) table[(first << 10) | slot] = 1
  }
  return table
})()

function slotOf(before: number, letter: number): number {
  return ((before << 5) | letter) & 0x7fff
}

export class Words {
  /** Where the word begins, and where it ends. */
  start: number
  end: number
  /** The character behind it, 0 where there is none. */
  after = 0
  /** Whether the word, or what full stops join to it from before, has letters that names of secrets have. */
  isName = false

  /** `at`: where to begin. */
  constructor(at: number) {
    this.start = at
    this.end = at
  }

  /** Goes on to the next word that may be something, true where there is one. */
  next(text: string): boolean {
    const length = text.length
    let at = this.end
    let seen = this.isName ? 1 : 0
    while (at < length) {
      const first = text.charCodeAt(at)
      let letter = first < 128 ? (letters[first] as number) : 0
      if (letter === 0) {
        if (first !== 46) seen = 0
        at++
        continue
      }
      const start = at
      let slot = 0
      let code = first
      do {
        slot = ((slot << 5) | letter) & 0x7fff
        seen |= mayName[slot] as number
        code = ++at < length ? text.charCodeAt(at) : 0
        letter = code < 128 ? (letters[code] as number) : 0
      } while (letter !== 0)
      if (seen === 0 && isDull(text, start, at, first, code)) continue
      this.start = start
      this.end = at
      this.after = code
      this.isName = seen !== 0
      return true
    }
    this.start = length
    this.end = length
    return false
  }

  /** Gives the word back: it is the next one again. */
  back(): void {
    this.end = this.start
  }
}

/** True where the word can be no key and no word before a credential. Most words of most texts are such. */
function isDull(text: string, start: number, end: number, first: number, after: number): boolean {
  const length = end - start
  if (length > SHORT || isIn(after, JOINT)) {
    if (length > 7 || after === TILDE || mayBeginKey(text, start)) return false
    if (after === COLON && (codeAt(text, end + 1) === SLASH || isThin(text, start, end))) return false
    const before = codeAt(text, start - 1)
    if (before === PERCENT || before === BACKSLASH) return false
  }
  if (after === BRACKET) return !isDialled(text, start)
  if (after !== SPACE && after !== TAB && after !== EQUALS) return true
  return first !== DASH && (length < 5 || length > 6 || ((first | 32) !== 98 && (first | 32) !== 116))
}
