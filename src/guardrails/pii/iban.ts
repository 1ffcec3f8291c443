/**
 * International bank account numbers: ISO 13616, with the length that each country registered with SWIFT and the check digits of
 * ISO 7064 MOD 97-10.
 */
import { mod97 } from './checksums.ts'
import { isDigit, isWordy } from './digits.ts'
import type { TokenRule } from './tokens.ts'
import { codeAt } from './marks.ts'

const lengths = new Map(
  ('AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 '
    + 'JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30')
    .split(' ').map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
)

const REACH = 48

export const iban: TokenRule = {
  kind: 'iban',
  begins: 'letter',
  lengths: [2, 36],
  pattern: /[A-Za-z]{2}[ -]?\d{2}(?=[ -]?[A-Za-z0-9]{2})/y,
  reach: REACH,
  may: (text, at) => codeAt(text, at + 1) > 57 && (isDigit(codeAt(text, at + 2)) || isDigit(codeAt(text, at + 3))),
  accept(found, text) {
    const country = found[0].slice(0, 2).toUpperCase()
    const length = lengths.get(country)
    if (length === undefined) return undefined
    let count = 0
    let at = found.index
    for (; count < length && at - found.index < REACH; at++) {
      if (isCode(codeAt(text, at))) count++
      else if (!isGap(codeAt(text, at)) || !isCode(codeAt(text, at + 1))) return undefined
    }
    if (count < length || isWordy(codeAt(text, at))) return undefined
    return mod97(text, found.index, at) === 1 ? { start: found.index, end: at } : undefined
  },
}

const isGap = (code: number): boolean => code === 32 || code === 0xa0 || code === 45
const isCode = (code: number): boolean => isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 122)
