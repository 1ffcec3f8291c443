/** Phone numbers: international ones by their country code, national ones by their form or by a word before them. */
import type { Match } from '../check.ts'
import { DIGIT, UNDERSCORE } from '../find/detector.ts'
import { isOtherwise, said, saying } from './context.ts'
import { ANY, type Counts, type Reader } from './digits.ts'
import type { PiiLocale } from './kinds.ts'
import { codeIn, isAsciiWord, isBlank, isDash, isDigit, isWordy } from './marks.ts'
import { codeAt } from './text.ts'
import { type NationalForm, nationalForms, planOf } from './phone-plans.ts'
import { isSomethingElse } from './phone-shapes.ts'
import { extensionEnd, goesOn, Spelling } from './phone-spelling.ts'
import type { Run } from './run.ts'

/** Says whether something is a phone number, as it is written. */
export type VerifyPhone = (written: string) => boolean

const kind = 'phone'
const REACH = 56
/** Fewer digits are a phone number only where it says so. */
const LEAST_UNSAID = 8

const context = saying(
  'phones?', 'telephone', 'tel\\.?', 'telefon[aoe]?', 'telefonnummer', 't[ée]l\\.?', 't[ée]l[ée]phone', 'tel[ée]fono', 'mobile?', 'm[óo]vil', 'mobil(?:nummer|telefon)?', 'cell(?:phone)?', 'cellulare', 'celular', 'handy(?:nummer)?', 'portable', 'kom[óo]rk[ai]',
  'fax', 'faks', 'whatsapp', 'sms', 'landline', 'hotline', 'helpline', 'pager', 'contact', 'call(?:ed|ing|s)?', 'dial', 'ring', 'reach(?:ed)?(?: (?:me|us|him|her|them|out))?', 'text (?:me|us|him|her|them|to)', 'rufen sie', 'ruf', 'anrufen', 'rufnummer', 'appel(?:ez|er|le)(?: moi)?',
  'll[áa]m(?:ame|e|ar)', 'chiama(?:mi|re|te)?', 'bel(?:len)?', 'ligue', 'ring(?:a)?', '(?:my|his|her|their|your|our|new|the|phone|emergency|work|home) number', 'nummer', 'n[úu]mero', 'num[ée]ro', 'numero',
)

/** What a growing text may end with. */
export const openPhones = { madeOf: 0, opens: openPhone, reach: REACH } as const

export function phoneReader(locales: readonly PiiLocale[], verify: VerifyPhone | undefined): Reader {
  const forms = nationalForms.reduce((set, form, at) => (form.locales.some((locale) => locales.includes(locale)) ? set | (1 << at) : set), 0)
  const spelling = new Spelling()
  return { longest: 15, before: ANY & ~(DIGIT | UNDERSCORE), behind: ANY & ~UNDERSCORE, notBehind: [0, 1, 2, 3], read }

  function read(run: Run, from: number, counts: Counts): Match | undefined {
    const { text } = run
    const before = codeAt(text, run.start - 1)
    // Most runs are in the middle of another number.
    if ((before >= 45 && before <= 47) || (isBlank(before) && isDigit(codeAt(text, run.start - 2)))) return undefined
    if (run.end - run.start < 6 && !goesOn(text, run.end)) return undefined
    for (let start = firstStart(run, from); start <= run.start; start++) {
      if (!mayBegin(run, start) || !spelling.read(text, start)) continue
      const match = spelling.hasPlus ? international(spelling) : national(spelling, run, forms)
      if (match === undefined || match.start < from || (verify !== undefined && !verify(text.whole.slice(match.start, match.end)))) continue
      const found = verify === undefined ? match : { kind, start: match.start, end: match.end }
      if (counts(found, text)) return found
    }
    return undefined
  }
}

/** The first bracket or plus before the run that belongs to it. */
function firstStart({ text, start }: Run, from: number): number {
  const least = Math.max(from - 1, start - 4, 0)
  let at = start
  while (at > least && isOpening(codeAt(text, at - 1))) at--
  while (at < start && codeAt(text, at) === 32) at++
  return at
}

const isOpening = (code: number): boolean => code === 40 || code === 43 || code === 32

/** At a plus, a bracket or a digit, neither in a word nor behind another number. */
function mayBegin({ text, start: run, end }: Run, at: number): boolean {
  const code = codeAt(text, at)
  if (code === 32) return false
  const before = codeAt(text, at - 1)
  if (isAsciiWord(before) || before === 43) return false
  if (code === 43 || (code === 40 && codeAt(text, at + 1) === 43)) return true
  // What was opened before is closed behind it.
  if (at === run && codeAt(text, end) === 41) return false
  if (before === 46 || before === 45 || before === 47) return false
  return !(isBlank(before) || before === 40) || !isDigit(codeAt(text, at - 2))
}

