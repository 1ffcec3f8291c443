/**
 * International bank account numbers: ISO 13616, with the length that each country registered with SWIFT and the check digits of
 * ISO 7064 MOD 97-10.
 */
import type { Match } from '../check.ts'
import { mod97 } from './checksums.ts'
import { isAsciiLetter, isDigit, isWordy } from './marks.ts'
import { codeAt } from './text.ts'
import type { Run } from './run.ts'
import type { TokenRule } from './tokens.ts'

const registered =
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 '
  + 'JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'

/** By the last five bits of both letters, 0 where no country has them. */
const lengths = tableOf(registered.split(' '))

const REACH = 48

function tableOf(entries: readonly string[]): Uint8Array {
  const table = new Uint8Array(1_024)
  for (const entry of entries) table[country(entry.charCodeAt(0), entry.charCodeAt(1))] = Number(entry.slice(2))
  return table
}

export const iban: TokenRule = { kind: 'iban', begins: 'letter', lengths: [2, 36], reach: REACH, read }

function read({ text, start }: Run): Match | undefined {
  if (!isAsciiLetter(codeAt(text, start)) || !isAsciiLetter(codeAt(text, start + 1))) return undefined
  const check = start + (isDigit(codeAt(text, start + 2)) ? 2 : isGap(codeAt(text, start + 2)) ? 3 : 0)
  if (check === start || !isDigit(codeAt(text, check)) || !isDigit(codeAt(text, check + 1))) return undefined
  const length = lengths[country(codeAt(text, start), codeAt(text, start + 1))] as number
  if (length === 0) return undefined
  let count = 0
  let at = start
  for (; count < length && at - start < REACH; at++) {
    const code = codeAt(text, at)
    if (isCode(code)) count++
    else if (!isGap(code) || !isCode(codeAt(text, at + 1))) return undefined
  }
  if (count < length || isWordy(codeAt(text, at))) return undefined
  return mod97(text, start, at) === 1 ? { kind: 'iban', start, end: at } : undefined
}

function country(first: number, second: number): number {
  return (first & 31) * 32 + (second & 31)
}

const isGap = (code: number): boolean => code === 32 || code === 0xa0 || code === 45
const isCode = (code: number): boolean => isDigit(code) || isAsciiLetter(code)
