/** What a growing text may end with of a street and its number. */
import type { Unfinished } from '../find/detector.ts'
import { frenchWays, isOfStreet, southern, STREET_REACH as reach } from './address.ts'
import { codeIn, isDigit, isLetter, isUpper, isWordy } from './marks.ts'

/** A number first, then what a word begins. */
export const openStreets: readonly Unfinished[] = [
  { madeOf: 0, opens: openNumber, reach },
  { madeOf: 0, opens: openStreet, reach },
]

const LONGEST_NUMBER = 5
/** The quarters, a name's words and the way; or `bis`, the way, its small words and the name's. */
const MOST_WORDS = 8

/** A number behind which there are only words that a street's name has. */
function openNumber(text: string, from: number): number {
  const least = Math.max(from, text.length - reach - 1)
  let open = text.length
  for (let at = text.length - 1; at >= least; at--) {
    const code = codeIn(text, at)
    if (isDigit(code)) {
      if (!isWordy(codeIn(text, at - 1)) && mayBeStreet(text, at)) open = at
    } else if (!isLetter(code) && code !== 32 && code !== 46 && code !== 39) break
  }
  return open
}

function mayBeStreet(text: string, number: number): boolean {
  let at = number
  while (isDigit(codeIn(text, at))) at++
  if (at - number > LONGEST_NUMBER) return false
  if (isUpper(codeIn(text, at))) at++
  if (at === text.length) return true
  if (codeIn(text, at) !== 32) return false
  const words = text.slice(at + 1).split(' ')
  const [first = ''] = words
  if (words.length > MOST_WORDS) return false
  if (first === '' || isUpper(first.charCodeAt(0))) return words.every((word) => word === '' || isUpper(word.charCodeAt(0)))
  return french.some((word) => (words.length === 1 ? word.startsWith(first) : word === first))
}

const french = ['bis', 'ter', ...frenchWays]

/** A last word, or a street that has no number yet: the text's end may lack the rest of it. */
function openStreet(text: string, from: number): number {
  const least = Math.max(from, text.length - reach - 1)
  let open = text.length
  let words = 0
  for (let at = text.length - 1; at >= least && words < 8; at--) {
    const code = codeIn(text, at)
    if (isUpper(code) && !isLetter(codeIn(text, at - 1))) {
      if (words === 0 || isFirstWord(text, at) || (words < 3 && isGermanStreet(text, at))) open = at
    }
    if (code === 32) words++
    else if (!isLetter(code) && !isOfStreet(code)) break
  }
  return open
}

const firstWords = southern.flatMap(({ words }) => words.replaceAll('\\', '').split('|'))

/** The street's word of a country where it comes first. */
function isFirstWord(text: string, at: number): boolean {
  return 'CAPVL'.includes(text.charAt(at)) && firstWords.some((first) => text.startsWith(first, at))
}

/** A street's name with nothing but its number behind it. */
function isGermanStreet(text: string, at: number): boolean {
  return /^[^ ]{3,32} (?:\d{0,4} ?[a-z]?)$/.test(text.slice(at))
}
