/** Phone numbers: international ones by their country code, national ones by their form or by a word before them. */
import type { Match } from '../check.ts'
import { DIGIT, UNDERSCORE } from '../find/detector.ts'
import { isOtherwise, said, saying } from './context.ts'
import { ANY, type Counts, isAsciiWord, isDigit, isWordy, type Reader, type Run } from './digits.ts'
import type { PiiLocale } from './kinds.ts'
import { nationalForms, planOf } from './phone-plans.ts'
import { isSomethingElse, shapeOf } from './phone-shapes.ts'
import { goesOn, Spelling } from './phone-spelling.ts'
import { codeAt } from './marks.ts'

/** Says whether something is a phone number, as it is written. */
export type VerifyPhone = (written: string) => boolean

const kind = 'phone'
const REACH = 56

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
  return { longest: 15, before: ANY & ~(DIGIT | UNDERSCORE), behind: ANY & ~UNDERSCORE, read }

  function read(run: Run, from: number, counts: Counts): Match | undefined {
    const before = codeAt(run.text, run.start - 1)
    // Most runs are in the middle of another number.
    if ((before >= 45 && before <= 47) || (isBlank(before) && isDigit(codeAt(run.text, run.start - 2)))) return undefined
    if (run.end - run.start < 6 && !goesOn(run.text, run.end)) return undefined
    for (let start = firstStart(run, from); start <= run.start; start++) {
      if (!mayBegin(run, start) || !spelling.read(run.text, start)) continue
      const read = readAt(run)
      const match = read === undefined || verify === undefined ? read : verify(run.text.slice(read.start, read.end)) ? { kind, start: read.start, end: read.end } : undefined
      if (match !== undefined && match.start >= from && counts(match, run.text)) return match
    }
    return undefined
  }

  function readAt(run: Run): Match | undefined {
    const { hasPlus, digits, open, start } = spelling
    if (digits > 15 && !hasPlus) return undefined
    if (digits < (hasPlus ? 8 : 6) || (!hasPlus && open !== 0) || spelling.extend() - start > REACH || !endsWell(spelling)) return undefined
    return hasPlus ? international(spelling) : national(spelling, run, forms)
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
  const { text, start, end, groups } = spelling
  const digits = digitsOf(spelling)
  if (isOneDigit(digits)) return undefined
  const shape = shapeOf(spelling.shape)
  if (isSomethingElse(shape, spelling)) return undefined
  const about = start === run.start ? run.said : said(text, start)
  if (isOtherwise(about)) return undefined
  const isSaid = (about & context) !== 0
  // The whole number in brackets: they are not part of it.
  const inside = groups === 1 && codeAt(text, start) === 40 && spelling.digits >= 7 ? 1 : 0
  const found = (score: number): Match => ({ kind, start: start + inside, end: inside > 0 ? end - 1 : spelling.until, score })
  if (/^(?:00|011)/.test(digits)) {
    const abroad = digits.replace(/^(?:00|011)/, '')
    const plan = planOf(abroad)
    const fits = plan !== undefined && abroad.length - plan.code >= plan.least && abroad.length - plan.code <= plan.most + 1
    if (fits && (isSaid || groups > 1)) return found(isSaid ? 0.9 : 0.7)
  }
  // A few digits, or so many, are a phone number only where it says so.
  if (isSaid && digits.length <= 13 && (digits.length > 6 || groups > 1)) return found(0.85)
  const form = nationalForms.find((form, at) => (shape.forms & forms & (1 << at)) !== 0 && form.digits.test(digits))
  return form === undefined ? undefined : found(form.score)
}

function digitsOf(spelling: Spelling): string {
  let digits = ''
  for (let group = 0; group < spelling.groups; group++) digits += spelling.group(group)
  return digits
}

const isBlank = (code: number): boolean => code === 32 || code === 0xa0 || code === 0x202f

function isOneDigit(digits: string): boolean {
  for (let at = 1; at < digits.length; at++) if (digits.charCodeAt(at) !== digits.charCodeAt(0)) return false
  return true
}

/** As many of the groups as the country's numbers are long. */
function international(spelling: Spelling): Match | undefined {
  const { text, start, end, groups } = spelling
  const isTrunk = (group: number): boolean => spelling.groupLength(group) === 1 && codeAt(text, spelling.groupStart(group)) === 48 && codeAt(text, spelling.groupStart(group) - 1) === 40
  let digits = ''
  for (let group = 0; group < groups; group++) if (!isTrunk(group)) digits += spelling.group(group)
  const plan = planOf(digits)
  if (plan === undefined) return undefined
  const isInBrackets = codeAt(text, start) === 40
  const from = isInBrackets && spelling.open !== 0 ? start + 1 : start
  let count = digits.length
  for (let group = groups - 1; group >= 0; group--) {
    const last = spelling.groupEnd(group)
    const isAll = group === groups - 1
    const to = isAll && from === start && isInBrackets && codeAt(text, last) === 41 && last < end ? last + 1 : last
    const length = count - plan.code
    const found = (score: number): Match => ({ kind, start: from, end: to === end ? spelling.until : to, score })
    if (length >= plan.least && length <= plan.most) return found(0.95)
    // Written in groups it is one, even where a digit is missing or too many.
    if (isAll && count >= 8 && count <= 15 && length <= plan.most + 1 && (groups > 1 || length >= plan.least)) return found(0.7)
    if (!isTrunk(group)) count -= spelling.groupLength(group)
  }
  return undefined
}

/** Neither a word goes on there nor another number, and no sum of money or share. */
function endsWell(spelling: Spelling): boolean {
  const { text, until } = spelling
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
    const code = codeAt(text, at)
    if ((code >= 48 && code <= 57) || code === 43 || code === 40) open = at
    else if (!isBetween(code)) break
  }
  return open
}

/** Spaces, dashes, dots, slashes, commas, the closing bracket, and the letters of `ext`. */
function isBetween(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 44 && code <= 47) || code === 41 || (code | 32) === 120 || (code | 32) === 101 || (code | 32) === 116
  return code === 0xa0 || code === 0x202f || code === 0x2010 || code === 0x2011 || code === 0x2013
}
