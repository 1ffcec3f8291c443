/** Where a code of letters and digits in groups may have begun, at the end of a text that still grows. */
import { DASH, DIGIT, LETTER, SPACE } from '../find/detector.ts'
import { classOf } from '../find/classes.ts'

/**
 * The first of two letters that begin a word and have a digit behind them, at once or after a space, in what the text ends with; or of a
 * last word that may still become so.
 */
export function openCode(text: string, reach: number): number {
  const least = Math.max(0, text.length - reach - 1)
  let open = text.length
  for (let at = text.length - 1; at >= least; at--) {
    const kind = classOf(text.charCodeAt(at))
    if ((kind & (LETTER | DIGIT | SPACE | DASH)) === 0) break
    if (kind === LETTER && isHead(text, at)) open = at
  }
  return open
}

function isHead(text: string, at: number): boolean {
  if ((classAt(text, at - 1) & (LETTER | DIGIT)) !== 0) return false
  if (at + 1 >= text.length) return true
  if (classAt(text, at + 1) !== LETTER) return false
  const behind = classAt(text, at + 2)
  return at + 2 >= text.length || behind === DIGIT || ((behind === SPACE || behind === DASH) && (at + 3 >= text.length || classAt(text, at + 3) === DIGIT))
}

function classAt(text: string, at: number): number {
  return at < 0 || at >= text.length ? 0 : classOf(text.charCodeAt(at))
}
