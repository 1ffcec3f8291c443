/**
 * Addresses of machines: IPv4 with dots, IPv6 as RFC 4291 writes it, also in short, and the MAC addresses of IEEE 802.
 */
import type { Match } from '../check.ts'
import { COLON, DASH, type Detector, DIGIT, DOT, LETTER, type Seeker, type Unfinished } from '../find/detector.ts'
import { isVersion } from './context.ts'
import { type Counts, isAsciiWord, isDigit, isWordy, NO_WORD, type Reader, type Run } from './digits.ts'
import { codeAt, nextMark } from './marks.ts'

/** What a growing text may end with. */
export const openIpv4: Unfinished = { madeOf: DIGIT | DOT, reach: 16 }

/** `192.168.0.1`, unless it is a version's number. */
export const ipv4: Reader = { longest: 3, before: NO_WORD & ~DOT, behind: DOT, read: readIpv4 }

function readIpv4(run: Run, _: number, counts: Counts): Match | undefined {
  const { text, start } = run
  if (run.end - start > 3 || codeAt(text, run.end) !== 46 || !isDigit(codeAt(text, run.end + 1)) || !isFree(text, start)) return undefined
  let at = start
  for (let part = 0; part < 4; part++) {
    if (part > 0 && codeAt(text, at++) !== 46) return undefined
    at = byteEnd(text, at)
    if (at < 0) return undefined
  }
  const next = codeAt(text, at)
  if (isWordy(next) || (next === 46 && isDigit(codeAt(text, at + 1))) || isVersion(run.said)) return undefined
  const match = { kind: 'ip_address', start, end: at, score: 0.9 }
  return counts(match, text) ? match : undefined
}

function isFree(text: string, at: number): boolean {
  const before = codeAt(text, at - 1)
  return !isWordy(before) && before !== 46 && before !== 45 && (before !== 47 || !isDigit(codeAt(text, at - 2)))
}

/** Where a number up to 255 ends, or -1. */
function byteEnd(text: string, at: number): number {
  let value = 0
  let end = at
  while (end < at + 4 && isDigit(codeAt(text, end))) value = value * 10 + codeAt(text, end++) - 48
  return end === at || value > 255 || (end - at === 3 && value < 100) ? -1 : end
}

const COLON_SIGN = 58

/** What begins before a colon, with up to four hexadecimal digits. */
export function colonSeeker(kinds: { readonly ip: boolean; readonly mac: boolean }, counts: Counts): Seeker {
  return {
    needs: COLON | DIGIT,
    madeOf: COLON | DIGIT | LETTER | DOT,
    reach: 52,
    next(text, from) {
      for (let colon = nextMark(text, COLON_SIGN, from); colon >= 0; ) {
        const start = groupStart(text, colon)
        if (start >= from) {
          const match = (kinds.mac && colon - start === 2 ? macAt(text, start) : undefined) ?? (kinds.ip ? ipv6At(text, start, colon) : undefined)
          if (match !== undefined && counts(match, text)) return match
        }
        // What follows the colon is in the same address, or begins no other.
        let next = colon + 1
        while (isHex(codeAt(text, next)) || codeAt(text, next) === 58) next++
        colon = nextMark(text, COLON_SIGN, next)
      }
      return undefined
    },
  }
}

/** Where the hexadecimal digits before a colon begin, or -1 where they are in a word or in what is longer. */
function groupStart(text: string, colon: number): number {
  let at = colon
  while (at > colon - 4 && isHex(codeAt(text, at - 1))) at--
  const before = codeAt(text, at - 1)
  return isWordy(before) || before === 58 || before === 46 ? -1 : at
}

const colonMac = /[\dA-Fa-f]{2}(?::[\dA-Fa-f]{2}){5}(?![\w:-])/y

function macAt(text: string, start: number): Match | undefined {
  if (codeAt(text, start - 1) === 45 || codeAt(text, start + 5) !== 58) return undefined
  colonMac.lastIndex = start
  return colonMac.test(text) ? { kind: 'mac_address', start, end: colonMac.lastIndex } : undefined
}

