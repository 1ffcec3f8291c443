import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearPattern, MAX_TEXT } from '../../src/core/linear-pattern.ts'
import { MAX_STEPS } from '../../src/core/linear-program.ts'

/** Patterns that begin with what RegExp would go back over again and again, and texts that make it. */
const hostile: ReadonlyArray<readonly [pattern: string, text: string]> = [
  ['^(a+)+$', 'a'],
  ['^(a|aa)+$', 'a'],
  ['^(a|a?)+$', 'a'],
  ['^([a-zA-Z]+)*$', 'a'],
  ['(.*a){25}$', 'a'],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
  ['\\s+$', ' '],
  ['^.*.*.*.*=.*$', 'x'],
  ['foo.*bar', 'foo'],
  ['^(?:(?:\\w+\\s?)*)*$', 'word '],
  ['(\\d+)*(\\d+)*!', '1'],
  ['^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$', 'a'],
]

const atom = fc.constantFrom('a', 'b', 'c', '.', '\\w', '\\W', '\\d', '\\s', '[ab]', '[^a]', '[]', '[^]', '[a-c\\]]', '\\.', '\\n', '\\x61', '\\u0062', '\\cJ', '\\0', '{', '}', ']', 'é', '-', '\\-', 'K', 'ſ')
const quantifier = fc.constantFrom('*', '+', '?', '{2}', '{0}', '{1,}', '{0,2}', '{1,3}', '*?', '+?', '??', '{2,}?')
const assertion = fc.constantFrom('^', '$', '\\b', '\\B')
const { pattern } = fc.letrec<{ pattern: string; part: string; group: string }>((tie) => ({
  pattern: fc.array(fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')), { minLength: 1, maxLength: 3 }).map((ways) => ways.join('|')),
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    atom,
    assertion,
    fc.tuple(atom, quantifier).map((both) => both.join('')),
    tie('group'),
  ),
  group: fc.tuple(fc.constantFrom('(', '(?:', '(?<n>'), tie('pattern'), fc.oneof(fc.constant(''), quantifier)).map(([open, inside, times]) => `${open}${inside})${times}`),
}))

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'k', 's', '1', ' ', '.', '-', '\n', '\u2028', '\0', '{', '}', ']', 'é', 'É', 'K', 'ſ'), maxLength: 8 })

/** `undefined` where a name is used twice: no pattern to RegExp either. */
function native(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}

describe('a pattern in linear time', () => {
  it('finds what RegExp finds, with every flag', () => {
    fc.assert(
      fc.property(pattern, fc.constantFrom('', 'i', 'm', 's', 'ims'), fc.array(text, { minLength: 1, maxLength: 6 }), (source, flags, texts) => {
        const expected = native(source, flags)
        fc.pre(expected !== undefined)
        const found = linearPattern(source, flags)
        for (const text of texts) expect([source, flags, text, found(text)]).toEqual([source, flags, text, expected?.test(text)])
      }),
      { numRuns: 3000 },
    )
  })

  it.each(hostile)('walks %s without ever going back', (source, seed) => {
    const found = linearPattern(source)
    const short = `${seed.repeat(Math.ceil(10 / seed.length))}!`
    expect(found(short)).toBe(new RegExp(source).test(short))
    // RegExp would not come back from most of these in a lifetime: that this ends is the proof
    for (const length of [MAX_TEXT, 1_000_000]) expect(typeof found(`${seed.repeat(length / seed.length)}!`)).toBe('boolean')
  })

  it('tries each character of a text at most once for each step of the pattern', () => {
    let asked = 0
    class Counted extends String {
      override charCodeAt(at: number): number {
        asked += 1
        return super.charCodeAt(at)
      }
    }
    const counted = new Counted('a'.repeat(1_000_000))
    expect(linearPattern('^(a+)+(a+)+$')(counted as unknown as string)).toBe(false)
    expect(asked).toBe(MAX_TEXT + 1) // and the one behind, of which an assertion may ask
  })

  it('looks at the first characters only of a long text, and does not take the cut for its end', () => {
    const filler = 'x'.repeat(MAX_TEXT - 3)
    expect(linearPattern('end')(`${filler}end`)).toBe(true)
    expect(linearPattern('end')(`${filler}.end`)).toBe(false)
    expect(linearPattern('end$')(`${filler}end`)).toBe(true)
    expect(linearPattern('end$')(`${filler}end.`)).toBe(false)
    expect(linearPattern('end\\b')(`${filler}ending`)).toBe(false)
  })

  it.each([
    ['(a)\\1', 'has a backreference, which cannot be matched in linear time'],
    ['(?<n>a)\\k<n>', 'has a backreference, which cannot be matched in linear time'],
    ['a(?=b)', 'has a lookahead or lookbehind, which cannot be matched in linear time'],
    ['a(?!b)', 'has a lookahead or lookbehind, which cannot be matched in linear time'],
    ['(?<=a)b', 'has a lookahead or lookbehind, which cannot be matched in linear time'],
    ['(?<!a)b', 'has a lookahead or lookbehind, which cannot be matched in linear time'],
    ['(a', 'is no regular expression: Invalid regular expression: /(a/: Unterminated group'],
    ['\\012', "has an escape that is not understood: '\\0'"],
    ['\\c1', "has an escape that is not understood: '\\c'"],
    ['a'.repeat(1001), 'is longer than 1000 characters'],
    ['((a{100}){100}){100}', `is too large: it has more than ${MAX_STEPS} steps when its repetitions are written out`],
    ['a{99999999999}', `is too large: it has more than ${MAX_STEPS} steps when its repetitions are written out`],
  ])('refuses %s', (source, why) => {
    expect(() => linearPattern(source)).toThrow(new SyntaxError(why))
  })

  it('refuses flags that mean nothing here', () => {
    expect(() => linearPattern('a', 'u')).toThrow(new SyntaxError("has the flag 'u'; only i, m and s are understood"))
  })

  it('builds nothing for nothing, however often it is repeated', () => {
    expect(linearPattern('^(?:(?:){99999999}a{0}){99999999}b$')('b')).toBe(true)
  })
})
