/** Finds the next of one character: where a text has many of them it looks itself, where it has few it leaves that to the text. */

const NEAR = 8

/** Where the character is at `from` or later, or -1. */
export function nextMark(text: string, code: number, from: number): number {
  const near = Math.min(text.length, from + NEAR)
  for (let at = from; at < near; at++) if (text.charCodeAt(at) === code) return at
  return text.indexOf(String.fromCharCode(code), near)
}
