/** Whether a piece of text looks drawn by lot, or like a word, a name or a placeholder. */

/** Pairs of letters that make up most of English and of the names in programs. */
const commonPairs =
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ' +
  'ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ' +
  'ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ' +
  'ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt'

/** True (1) at `26 · first + second`, of letters from 0 to 25. */
export const isCommon = tableOf(commonPairs.split(' '))

const counts = new Uint8Array(128)
/** n · log₂ n */
const weighed = Float64Array.from({ length: 256 }, (_, count) => (count < 2 ? 0 : count * Math.log2(count)))

function tableOf(pairs: readonly string[]): Uint8Array {
  const table = new Uint8Array(26 * 26)
  for (const pair of pairs) table[(pair.charCodeAt(0) - 97) * 26 + pair.charCodeAt(1) - 97] = 1
  return table
}

/** Shannon's entropy of up to 255 characters of ASCII, in bits for each. */
export function entropy(text: string, start = 0, end = text.length): number {
  const length = end - start
  let repeated = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at) & 127
    const count = counts[code] as number
    repeated += (weighed[count + 1] as number) - (weighed[count] as number)
    counts[code] = count + 1
  }
  for (let at = start; at < end; at++) counts[text.charCodeAt(at) & 127] = 0
  return Math.log2(length) - repeated / length
}

/** The share of neighbours that are a pair of letters as words have them: near 1 for words, near 0.2 for letters by lot. */
export function wordiness(text: string, start = 0, end = text.length): number {
  let common = 0
  for (let at = start + 1; at < end; at++) {
    const first = text.charCodeAt(at - 1)
    const second = text.charCodeAt(at)
    const one = (first | 32) - 97
    const other = (second | 32) - 97
    // A capital after a small letter begins another word.
    if (one >= 0 && one < 26 && other >= 0 && other < 26 && (first < 97 || second > 96)) common += isCommon[one * 26 + other] as number
  }
  return common / Math.max(1, end - start - 1)
}

/** True unless the piece is one character over and over, or counts up. */
export function hasNoise(text: string, start = 0, end = text.length): boolean {
  const length = end - start
  let steps = 0
  let seenLow = 0
  let seenHigh = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (at > start && Math.abs(code - text.charCodeAt(at - 1)) <= 1) steps++
    if (code < 64) seenLow |= 1 << (code - 32)
    else seenHigh |= 1 << (code & 31)
  }
  const kinds = ones(seenLow) + ones(seenHigh)
  return kinds >= Math.min(6, length / 2) && steps < length * 0.5
}

function ones(bits: number): number {
  let count = 0
  for (; bits !== 0; bits &= bits - 1) count++
  return count
}

/** What a piece is made of. */
export interface Mixture {
  readonly digits: number
  readonly letters: number
  /** How often one of small letters, capitals, digits and others gives way to another. */
  readonly changes: number
  readonly small: number
  readonly capitals: number
  /** Digits that a letter follows. */
  readonly inner: number
  /** What passwords have besides. */
  readonly marks: number
  readonly brackets: number
  /** What joins words, and parts of passwords: `.`, `_`, `-`. */
  readonly joints: number
}

/** 1 for digits, 2 for small letters, 3 for capitals, 4 for marks, 5 for brackets, 6 for joints. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return [/[0-9]/, /[a-z]/, /[A-Z]/, /[!@#$%^&*+=?~]/, /[()[\]{}]/, /[._-]/].findIndex((one) => one.test(character)) + 1
})

const DIGIT = 1
const CAPITAL = 3
const tally = new Uint32Array(7)

export function mixture(text: string, start = 0, end = text.length): Mixture {
  tally.fill(0)
  let [changes, inner, before] = [-1, 0, -1]
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    const own = code < 128 ? (kinds[code] as number) : 0
    tally[own] = (tally[own] as number) + 1
    const kind = own > CAPITAL ? 0 : own
    if (kind === before) continue
    changes++
    if (before === DIGIT && kind !== 0) inner++
    before = kind
  }
  const [, digits = 0, small = 0, capitals = 0, marks = 0, brackets = 0, joints = 0] = tally
  return { digits, letters: small + capitals, changes, small, capitals, inner, marks, brackets, joints }
}
