/** Regular expressions that take linear time: all ways through a pattern are walked at once, so none is ever walked again. */
import { parsePattern } from './linear-pattern-parse.ts'
import { programOf } from './linear-program.ts'
import { LinearWalk } from './linear-walk.ts'

/** Of a longer text only so many characters are looked at. */
export const MAX_TEXT = 10_000

/** True where the pattern is found in the text. */
export type Search = (text: string) => boolean

/**
 * Compiles a pattern of JavaScript's. `RegExp` goes back where it went wrong, and with the wrong pattern that takes for
 * ever; this goes forward only. Hence no backreferences and no lookaround.
 *
 * Throws `SyntaxError` for what is no pattern, or cannot be walked this way; its message says why.
 *
 * @see https://swtch.com/~rsc/regexp/regexp2.html
 */
export function linearPattern(source: string, flags = ''): Search {
  const walk = new LinearWalk(programOf(parsePattern(source, flags), flags.includes('m')))
  return (text) => walk.finds(text, Math.min(text.length, MAX_TEXT))
}
