/** Regular expressions that take linear time: all ways through a pattern are walked at once, so none is ever walked again. */
import { parsePattern } from './linear-pattern-parse.ts'
import { holds, kindAt, MATCH, type Program, programOf, type Step } from './linear-program.ts'

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
  const program = programOf(parsePattern(source, flags), flags.includes('m'))
  return (text) => search(program, text)
}

function search({ steps, begin, multiline }: Program, text: string): boolean {
  const end = Math.min(text.length, MAX_TEXT)
  const entered = new Int32Array(steps.length).fill(-1) // at which character each step was last entered
  let waiting: number[] = []
  let next: number[] = []
  for (let at = 0; ; at++) {
    if (enter(begin, at, waiting)) return true // a match may begin anywhere
    if (at === end) return false
    const code = text.charCodeAt(at)
    for (const step of waiting) {
      const { is, next: to } = steps[step] as Step & { kind: 'char' }
      if (is(code) && enter(to, at + 1, next)) return true
    }
    const spent = waiting
    waiting = next
    next = spent
    next.length = 0
  }

  /** Follows what needs no character; true at the end of the pattern. */
  function enter(step: number, at: number, list: number[]): boolean {
    if (step === MATCH) return true
    if (entered[step] === at) return false
    entered[step] = at
    const what = steps[step] as Step
    if (what.kind === 'char') list.push(step)
    else if (what.kind === 'assert') return holds(what.that, kindAt(text, at - 1), kindAt(text, at), multiline) && enter(what.next, at, list)
    else for (const to of what.to) if (enter(to, at, list)) return true
    return false
  }
}
