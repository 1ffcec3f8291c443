/** A regular expression as steps that are walked forward, each over one character or over none. */
import type { Assertion, PatternNode } from './linear-pattern-parse.ts'

/** A pattern of more steps is refused: each character of a text may touch every one of them. */
export const MAX_STEPS = 500

/** Where the last step leads. */
export const MATCH = -1

export type Step =
  | { readonly kind: 'char'; readonly is: (code: number) => boolean; readonly next: number }
  | { readonly kind: 'assert'; readonly that: Assertion; readonly next: number }
  /** The first is the way that `RegExp` would try first. */
  | { readonly kind: 'branch'; readonly to: readonly number[] }

export interface Program {
  readonly steps: readonly Step[]
  readonly begin: number
  /** True: `^` and `$` hold at lines' ends too. */
  readonly multiline: boolean
}

/** Throws `SyntaxError` where the pattern has too many steps. */
export function programOf(root: PatternNode, multiline: boolean): Program {
  const steps: Step[] = []
  return { begin: build(root, MATCH), steps, multiline }

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
        return repeat(node, next)
    }
  }

  function repeat({ what, min, max, lazy }: PatternNode & { kind: 'repeat' }, next: number): number {
    const either = (more: number): number[] => (lazy ? [next, more] : [more, next])
    let begin = next
    if (max === Infinity) {
      const ways: number[] = []
      begin = add({ kind: 'branch', to: ways })
      ways.push(...either(build(what, begin)))
    } else {
      for (let more = min; more < max; more++) begin = add({ kind: 'branch', to: either(build(what, begin)) })
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

/** What stands on one side of a place between characters, as far as an assertion asks. */
export type Kind = 'edge' | 'line_end' | 'word' | 'other'

export function kindAt(text: string, at: number): Kind {
  const char = text[at]
  return char === undefined ? 'edge' : kindOf(char.charCodeAt(0))
}

export function kindOf(code: number): Exclude<Kind, 'edge'> {
  if (code === 10 || code === 13 || code === 0x2028 || code === 0x2029) return 'line_end'
  const isWord = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  return isWord ? 'word' : 'other'
}

/** True where the assertion holds between these. */
export function holds(that: Assertion, before: Kind, after: Kind, multiline: boolean): boolean {
  switch (that) {
    case '^':
      return before === 'edge' || (multiline && before === 'line_end')
    case '$':
      return after === 'edge' || (multiline && after === 'line_end')
    case '\\b':
      return (before === 'word') !== (after === 'word')
    case '\\B':
      return (before === 'word') === (after === 'word')
  }
}
