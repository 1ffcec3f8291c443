/** Fingerprints: equal for equal texts in equal order, and for nothing else. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fingerprint } from '../../src/core/fingerprint.ts'

const of = (texts: readonly string[]) => texts.reduce((print, text) => print.add(text), new Fingerprint()).toString()

describe('a fingerprint', () => {
  it('is the same for the same texts, and another for others', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
        expect(of(one)).toBe(of([...one]))
        expect(of(one) === of(other)).toBe(JSON.stringify(one) === JSON.stringify(other))
      }),
    )
  })

  it.each([
    [['ab', 'c'], ['a', 'bc']],
    [['a', ''], ['a']],
    [['a', 'b'], ['b', 'a']],
  ])('tells %j from %j', (one, other) => {
    expect(of(one)).not.toBe(of(other))
  })

  it('has no two alike among 100,000 that differ in a digit', () => {
    expect(new Set(Array.from({ length: 100_000 }, (_, at) => of(['message', String(at)]))).size).toBe(100_000)
  })
})
