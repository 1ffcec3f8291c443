/**
 * IPv6 addresses as RFC 4291 (2.2) writes them: in full, with `::` for what is left out, and with an IPv4 address for the last two groups;
 * also with a zone behind them (RFC 4007, 11).
 */
import type { Match } from '../check.ts'
import type { Unfinished } from '../find/detector.ts'
import { dottedEnd } from './ipv4.ts'
import { codeIn, isAsciiWord, isDigit, isHex, isWordy } from './marks.ts'
import { codeAt, type Text } from './text.ts'

const LONGEST_ZONE = 16
/** Seven groups and an IPv4 address come to 45 characters. */
const LONGEST = 45
const PERCENT = 37

/** A zone, which the characters of an address would not hold back. */
export const openZone: Unfinished = { madeOf: 0, opens: openAt, reach: LONGEST + 1 + LONGEST_ZONE }

/** The address that begins there: with a group, or with two colons. */
export function ipv6At(text: Text, start: number): Match | undefined {
  let groups = 0
  let hasGap = isGap(text, start)
  let hasDigit = false
  /** Where it ends if no more groups count, or -1. */
  let end = -1
  for (let at = hasGap ? start + 2 : start; groups <= 8; ) {
    let next = at
    while (isHex(codeAt(text, next))) hasDigit = isDigit(codeAt(text, next++)) || hasDigit
    if (next === at) {
      // Two colons end it, or the one colon there is belongs to the sentence. Three are none.
      if (codeAt(text, at) === 58) return undefined
      break
    }
    const code = codeAt(text, next)
    if (next - at > 4 || isWordy(code)) break
    if (code === 46 && isDigit(codeAt(text, next + 1))) {
      const dotted = dottedEnd(text, at)
      if (dotted > 0 && !isWordy(codeAt(text, dotted))) end = isWhole(groups + 2, hasGap, true) ? dotted : -1
      break
    }
    groups++
    end = isWhole(groups, hasGap, hasDigit) ? next : -1
    if (code !== 58) break
    const isNextGap = isGap(text, next)
    if (isNextGap && hasGap) return undefined
    hasGap ||= isNextGap
    at = isNextGap ? next + 2 : next + 1
    if (isNextGap && isWhole(groups, true, hasDigit) && !isWordy(codeAt(text, at))) end = at
  }
  if (end < 0 || groups > 8) return undefined
  return { kind: 'ip_address', start, end: zoneEnd(text, end), score: 0.9 }
}

const isGap = (text: Text, at: number): boolean => codeAt(text, at) === 58 && codeAt(text, at + 1) === 58

/** Without a digit `a::b` is a name in a program. */
function isWhole(groups: number, hasGap: boolean, hasDigit: boolean): boolean {
  return hasGap ? groups > 0 && groups < 8 && hasDigit : groups === 8
}

/** `%eth0` */
function zoneEnd(text: Text, at: number): number {
  if (codeAt(text, at) !== PERCENT) return at
  let end = at + 1
  while (end < at + 2 + LONGEST_ZONE && isZone(codeAt(text, end))) end++
  if (end - at > LONGEST_ZONE + 1) return at
  // The sentence's.
  while (!isAsciiWord(codeAt(text, end - 1)) && end > at + 1) end--
  return end === at + 1 ? at : end
}

const isZone = (code: number): boolean => isAsciiWord(code) || code === 45 || code === 46 || code === 126

function openAt(text: string): number {
  let at = text.length
  while (at > text.length - LONGEST_ZONE - 1 && isZone(codeIn(text, at - 1))) at--
  if (codeIn(text, at - 1) !== PERCENT) return text.length
  const percent = --at
  let hasColon = false
  for (; at > percent - LONGEST && isOfAddress(codeIn(text, at - 1)); at--) hasColon ||= codeIn(text, at - 1) === 58
  return hasColon ? at : text.length
}

const isOfAddress = (code: number): boolean => isHex(code) || code === 58 || code === 46
