/** The parts of a regular expression, as far as it can be walked forward only. */

export type Assertion = '^' | '$' | '\\b' | '\\B'

export type PatternNode =
  | { readonly kind: 'char'; readonly is: (code: number) => boolean }
  | { readonly kind: 'assert'; readonly that: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'either'; readonly ways: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly what: PatternNode; readonly min: number; readonly max: number; readonly lazy: boolean }

/** A pattern is written by a person. */
const MAX_LENGTH = 1_000

const BACKREFERENCE = 'has a backreference, which cannot be matched in linear time'
const LOOKAROUND = 'has a lookahead or lookbehind, which cannot be matched in linear time'

/** Of JavaScript's flags: `i`, `m` and `s`. Throws `SyntaxError` with the rest of a sentence whose subject is the pattern. */
export function parsePattern(source: string, flags: string): PatternNode {
  if (source.length > MAX_LENGTH) throw new SyntaxError(`is longer than ${MAX_LENGTH} characters`)
  const flag = [...flags].find((one) => !'ims'.includes(one))
  if (flag !== undefined) throw new SyntaxError(`has the flag '${flag}'; only i, m and s are understood`)
  checkSyntax(source, flags)
  const known = new Map<string, (code: number) => boolean>()
  let at = 0
  return either()

  function either(): PatternNode {
    const ways = [sequence()]
    while (source[at] === '|') {
      at += 1
      ways.push(sequence())
    }
    return ways.length === 1 ? (ways[0] as PatternNode) : { kind: 'either', ways }
  }

  function sequence(): PatternNode {
    const parts: PatternNode[] = []
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(repeated(term()))
    return { kind: 'sequence', parts }
  }

  function term(): PatternNode {
    const char = source[at]
    if (char === '^' || char === '$') return assert(char)
    if (char === '(') return group()
    if (char === '[') return atom(classEnd())
    if (char !== '\\') return atom(at + 1)
    const escaped = source[at + 1] as string
    if (escaped === 'b' || escaped === 'B') return assert(`\\${escaped}`)
    return atom(escapeEnd(escaped))
  }

  function assert(that: Assertion): PatternNode {
    at += that.length
    return { kind: 'assert', that }
  }

  function group(): PatternNode {
    at += 1
    if (source[at] === '?') {
      const opening = match(/\?(?::|<[^=!>][^>]*>)/y)
      if (opening === undefined) throw new SyntaxError(/^\?<?[=!]/.test(source.slice(at, at + 3)) ? LOOKAROUND : "has a group of a kind that is not understood: '(?'")
      at += opening.length
    }
    const inside = either()
    at += 1 // the closing bracket: the syntax was checked
    return inside
  }

  function classEnd(): number {
    let end = at + 1
    while (source[end] !== ']') end += source[end] === '\\' ? 2 : 1
    return end + 1
  }

  function escapeEnd(escaped: string): number {
    if (/[1-9k]/.test(escaped)) throw new SyntaxError(BACKREFERENCE)
    const whole = match(/\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|c[A-Za-z]|0(?!\d)|[^c0])/y)
    if (whole === undefined) throw new SyntaxError(`has an escape that is not understood: '\\${escaped}'`)
    return at + whole.length
  }

  /** One character of the text: what `RegExp` says of it alone, so that classes and cases mean what they mean there. */
  function atom(end: number): PatternNode {
    const text = source.slice(at, end)
    at = end
    const is = known.get(text) ?? charTest(text, flags)
    known.set(text, is)
    return { kind: 'char', is }
  }

  function repeated(what: PatternNode): PatternNode {
    const whole = match(/(?:[*+?]|\{\d+(?:,\d*)?\})\??/y)
    if (whole === undefined) return what
    at += whole.length
    const [min, max] = bounds(whole)
    return { kind: 'repeat', what, min, max, lazy: whole.length > 1 && whole.endsWith('?') }
  }

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at
    return pattern.exec(source)?.[0]
  }
}

function checkSyntax(source: string, flags: string): void {
  try {
    RegExp(source, flags)
  } catch (error) {
    throw new SyntaxError(`is no regular expression: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function bounds(quantifier: string): readonly [min: number, max: number] {
  if (quantifier.startsWith('*')) return [0, Infinity]
  if (quantifier.startsWith('+')) return [1, Infinity]
  if (quantifier.startsWith('?')) return [0, 1]
  const [min, max] = quantifier.slice(1, quantifier.indexOf('}')).split(',')
  return [Number(min), max === undefined ? Number(min) : max === '' ? Infinity : Number(max)]
}

function charTest(atom: string, flags: string): (code: number) => boolean {
  if (atom.length === 1 && atom !== '.' && !flags.includes('i')) {
    const wanted = atom.charCodeAt(0)
    return (code) => code === wanted
  }
  const pattern = new RegExp(`^(?:${atom})$`, flags.replace('m', ''))
  let last = -1
  let result = false
  return (code) => {
    if (code !== last) [last, result] = [code, pattern.test(String.fromCharCode(code))]
    return result
  }
}
