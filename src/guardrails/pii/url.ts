/**
 * Addresses of the web: with `http`, `https` or `ftp` before them, with `www.`, or a bare domain under a well-known top-level domain
 * (of IANA's root zone database).
 */
import { AT, BASE64, COLON, DASH, type Detector, DIGIT, DOT, LETTER, PUNCTUATION, SLASH, UNDERSCORE } from '../find/detector.ts'
import { isAsciiLetter, isDigit, isWordy } from './marks.ts'
import { codeAt, type Text, textOf } from './text.ts'

const tops = new Set(
  ('com org net edu gov mil int info biz name pro mobi app dev io ai co me tv cc xyz online site store shop blog cloud tech space website agency club live news world life today top vip work zone email digital '
    + 'us uk ca au nz ie za in pk bd lk sg my ph id th vn cn hk tw jp kr ru ua by kz de at ch fr be nl lu es pt it gr cy mt dk se no fi is ee lv lt pl cz sk hu si hr rs ba mk al bg ro md tr il sa ae qa kw eg ma dz tn ng ke gh tz ug br ar cl pe ve ec bo py uy mx cr pa do cu pr eu asia ly to gg ws fm bz ag st').split(' '),
)

/** Top-level domains that files are called by, too. */
const files = new Set(['md', 'rs', 'py', 'pl', 'cc', 'zip', 'ps'])

/** What a path may hold: ASCII without spaces, quotes and what RFC 3986 leaves out. */
const inPath = String.raw`[\w!#$%&()*+,\-./:;=?@[\]~]`
const schemed = String.raw`(?:https?|ftp):\/\/${inPath}{1,480}|www\.[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}`
const bare = String.raw`[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,6}`
const tail = String.raw`(?::\d{1,5})?(?:[/?#]${inPath}{0,400})?`

export const url: Detector = {
  kind: 'url',
  needs: LETTER, // a host may be without a dot: http://localhost
  starts,
  pattern: new RegExp(String.raw`(?:${schemed}|${bare})${tail}`, 'iy'),
  madeOf: AT | BASE64 | COLON | DASH | DIGIT | DOT | LETTER | PUNCTUATION | SLASH | UNDERSCORE,
  begins: LETTER | DIGIT,
  reach: 1024,
  accept(found, text) {
    const [whole] = found
    const written = whole.slice(0, whole.length - trailing(whole))
    const end = found.index + written.length
    const host = /^(?:[a-z]+:\/\/)?([^/?#:]*)/i.exec(written)?.[1] ?? ''
    if (/^(?:https?|ftp):\/\//i.test(written)) return host === '' ? undefined : { start: found.index, end }
    // An e-mail address goes on with an at sign; a file name is no host.
    if (text.charAt(end) === '@' || /^[\w-]/.test(text.charAt(end))) return undefined
    const top = host.slice(host.lastIndexOf('.') + 1)
    // A sentence that begins right behind a full stop, a file of source code.
    const isOdd = /^[A-Z][a-z]/.test(top) || (files.has(top) && written === host && host.split('.').length === 2)
    if (isOdd || !tops.has(top.toLowerCase()) || /(?:^|\.)-|-(?:\.|$)/.test(host)) return undefined
    return { start: found.index, end, score: /^www\./i.test(written) ? 0.95 : 0.6 }
  },
}

const DOT_SIGN = 46
const COLON_SIGN = 58
const LONGEST_LABEL = 63

/** The next place where a label is before a dot, or a scheme before its colon and slashes. */
function starts(whole: string, from: number): number {
  const text = textOf(whole)
  for (let at = from; at < text.length; at++) {
    const code = codeAt(text, at)
    if (code !== DOT_SIGN && code !== COLON_SIGN) continue
    const start = code === DOT_SIGN ? labelStart(text, at) : schemeStart(text, at)
    if (start >= from && isFree(codeAt(text, start - 1))) return start
  }
  return -1
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

/** How many marks at the end are the sentence's: a full stop, or a bracket that was not opened. */
function trailing(written: string): number {
  let open = 0
  for (const character of written) open += character === '(' ? 1 : character === ')' ? -1 : 0
  let count = 0
  for (; ; count++) {
    const last = written.charAt(written.length - 1 - count)
    if (last === ')' && open < 0) open++
    else if (!/[.,;:!?*\]]/.test(last) || last === '') return count
  }
}
