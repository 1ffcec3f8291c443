/** Regular expressions that take linear time: all ways through a pattern are walked at once, so none is ever walked again. */
import { type Assertion, parsePattern, type PatternNode } from './condition-pattern-parse.ts'

/** Of a longer text only so many characters are looked at. */
export const MAX_TEXT = 10_000

/** A pattern of more steps is refused: each character of a text may touch every one of them. */
export const MAX_STEPS = 500

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
  const steps: Step[] = []
  const begin = build(parsePattern(source, flags), MATCH)
  return (text) => search(steps, begin, text, flags.includes('m'))

  /** The steps of a node whose last leads to `next`; gives its first. */
  function build(node: PatternNode, next: number): number {
    switch (node.kind) {
      case 'char':
        return add({ kind: 'char', is: node.is, next })
      case 'assert':
        return add({ kind: 'assert', that: node.that, next })
      case 'sequence':
        return node.parts.reduceRight((after, part) => build(part, after), next)
      case 'either':
        return add({ kind: 'branch', to: node.ways.map((way) => build(way, next)) })
      case 'repeat':
        return repeat(node.what, node.min, node.max, next)
    }
  }

  function repeat(what: PatternNode, min: number, max: number, next: number): number {
    let begin = next
    if (max === Infinity) {
      const ways: number[] = []
      begin = add({ kind: 'branch', to: ways })
      ways.push(build(what, begin), next)
    } else {
      for (let more = min; more < max; more++) begin = add({ kind: 'branch', to: [build(what, begin), next] })
    }
    for (let done = 0; done < min; done++) {
      const size = steps.length
      begin = build(what, begin)
      if (steps.length === size) break // nothing, however often
    }
    return begin
  }

  function add(step: Step): number {
    if (steps.length >= MAX_STEPS) throw new SyntaxError(`is too large: it has more than ${MAX_STEPS} steps when its repetitions are written out`)
    return steps.push(step) - 1
  }
}

/** Where the last step leads. */
const MATCH = -1

type Step =
  | { readonly kind: 'char'; readonly is: (code: number) => boolean; readonly next: number }
  | { readonly kind: 'assert'; readonly that: Assertion; readonly next: number }
  | { readonly kind: 'branch'; readonly to: readonly number[] }

function search(steps: readonly Step[], begin: number, text: string, multiline: boolean): boolean {
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
    else if (what.kind === 'assert') return holds(what.that, text, at, multiline) && enter(what.next, at, list)
    else for (const to of what.to) if (enter(to, at, list)) return true
    return false
  }
}

function holds(that: Assertion, text: string, at: number, multiline: boolean): boolean {
  switch (that) {
    case '^':
      return at === 0 || (multiline && isLineEnd(text[at - 1]))
    case '$':
      return at === text.length || (multiline && isLineEnd(text[at]))
    case '\\b':
      return isWord(text[at - 1]) !== isWord(text[at])
    case '\\B':
      return isWord(text[at - 1]) === isWord(text[at])
  }
}

function isLineEnd(char: string | undefined): boolean {
  return char === '\n' || char === '\r' || char === '\u2028' || char === '\u2029'
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /\w/.test(char)
}
