/** Dates of birth: a date with a word place.before it that says it is one. */
import { type Detector, DIGIT, DOT, LETTER, PUNCTUATION, SPACE } from '../find/detector.ts'
import { before, saying } from './context.ts'
import { isDay } from './local-rule.ts'
import type { NumberRule } from './numbers.ts'

const born = saying(
  'born(?: on)?', 'd\\.?o\\.?b\\.?', 'date of birth', 'birth ?date', 'birthday', 'geboren(?: am| op)?', 'geb\\.?', 'geburtsdatum', 'geburtstag', 'geboortedatum', 'n[ée]+e?(?: le)?', 'date de naissance', 'naissance', 'nacid[oa](?: el)?', 'fecha de nacimiento', 'nacimiento',
  'nat[oa](?: il)?', 'data di nascita', 'nascid[oa](?: em)?', 'data de nascimento', 'nascimento', 'urodz(?:ony|ona)', 'data urodzenia', 'ur\\.', 'f[öo]dd', 'f[öo]delsedatum',
)

const months = [
  'jan(?:uary|uar|vier|uari|eiro|uary)?|enero|gennaio|stycznia', 'feb(?:ruary|ruar|braio|rero|ruari)?|f[ée]vrier|f[ée]v|fevereiro|lutego', 'mar(?:ch|s|zo|zec|ço)?|märz|maart|marca|mrz', 'apr(?:il|ile)?|avril|avr|abril|kwietnia', 'may|mai|mayo|maggio|mei|maio|maja|maj',
  'june?|juni|juin|junio|giugno|junho|czerwca', 'july?|juli|juillet|julio|luglio|julho|lipca', 'aug(?:ust|usti|ustus)?|ao[uû]t|agosto|sierpnia', 'sept?(?:ember|embre|tembre|iembre)?|setembro|settembre|września', 'o[ck]t(?:ober|obre|ubre)?|ottobre|outubro|października', 'nov(?:ember|embre|iembre|embro)?|listopada', 'de[cz](?:ember)?|d[ée]cembre|diciembre|dicembre|dezembro|grudnia',
].join('|')

export const numericBirth: NumberRule = {
  kind: 'date_of_birth',
  layouts: ['2 2 4', '2-2-4', '4-2-2', '2-2-2', ...['/', '.'].flatMap((mark) => ['2_2_4', '1_1_4', '1_2_4', '2_1_4', '4_2_2', '4_1_1', '2_2_2', '1_1_2', '1_2_2', '2_1_2'].map((layout) => layout.replaceAll('_', mark)))],
  accept(_, place) {
    const [one = 0, two = 0, three = 0] = (place.written.match(/\d+/g) ?? []).map(Number)
    const isDate = one > 31 ? isDay(three, two) : isDay(one, two) || isDay(two, one)
    return isDate && born.test(place.before) ? 0.9 : undefined
  },
}

export const writtenBirth: readonly Detector[] = [
  {
    kind: 'date_of_birth', needs: DIGIT | LETTER, madeOf: DIGIT | LETTER | SPACE | DOT | PUNCTUATION, begins: DIGIT, reach: 32,
    pattern: new RegExp(`(?<![\\w.])\\d{1,2}(?:st|nd|rd|th|\\.|er|º|°)? (?:of |de |di )?(?:${months})\\.?,? (?:de |of )?\\d{4}(?!\\w)`, 'gi'),
    accept: said,
  },
  {
    kind: 'date_of_birth', needs: DIGIT | LETTER, madeOf: 0, opens: openMonth, reach: 24,
    pattern: new RegExp(`(?<![\\w.])(?:${months})\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}(?!\\w)`, 'gi'),
    accept: said,
  },
]

function said(found: RegExpExecArray, text: string): { start: number; end: number; score: number } | undefined {
  return born.test(before(text, found.index)) ? { start: found.index, end: found.index + found[0].length, score: 0.9 } : undefined
}

/** A last word that may be a month's name, or the month place.before the digits at the end. */
function openMonth(text: string): number {
  const tail = text.slice(-24)
  const found = /(?<!\w)[A-Za-z\u00c0-\u024f]{1,10}(?:\.? ?(?:\d{1,2}(?:[snrt][tdh]?)?,? ?\d{0,4})?)$/.exec(tail)
  return found === null ? text.length : text.length - tail.length + found.index
}
