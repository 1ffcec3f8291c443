/** Phone numbers: international ones by their country code, national ones by their form or by a word before them. */
import { type Detector, DIGIT } from '../find/detector.ts'
import { before, isOtherwise, saying } from './context.ts'
import { isDay } from './local-rule.ts'
import type { PiiLocale } from './kinds.ts'
import { nationalForms, planOf } from './phone-plans.ts'

/** Says whether something is a phone number, as it is written. */
export type VerifyPhone = (written: string) => boolean

const REACH = 56

const gap = String.raw`(?:[ \u00a0\u202f]?[.\-\u2010\u2011\u2013/][ \u00a0\u202f]?|[ \u00a0\u202f])`
const pattern = new RegExp(
  // Where it begins: a plus, a bracket or a digit, neither in a word nor behind another number.
  String.raw`(?:(?<![\w+])(?=\(?\+)|(?<![\w+.\-/]|\d[ \u00a0\u202f(])(?=[\d(]))(?=[\d()+.\-\u2010\u2011\u2013/ \u00a0\u202f]{6})`
  + String.raw`(\(?(?:\+ ?)?\(?\d{1,15}\)?(?:${gap}?\(\d{1,5}\))?(?:(?:${gap}|(?<=\)))\d{1,12}){0,7})`
  + String.raw`((?: ?,? ?(?:x|ext\.?) ?)\d{1,6})?`,
  'gi',
)

const context = saying(
  'phones?', 'telephone', 'tel\\.?', 'telefon[aoe]?', 'telefonnummer', 't[ée]l\\.?', 't[ée]l[ée]phone', 'tel[ée]fono', 'mobile?', 'm[óo]vil', 'mobil(?:nummer|telefon)?', 'cell(?:phone)?', 'cellulare', 'celular', 'handy(?:nummer)?', 'portable', 'kom[óo]rk[ai]',
  'fax', 'faks', 'whatsapp', 'sms', 'landline', 'hotline', 'helpline', 'pager', 'contact', 'call(?:ed|ing|s)?', 'dial', 'ring', 'reach(?:ed)?(?: (?:me|us|him|her|them|out))?', 'text (?:me|us|him|her|them|to)', 'rufen sie', 'ruf', 'anrufen', 'rufnummer', 'appel(?:ez|er|le)(?: moi)?',
  'll[áa]m(?:ame|e|ar)', 'chiama(?:mi|re|te)?', 'bel(?:len)?', 'ligue', 'ring(?:a)?', '(?:my|his|her|their|your|our|new|the|phone|emergency|work|home) number', 'nummer', 'n[úu]mero', 'num[ée]ro', 'numero',
)