function national(spelling: Spelling, run: Run, forms: number): Match | undefined {
  const { text, start, end, groups, count } = spelling
  if (count < 6 || count > 15 || spelling.open !== 0) return undefined
  const about = start === run.start ? run.said : said(text, start)
  const isSaid = (about & context) !== 0
  if ((!isSaid && count < LEAST_UNSAID) || isOtherwise(about)) return undefined
  const until = extensionEnd(text, end)
  if (until - start > REACH || !endsWell(spelling, until)) return undefined
  const digits = spelling.digits(false)
  const { shape } = spelling
  if (digits.areSame || isSomethingElse(shape, digits, spelling)) return undefined
  // The whole number in brackets: they are not part of it.
  const inside = groups === 1 && codeAt(text, start) === 40 && count >= 7 ? 1 : 0
  const found = (score: number): Match => ({ kind, start: start + inside, end: inside > 0 ? end - 1 : until, score })
  const prefix = digits.at(0) === 0 ? (digits.at(1) === 0 ? 2 : digits.at(1) === 1 && digits.at(2) === 1 ? 3 : 0) : 0
  if (prefix > 0) {
    const plan = planOf(digits, prefix)
    const behind = plan === undefined ? 0 : count - prefix - plan.code
    if (plan !== undefined && behind >= plan.least && behind <= plan.most + 1 && (isSaid || groups > 1)) return found(isSaid ? 0.9 : 0.7)
  }
  // A few digits, or so many, are a phone number only where it says so.
  if (isSaid && count <= 13 && (count > 6 || groups > 1)) return found(0.85)
  let fitting = shape.forms & forms
  for (; fitting !== 0; fitting &= fitting - 1) {
    const { fits, score } = nationalForms[31 - Math.clz32(fitting & -fitting)] as NationalForm
    if (fits(digits)) return found(score)
  }
  return undefined
}

/** As many of the groups as the country's numbers are long. */
function international(spelling: Spelling): Match | undefined {
  const { text, start, end, groups } = spelling
  if (spelling.count < 8) return undefined
  const plan = planOf(spelling.digits(true))
  if (plan === undefined) return undefined
  const until = extensionEnd(text, end)
  if (until - start > REACH || !endsWell(spelling, until)) return undefined
  const isInBrackets = codeAt(text, start) === 40
  const from = isInBrackets && spelling.open !== 0 ? start + 1 : start
  let count = 0
  for (let group = 0; group < groups; group++) if (!spelling.isTrunk(group)) count += spelling.groupLength(group)
  for (let group = groups - 1; group >= 0; group--) {
    const last = spelling.groupEnd(group)
    const isAll = group === groups - 1
    const to = isAll && from === start && isInBrackets && codeAt(text, last) === 41 && last < end ? last + 1 : last
    const length = count - plan.code
    const found = (score: number): Match => ({ kind, start: from, end: to === end ? until : to, score })
    if (length >= plan.least && length <= plan.most) return found(0.95)
    // Written in groups it is one, even where a digit is missing or too many.
    if (isAll && count >= 8 && count <= 15 && length <= plan.most + 1 && (groups > 1 || length >= plan.least)) return found(0.7)
    if (!spelling.isTrunk(group)) count -= spelling.groupLength(group)
  }
  return undefined
}

/** Neither a word goes on there nor another number, and no sum of money or share. */
function endsWell(spelling: Spelling, until: number): boolean {
  const { text } = spelling
  const next = codeAt(text, until)
  // `%`, `$`, the signs of the euro, the pound and degrees.
  if (isWordy(next) || next === 37 || next === 36 || next === 0x20ac || next === 0xa3 || next === 0xb0) return false
  // A time of day: 12:30.
  if (next === 58 && isDigit(codeAt(text, spelling.end - 1)) && spelling.groupLength(spelling.groups - 1) <= 2) return false
  return spelling.hasPlus || !isDigit(codeAt(text, until + 1)) || !(next === 46 || next === 44 || next === 45 || next === 47 || next === 32 || next === 0xa0)
}

/** The first digit, plus or bracket of what the text ends with, so far as it may be of a number or its extension. */
function openPhone(text: string): number {
  let open = text.length
  for (let at = text.length - 1; at >= 0 && at >= text.length - REACH - 1; at--) {
    const code = codeIn(text, at)
    if ((code >= 48 && code <= 57) || code === 43 || code === 40) open = at
    else if (!isBetween(code)) break
  }
  return open
}

/** Spaces, dashes, dots, slashes, commas, the closing bracket, and the letters of `ext`. */
function isBetween(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 44 && code <= 47) || code === 41 || (code | 32) === 120 || (code | 32) === 101 || (code | 32) === 116
  return isBlank(code) || isDash(code)
}
