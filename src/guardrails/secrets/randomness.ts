/** Whether a piece of text looks drawn by lot, or like a word, a name or a placeholder. */

/** Pairs of letters that make up most of English and of the names in programs. */
const commonPairs =
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ' +
  'ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ' +
  'ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ' +
  'ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt'

const isCommon = new Uint8Array(26 * 26)
for (const pair of commonPairs.split(' ')) isCommon[(pair.charCodeAt(0) - 97) * 26 + pair.charCodeAt(1) - 97] = 1

const counts = new Uint8Array(128)

/** Shannon's entropy of a piece of ASCII, in bits for each character. */
export function entropy(text: string, start = 0, end = text.length): number {
  const length = end - start
  let bits = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at) & 127
    counts[code] = (counts[code] as number) + 1
  }
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at) & 127
    const count = counts[code] as number
    if (count > 0) bits -= (count / length) * Math.log2(count / length)
    counts[code] = 0
  }
  return bits
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

/** How many of small letters, capitals and digits a piece has, and how often one gives way to another. */
export function mixture(text: string): { readonly digits: number; readonly letters: number; readonly changes: number } {
  let digits = 0
  let letters = 0
  let changes = 0
  let before = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const kind = code >= 48 && code < 58 ? 1 : code >= 97 && code < 123 ? 2 : code >= 65 && code < 91 ? 3 : 4
    if (kind === 1) digits++
    else if (kind < 4) letters++
    if (before !== 0 && kind !== before) changes++
    before = kind
  }
  return { digits, letters, changes }
}