export function phone(locales: readonly PiiLocale[], verify: VerifyPhone | undefined): Detector {
  const forms = nationalForms.filter((form) => form.locales.some((locale) => locales.includes(locale)))
  return {
    kind: 'phone',
    needs: DIGIT,
    pattern,
    madeOf: 0,
    opens: openPhone,
    reach: REACH,
    // A bracket around the whole.
    behind: 1,
    accept(found, text) {
      const [whole, body = '', extension] = found
      if (whole.length < 6 || whole.length > REACH || !endsWell(text, found.index + whole.length, body)) return undefined
      const read = /^\(?\+/.test(body) ? international(body) : isBalanced(body) ? national(found, text) : undefined
      if (read === undefined) return undefined
      const start = found.index + read.from
      const isWhole = read.to === body.length
      const end = isWhole && extension !== undefined ? found.index + whole.length : found.index + read.to
      if (verify !== undefined) return verify(text.slice(start, end)) ? { start, end } : undefined
      return { start, end, score: read.score }
    },
  }

  function national(found: RegExpExecArray, text: string): Read | undefined {
    const body = found[1] ?? ''
    const groups = body.match(/\d+/g) ?? []
    const digits = groups.join('')
    if (digits.length < 6 || digits.length > 15 || /^(\d)\1*$/.test(digits)) return undefined
    const shape = body.replace(/\d+/g, ({ length }) => String(length)).replace(/[\u00a0\u202f]/g, ' ').replace(/[\u2010\u2011\u2013]/g, '-')
    if (isSomethingElse(shape, groups)) return undefined
    const said = before(text, found.index)
    if (isOtherwise(said)) return undefined
    const isSaid = context.test(said)
    // The whole number in brackets: they are not part of it.
    const inside = /^\(\d{7,}\)$/.test(body) ? 1 : 0
    const at = { from: inside, to: body.length - inside }
    if (/^(?:00|011)/.test(digits)) {
      const abroad = digits.replace(/^(?:00|011)/, '')
      const plan = planOf(abroad)
      const fits = plan !== undefined && abroad.length - plan.code >= plan.least && abroad.length - plan.code <= plan.most + 1
      if (fits && (isSaid || groups.length > 1)) return { ...at, score: isSaid ? 0.9 : 0.7 }
    }
    // A few digits, or so many, are a phone number only where it says so.
    if (isSaid && digits.length <= 13 && (digits.length > 6 || groups.length > 1)) return { ...at, score: 0.85 }
    const form = forms.find((form) => form.shape.test(shape) && form.digits.test(digits))
    return form === undefined ? undefined : { ...at, score: form.score }
  }
}

interface Read {
  readonly from: number
  readonly to: number
  readonly score: number
}

/** As many of the groups as the country's numbers are long. */
function international(body: string): Read | undefined {
  const groups = [...body.matchAll(/\d+/g)]
  const from = body.startsWith('(') && !isBalanced(body) ? 1 : 0
  const isTrunk = groups.map(([group], at) => group === '0' && body[(groups[at]?.index ?? 0) - 1] === '(')
  for (let count = groups.length; count > 0; count--) {
    const digits = groups.slice(0, count).map(([group], at) => (isTrunk[at] === true ? '' : group)).join('')
    const plan = planOf(digits)
    if (plan === undefined) return undefined
    const last = groups[count - 1]
    const end = (last?.index ?? 0) + (last?.[0].length ?? 0)
    const to = body[end] === ')' && count === groups.length && from === 0 && body.startsWith('(') ? end + 1 : end
    const length = digits.length - plan.code
    if (length >= plan.least && length <= plan.most) return { from, to, score: 0.95 }
    // Written in groups it is one, even where a digit is missing or too many.
    if (count === groups.length && digits.length >= 8 && digits.length <= 15 && length <= plan.most + 1 && (count > 1 || length >= plan.least)) return { from, to, score: 0.7 }
  }
  return undefined
}

/** Dates, decimals, thousands and IP addresses. */
function isSomethingElse(shape: string, groups: readonly string[]): boolean {
  const [one = 0, two = 0, three = 0] = groups.map(Number)
  if (/^[12][./-][12][./-](?:2|4)$/.test(shape) || /^2 2 4$/.test(shape)) return isDay(one, two) || isDay(two, one)
  if (/^4[./-][12][./-][12](?: \d+)?$/.test(shape)) return isDay(three, two)
  // A decimal; the form of a social security number.
  if (/^\d+\.\d+$/.test(shape) || shape === '3-2-4') return true
  if (/^[1-3](?:[.]3)+$/.test(shape) && !groups[0]?.startsWith('0')) return true
  if (/^4[-/](?:4|2)$/.test(shape)) return one >= 1000 && one < 2100
  return /^[1-3]\.[1-3]\.[1-3]\.[1-3]$/.test(shape)
}

function isBalanced(body: string): boolean {
  return (body.match(/\(/g)?.length ?? 0) === (body.match(/\)/g)?.length ?? 0)
}

/** Neither a word goes on there nor another number, and no sum of money or share. */
function endsWell(text: string, end: number, body: string): boolean {
  const next = text.charAt(end)
  if (/[\w%$\u20ac\u00a3\u00b0\u00c0-\u024f]/.test(next)) return false
  if (next === ':' && /(?:^|\D)\d{1,2}$/.test(body)) return false
  return !/^[.,\-/ \u00a0]\d/.test(text.slice(end, end + 2)) || body.includes('+')
}

/** The first digit, plus or bracket of what the text ends with, so far as it may be of a number or its extension. */
function openPhone(text: string): number {
  let open = text.length
  for (let at = text.length - 1; at >= 0 && at >= text.length - REACH - 1; at--) {
    const code = text.charCodeAt(at)
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
