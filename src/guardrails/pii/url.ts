/**
 * Addresses of the web: with `http`, `https` or `ftp` before them, with `www.`, or a bare domain under a well-known top-level domain
 * (of IANA's root zone database).
 */
import type { Match } from '../check.ts'
import { AT, BASE64, COLON, DASH, DIGIT, DOT, LETTER, PUNCTUATION, type Seeker, SLASH, UNDERSCORE } from '../find/detector.ts'
import type { Counts } from './digits.ts'
import { isAsciiLetter, isAsciiWord, isDigit, isUpper, isWordy, small } from './marks.ts'
import { codeAt, type Text, textOf } from './text.ts'
import { UrlEnds } from './url-ends.ts'
import { WordTree } from './words.ts'

const kind = 'url'
const TOP = 1
/** Files are called by these, too. */
const FILE = 2
const names =
  'com org net edu gov mil int info biz name pro mobi app dev io ai co me tv cc xyz online site store shop blog cloud tech space website agency club live news world life today top vip work zone email digital '
  + 'us uk ca au nz ie za in pk bd lk sg my ph id th vn cn hk tw jp kr ru ua by kz de at ch fr be nl lu es pt it gr cy mt dk se no fi is ee lv lt pl cz sk hu si hr rs ba mk al bg ro md tr il sa ae qa kw eg ma dz tn ng ke gh tz ug br ar cl pe ve ec bo py uy mx cr pa do cu pr eu asia ly to gg ws fm bz ag st'
const tops = new WordTree([
  [names.replaceAll(' ', '|'), TOP],
  ['md|rs|py|pl|cc|zip|ps', FILE],
])

const DOT_SIGN = 46
const COLON_SIGN = 58
const LONGEST_LABEL = 63
/** Labels behind the first one; behind `www` one more. */
const MOST_LABELS = 6
/** Behind a scheme and its slashes. */
const LONGEST_REST = 480

export function urlSeeker(counts: Counts): Seeker {
  return {
    needs: LETTER, // a host may be without a dot: http://localhost
    madeOf: AT | BASE64 | COLON | DASH | DIGIT | DOT | LETTER | PUNCTUATION | SLASH | UNDERSCORE,
    begins: LETTER | DIGIT,
    reach: 1024,
    next(whole, from) {
      const text = textOf(whole)
      const ends = new UrlEnds(text)
      let least = from
      for (let at = from; at < text.length; at++) {
        const code = codeAt(text, at)
        if (code !== DOT_SIGN && code !== COLON_SIGN) continue
        const start = code === DOT_SIGN ? labelStart(text, at) : schemeStart(text, at)
        if (start < least || !isFree(codeAt(text, start - 1))) continue
        const match = code === DOT_SIGN ? domainAt(text, start, at, ends) : schemedAt(text, start, at, ends)
        if (match !== undefined && counts(match, text)) return match
        // No other begins in the same labels.
        least = start + 1
      }
      return undefined
    },
  }
}

/** `http://` and what is behind it; any host will do. */
function schemedAt(text: Text, start: number, colon: number, ends: UrlEnds): Match | undefined {
  const host = colon + 3
  const first = codeAt(text, host)
  if (!isScheme(text, start, colon) || first === 47 || first === 63 || first === 35 || first === COLON_SIGN) return undefined
  const end = ends.written(start, ends.withTail(ends.path(host, LONGEST_REST)))
  return end > host ? { kind, start, end } : undefined
}

/** A domain whose first dot is there. Its host is looked at before its path: most are no host, and others may begin in the path. */
function domainAt(text: Text, start: number, dot: number, ends: UrlEnds): Match | undefined {
  const isWeb = dot === start + 3 && isSpelled(text, start, 'www')
  let isDashed = codeAt(text, dot - 1) === 45
  let host = dot
  let top = dot
  let labels = 0
  for (const most = isWeb ? MOST_LABELS + 1 : MOST_LABELS; labels < most && codeAt(text, host) === DOT_SIGN && isLabel(codeAt(text, host + 1)); labels++) {
    top = host + 1
    host = top + 1
    while (host < top + LONGEST_LABEL && isLabel(codeAt(text, host))) host++
    isDashed ||= codeAt(text, top) === 45 || codeAt(text, host - 1) === 45
  }
  const bits = isDashed ? 0 : topAt(text, top, host)
  if ((bits & TOP) === 0) return undefined
  const end = ends.written(start, ends.withTail(host))
  const next = codeAt(text, end)
  // An e-mail address goes on with an at sign; a file name is no host.
  if (next === 64 || next === 45 || isAsciiWord(next)) return undefined
  return (bits & FILE) !== 0 && end === host && labels === 1 ? undefined : { kind, start, end, score: isWeb ? 0.95 : 0.6 }
}

/** What the last label is, as bits. A capital and a small letter begin a sentence right behind a full stop; a file's ending is small. */
function topAt(text: Text, start: number, end: number): number {
  if (isUpper(codeAt(text, start)) && codeAt(text, start + 1) > 96) return 0
  tops.grow()
  let node = 0
  let isSmall = true
  for (let at = start; at < end; at++) {
    const code = codeAt(text, at)
    node = tops.step(node, small(code))
    if (node === 0) return 0
    isSmall &&= code > 96
  }
  return isSmall ? tops.bits(node) : tops.bits(node) & TOP
}

function isScheme(text: Text, start: number, colon: number): boolean {
  return colon - start === 3 ? isSpelled(text, start, 'ftp') : isSpelled(text, start, 'http')
}

/** In letters small or large. Where a fifth letter follows `http` it is known already. */
function isSpelled(text: Text, start: number, letters: string): boolean {
  for (let at = 0; at < letters.length; at++) if ((codeAt(text, start + at) | 32) !== letters.charCodeAt(at)) return false
  return true
}

function labelStart(text: Text, dot: number): number {
  if (!isLabel(codeAt(text, dot + 1))) return -1
  let at = dot
  while (at > dot - LONGEST_LABEL && isLabel(codeAt(text, at - 1))) at--
  return at < dot && codeAt(text, at) !== 45 ? at : -1
}

function schemeStart(text: Text, colon: number): number {
  if (codeAt(text, colon + 1) !== 47 || codeAt(text, colon + 2) !== 47) return -1
  const last = codeAt(text, colon - 1) | 32
  // The last letter of `ftp`, `http` or `https`.
  const length = last === 115 ? 5 : last !== 112 ? 0 : (codeAt(text, colon - 3) | 32) === 102 ? 3 : 4
  return length > 0 && colon >= length ? colon - length : -1
}

const isLabel = (code: number): boolean => isDigit(code) || isAsciiLetter(code) || code === 45
const isFree = (code: number): boolean => !isWordy(code) && code !== 64 && code !== DOT_SIGN && code !== 45
