/**
 * Driving licences, where a word before says so: their numbers have no check digit that all issuers share.
 *
 * The forms are those that the issuers publish: the DVLA's, those of the states of America and the provinces of Canada (as AAMVA lists
 * them), of Poland and of India; all others as one code of letters and digits.
 */
import type { Match } from '../check.ts'
import type { Unfinished } from '../find/detector.ts'
import { saying } from './context.ts'
import { isCapital, isCode, standsAlone } from './documents.ts'
import { codeIn, isDigit, isWordy } from './marks.ts'
import { codeAt, type Text } from './text.ts'
import type { NumberRule } from './numbers.ts'
import type { Run } from './run.ts'
import type { TokenRule } from './tokens.ts'

const kind = 'driving_licence'
const score = 0.8
const licenceWord = saying('driv(?:er|ers|er[\'\u2019]s|ing)[ _-]licen[cs]e', 'driv(?:er|ers|ing)licen[cs]e', 'licen[cs]e[ _](?:number|no\\.?)', 'licen[cs]e', '[df]l', 'f[üu]hrerschein(?:nummer)?', 'permis(?: de conduire)?', 'carnet de conducir', 'patente', 'rijbewijs', 'prawo jazdy', 'cnh', 'k[öo]rkort')

/** Digits in groups: New York, Pennsylvania, Colorado, Indiana, Alberta, Poland. */
export const numericLicence: NumberRule = {
  kind, layouts: [], said: { context: licenceWord, layouts: ['3 3 3', '3-3-3', '2 3 3', '2-3-3', '2-3-4', '4-2-4', '6-3', '5/2/4'] },
  // Any of these is one only where this is said, of which there may be others.
  accept: (_, place) => (place.says(licenceWord) ? score : undefined),
}

/**
 * Letters first: `A` is a letter, `9` a digit, and a blank or a dash is between the groups.
 *
 * Illinois and Wisconsin; Florida and Michigan; Minnesota and Maryland; New Jersey and Ontario; Quebec; Kansas and Virginia; Kentucky;
 * North Dakota; Ohio; the DVLA; Maharashtra and the other states of India.
 */
const forms = [
  'A999-9999-9999', 'A999-9999-9999-99', 'A999-999-99-999-9', 'A999-999-99-999', 'A999-999-999-999', 'A-999-999-999-999', 'A9999-99999-99999', 'A9999-999999-99', 'A99-99-9999', 'A99-999-999',
  'AAA-99-9999', 'AA-999999', 'AAAAA-999999-AA9AA', 'AA99-99999999999', 'AA99-9999-9999999', 'AA-99-9999-9999999', 'AA-9999999999999',
]
const LONGEST = Math.max(...forms.map((form) => form.length))
/** By how long their first group is; first those where it is letters only, then the others. */
const formsByHead = ['A', '9'].map((last) => Array.from({ length: LONGEST }, (_, length) => forms.filter((form) => form.indexOf('-') === length && form.charAt(length - 1) === last)))

/** One code, or one that begins with letters and is in groups. */
export const licences: readonly TokenRule[] = [
  { kind, begins: 'letter', lengths: [1, 18], reach: LONGEST + 1, read },
  { kind, begins: 'digit', lengths: [7, 14], reach: LONGEST + 1, read },
]

function read(word: Run): Match | undefined {
  const { text, start, end } = word
  const isOne = end - start > 5 && isCode(text, start, end) && standsAlone(text, start, end)
  const last = isOne ? end : groupedEnd(text, start, end)
  return last < 0 || (word.said & licenceWord) === 0 ? undefined : { kind, start, end: last, score }
}

/** Where the longest of the forms ends that is written there, or -1. All its marks are the same. */
function groupedEnd(text: Text, start: number, end: number): number {
  const mark = codeAt(text, end)
  const before = codeAt(text, start - 1)
  if ((mark !== 32 && mark !== 45) || !isCapital(codeAt(text, start)) || !isDigit(codeAt(text, end + 1)) || before === 45 || before === 46 || before === 43) return -1
  let longest = -1
  for (const form of formsByHead[isDigit(codeAt(text, end - 1)) ? 1 : 0]?.[end - start] ?? []) if (isWritten(form, text, start, mark)) longest = Math.max(longest, start + form.length)
  return longest
}

function isWritten(form: string, text: Text, start: number, mark: number): boolean {
  for (let at = 0; at < form.length; at++) {
    const asked = form.charCodeAt(at)
    const code = codeAt(text, start + at)
    if (asked === 65 ? !isCapital(code) : asked === 57 ? !isDigit(code) : code !== mark) return false
  }
  const next = codeAt(text, start + form.length)
  return !isWordy(next) && next !== 45
}

/** What a growing text may end with: groups of capitals and digits. The dashes in a last word are held back with it. */
export const openLicences: Unfinished = { madeOf: 0, opens: openLicence, reach: LONGEST }

function openLicence(text: string): number {
  let open = text.length
  for (let at = text.length - 1; at >= 0 && at >= text.length - LONGEST; at--) {
    const code = codeIn(text, at)
    if (isCapital(code)) {
      if (!isWordy(codeIn(text, at - 1))) open = at
    } else if (!isDigit(code) && code !== 32) break
  }
  return open
}
