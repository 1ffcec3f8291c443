import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearSpans, type Span } from '../../src/core/linear-spans.ts'
import { seededRandom } from '../../src/core/random.ts'

const atom = fc.constantFrom('a', 'b', 'c', '.', '\\w', '\\d', '[ab]', '[^a]', 'é', '-')
const quantifier = fc.constantFrom('*', '+', '?', '{2}', '{1,}', '{0,2}', '{1,3}', '*?', '+?', '??', '{1,3}?')
const assertion = fc.constantFrom('^', '$', '\\b', '\\B')
const { pattern } = fc.letrec<{ pattern: string; part: string; group: string }>((tie) => ({
  pattern: fc.array(fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')), { minLength: 1, maxLength: 2 }).map((ways) => ways.join('|')),
  part: fc.oneof({ maxDepth: 2 }, atom, assertion, fc.tuple(atom, quantifier).map((both) => both.join('')), tie('group')),
  group: fc.tuple(tie('pattern'), fc.oneof(fc.constant(''), quantifier)).map(([inside, times]) => `(?:${inside})${mayBeNothing(inside) ? '' : times}`),
}))
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', '1', ' ', '-', '\n', 'é'), maxLength: 12 })

/** What RegExp makes of a repeated nothing is its own: it forbids it, and so prefers another way. */
function mayBeNothing(source: string): boolean {
  return new RegExp(`^(?:${source.replaceAll(/\^|\$|\\b|\\B/gi, '')})$`).test('')
}

/** Everything but what has too many steps. */
const sized = pattern.filter((source) => source.length < 40)

function native(source: string, flags: string, text: string): Span[] {
  return [...text.matchAll(new RegExp(source, `g${flags}`))].map(({ index, 0: { length } }) => ({ start: index, end: index + length }))
}

describe('the matches of a pattern', () => {
  it('are what RegExp finds, with every flag, wherever it never finds nothing at all', () => {
    let compared = 0
    fc.assert(
      fc.property(sized, fc.constantFrom('', 'i', 'm', 's', 'ims'), fc.array(text, { minLength: 1, maxLength: 6 }), (source, flags, texts) => {
        fc.pre(!new RegExp(`^(?:${source})$`, flags).test('') && !texts.some((text) => native(source, flags, text).some(({ start, end }) => start === end)))
        const spans = linearSpans(source, flags)
        for (const text of texts) {
          const expected = native(source, flags, text)
          compared += expected.length
          expect([source, flags, text, spans.find(text), spans.test(text)]).toEqual([source, flags, text, expected, expected.length > 0])
          for (const { start, end } of expected) expect(end - start).toBeLessThanOrEqual(spans.longest)
        }
      }),
      { numRuns: 1500 },
    )
    expect(compared).toBeGreaterThan(1000)
  })

  it('say whether there is one as RegExp does, also where it is nothing at all', () => {
    fc.assert(
      fc.property(sized, text, (source, text) => {
        expect([source, text, linearSpans(source).test(text)]).toEqual([source, text, new RegExp(source).test(text)])
      }),
      { numRuns: 500 },
    )
  })

  it('are settled where more text changes none of them', () => {
    let settled = 0
    fc.assert(
      fc.property(sized, text, text, (source, before, more) => {
        const spans = linearSpans(source)
        fc.pre(!spans.isAnchored)
        const until = spans.settledUntil(before)
        settled += until
        const known = ({ end }: Span): boolean => end <= until
        const whole = spans.find(before + more)
        expect([source, spans.find(before).filter(known)]).toEqual([source, whole.filter(known)])
        expect(whole.filter(({ start, end }) => start < until && end > until)).toEqual([])
      }),
      { numRuns: 1500 },
    )
    expect(settled).toBeGreaterThan(1000)
  })

  it.each([
    ['a*b|a', 'a'],
    ['foo(?:.*bar)?', 'foo'],
    ['^(a+)+$', 'a'],
    ['(?:a|b)*a(?:a|b){12}', 'ab'],
    ['\\w+@\\w+', 'a'],
    ['(.*a){25}', 'a'],
  ])('are found by walking each character twice at most, however %s begins', (source, seed) => {
    let asked = 0
    class Counted extends String {
      override charCodeAt(at: number): number {
        asked += 1
        return super.charCodeAt(at)
      }
    }
    const counted = new Counted(seed.repeat(20_000))
    const spans = linearSpans(source)
    spans.find(counted as unknown as string)
    expect(asked).toBeLessThanOrEqual(2 * counted.length) // for whether there is a match, and where
    asked = 0
    spans.settledUntil(counted as unknown as string)
    expect(asked).toBe(counted.length)
  })

  it('are found from any place on, with a look at what is before', () => {
    const spans = linearSpans('\\bab|b')
    expect(spans.find('ab ab', 0)).toEqual([{ start: 0, end: 2 }, { start: 3, end: 5 }])
    expect(spans.find('ab ab', 1)).toEqual([{ start: 1, end: 2 }, { start: 3, end: 5 }])
    expect(spans.find('xab', 1)).toEqual([{ start: 2, end: 3 }])
  })

  it('go on being found where a text makes more states than are kept', () => {
    const chance = seededRandom(1)
    const random = Array.from({ length: 40_000 }, () => (chance() < 0.5 ? 'a' : 'b')).join('')
    const source = '(?:a|b){3}a(?:a|b){14}'
    expect(linearSpans(source).find(random)).toEqual(native(source, '', random))
  })

  it('are still looked for word by word where a text makes more states than are kept, and where they are kept anew', () => {
    const chance = seededRandom(1)
    const random = Array.from({ length: 250_000 }, () => 'aab '[Math.floor(chance() * 4)]).join('')
    const source = '\\ba.{20}\\b.{9}b\\b(?:a|b)?c'
    const spans = linearSpans(source)
    for (const text of [random, `${random}a${' '.repeat(29)}bc`, `${random} a ${' '.repeat(18)} ${'a'.repeat(9)}b c`, `${random} ${'a'.repeat(21)} ${'b'.repeat(9)}b c`]) {
      expect(spans.test(text)).toBe(new RegExp(source).test(text))
      expect(spans.find(text)).toEqual(native(source, '', text))
    }
    const settled = spans.settledUntil(random)
    expect(linearSpans(source).settledUntil(random.slice(-1_000)) + random.length - 1_000).toBe(settled)
  })

  it.each([
    ['abc', 3, false],
    ['a{2,5}|b', 5, false],
    ['(?:ab){3}', 6, false],
    ['a+', Infinity, false],
    ['a{0}', 0, false],
    ['(?:\\b)*x', 1, false],
    ['^a', 1, true],
    ['b(?:a|c$)?', 2, true],
  ])('of %s are at most %d long', (source, longest, isAnchored) => {
    expect(linearSpans(source)).toMatchObject({ longest, isAnchored })
  })
})