/** Groups and colons, in which `::` stands once for what is left out; the last two groups may be written as IPv4. */
function ipv6At(text: string, start: number, colon: number): Match | undefined {
  if (colon === start && codeAt(text, colon + 1) !== 58) return undefined
  let groups = colon > start ? 1 : 0
  let hasGap = false
  let hasDigit = hasDigitIn(text, start, colon)
  let at = colon
  let shorter = -1
  while (codeAt(text, at) === 58) {
    // What it is without the next group.
    shorter = isIpv6(groups, hasGap, hasDigit) ? at : -1
    const isGap = codeAt(text, at + 1) === 58
    if (isGap && hasGap) return undefined
    hasGap ||= isGap
    const from = isGap ? at + 2 : at + 1
    let end = from
    while (isHex(codeAt(text, end))) end++
    if (end === from && codeAt(text, end) === 58) return undefined
    if (end - from > 4) return shorter > 0 && isWordy(codeAt(text, end)) ? { kind: 'ip_address', start, end: shorter, score: 0.9 } : undefined
    if (end === from) {
      // A colon at the end belongs to the sentence, unless it is one of two.
      if (isGap) at = end
      break
    }
    groups++
    hasDigit ||= hasDigitIn(text, from, end)
    at = end
  }
  const dotted = codeAt(text, at) === 46 ? dottedEnd(text, at) : -1
  if (dotted > 0) {
    groups++
    at = dotted
  }
  const goesOn = isWordy(codeAt(text, at)) || (codeAt(text, at) === 46 && isDigit(codeAt(text, at + 1)))
  const end = goesOn ? shorter : isIpv6(groups, hasGap, hasDigit) ? at : -1
  return end < 0 || end - start > 50 ? undefined : { kind: 'ip_address', start, end, score: 0.9 }
}

function isIpv6(groups: number, hasGap: boolean, hasDigit: boolean): boolean {
  return hasDigit && (hasGap ? groups > 0 && groups < 8 : groups === 8)
}

/** The last three parts of an IPv4 address, behind a first one of up to three digits. */
function dottedEnd(text: string, dot: number): number {
  let first = dot
  while (isDigit(codeAt(text, first - 1))) first--
  if (codeAt(text, first - 1) !== 58 || dot - first > 3 || dot === first) return -1
  let at = dot
  for (let part = 0; part < 3; part++) {
    if (codeAt(text, at) !== 46 || !isDigit(codeAt(text, at + 1))) return -1
    const from = ++at
    while (at < from + 3 && isDigit(codeAt(text, at))) at++
  }
  return at
}

function hasDigitIn(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (isDigit(codeAt(text, at))) return true
  return false
}

const isHex = (code: number): boolean => (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102)

/** In pairs with dashes, and as Cisco writes it. */
export const macs: readonly Detector[] = [
  { kind: 'mac_address', needs: DIGIT | DASH, starts: (text, from) => hexBefore(text, from, 45, 2), pattern: /[\dA-Fa-f]{2}(?:-[\dA-Fa-f]{2}){5}(?![\w:-])/y, madeOf: COLON | DIGIT | LETTER | DASH, reach: 18 },
  { kind: 'mac_address', needs: DIGIT | DOT, starts: (text, from) => hexBefore(text, from, 46, 4), pattern: /[\dA-Fa-f]{4}\.[\dA-Fa-f]{4}\.[\dA-Fa-f]{4}(?![\w:-]|\.\w)/y, madeOf: DIGIT | DOT | LETTER, reach: 15 },
]

/** The next place where so many hexadecimal digits stand alone before this mark, and as many behind it before another, or -1. */
function hexBefore(text: string, from: number, mark: number, length: number): number {
  for (let at = nextMark(text, mark, from + length); at >= 0; at = nextMark(text, mark, at + 1)) {
    const start = at - length
    if (codeAt(text, at + length + 1) === mark && isHex(codeAt(text, start)) && isHex(codeAt(text, at + 1)) && isAlone(codeAt(text, start - 1))) return start
  }
  return -1
}

const isAlone = (code: number): boolean => !isAsciiWord(code) && code !== 46 && code !== 58 && code !== 45
