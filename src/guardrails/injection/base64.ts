/** What is written in base64, wherever it begins. */

/** Shorter words are none. */
const LEAST = 24
/** So many first characters say whether it is one. */
const HEAD = 12
const LEAST_SAID = 12
const NONE = 64

/** All that pieces of base64 say, where that is text. */
export function fromBase64(text: string): string {
  let out = ''
  for (let at = LEAST - 1, done = 0; at < text.length; at += LEAST) {
    if (at < done || valueOf(text.charCodeAt(at)) === NONE) continue
    let from = at
    while (from > done && valueOf(text.charCodeAt(from - 1)) !== NONE) from--
    let until = at + 1
    while (until < text.length && valueOf(text.charCodeAt(until)) !== NONE) until++
    done = until
    if (until - from >= LEAST) out += decoded(text, from, until)
  }
  return out.trim()
}

/** It may begin behind other letters: of the four ways to group it the first that says something. */
function decoded(text: string, from: number, until: number): string {
  for (let begin = from; begin < from + 4; begin++) {
    if (!isReadable(text, begin, Math.min(until, begin + HEAD))) continue
    const piece = text.slice(begin, until).replaceAll('-', '+').replaceAll('_', '/')
    const said = atob(piece.slice(0, piece.length - (piece.length % 4 === 1 ? 1 : 0)))
    // What is no text behind is left out.
    const end = said.search(/[^\x09\x0a\x0d\x20-\x7e]/)
    const plain = end < 0 ? said : said.slice(0, end)
    if (plain.length >= LEAST_SAID && /[a-z]{3}/i.test(plain)) return `${plain} `
  }
  return ''
}

function isReadable(text: string, from: number, until: number): boolean {
  for (let at = from; at + 3 < until; at += 4) {
    const bits = (valueOf(text.charCodeAt(at)) << 18) | (valueOf(text.charCodeAt(at + 1)) << 12) | (valueOf(text.charCodeAt(at + 2)) << 6) | valueOf(text.charCodeAt(at + 3))
    if (!isText(bits >> 16) || !isText((bits >> 8) & 255) || !isText(bits & 255)) return false
  }
  return true
}

function isText(code: number): boolean {
  return (code >= 32 && code < 127) || code === 9 || code === 10 || code === 13
}

function valueOf(code: number): number {
  return code < 128 ? (values[code] as number) : NONE
}

const values = Uint8Array.from({ length: 128 }, (_, code) => {
  const at = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf({ '-': '+', _: '/' }[String.fromCharCode(code)] ?? String.fromCharCode(code))
  return at < 0 ? NONE : at
})
