/** The characters of a text, also where it has none. */

const NEAR = 8

/** The code at a place, 0 before the text and behind it: asking a text itself for what it has not makes every later question slow. */
export function codeAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? text.charCodeAt(at) : 0
}

/** Where the character is at `from` or later, or -1. Where a text has many of them it is looked for here, else the text looks itself. */
export function nextMark(text: string, code: number, from: number): number {
  const near = Math.min(text.length, from + NEAR)
  for (let at = from; at < near; at++) if (text.charCodeAt(at) === code) return at
  return text.indexOf(String.fromCharCode(code), near)
}
