import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pii } from '../../../src/guardrails/pii.ts'
import { piiKinds } from '../../../src/guardrails/pii/kinds.ts'
import type { Finder } from '../../../src/guardrails/check.ts'
import { grown, without } from '../growing.ts'
import { measured, negatives, samples } from './corpus.ts'
import { figures } from './figures.ts'

const finder = pii({ kinds: piiKinds }).finder as Finder

const planted = [...samples(11, 300).map(({ text }) => text), ...negatives(12, 150), 'born on 12 May 1980', 'dob: May 12, 1980', 'Musterstra\u00dfe 12 b', 'Calle de la Paz 12', '12 rue de la Paix', '1600 Pennsylvania Ave NW', 'AB 12 34 56 C', 'passport no. C01X00T47', '12345678Z']
const piece = fc.oneof(fc.constantFrom(...planted), fc.constantFrom(' ', ', ', '.', '-', '+', '(', ')', '1', '12', '@', ':', '/', '\n', 'x', '\u00e9'), fc.string({ maxLength: 5 }))
const texts = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(''))

describe('personal data in a growing text', () => {
  it('is what it is in the whole text, wherever it is cut', () => {
    fc.assert(fc.property(texts, fc.nat(), (text, seed) => {
      const whole = finder.find(text)
      for (let cut = seed % 7; cut <= text.length; cut += 7) expect(grown(finder, text, [cut]).matches).toEqual(whole)
    }), { numRuns: 80 })
  })

  it('is what it is in the whole text, in many pieces, and no character of it goes', () => {
    fc.assert(fc.property(texts, fc.array(fc.nat(300), { maxLength: 40 }), (text, cuts) => {
      const whole = finder.find(text)
      const { matches, released } = grown(finder, text, cuts.filter((cut) => cut <= text.length))
      expect(matches).toEqual(whole)
      expect(released).toBe(without(text, whole))
    }), { numRuns: 200 })
  })

  it('is what it is in the whole text, a character at a time', () => {
    fc.assert(fc.property(texts, (text) => {
      expect(grown(finder, text, Array.from(text, (_, at) => at)).matches).toEqual(finder.find(text))
    }), { numRuns: 60 })
  })

  it.each([['4111 1111 1111 111', '1'], ['a@b.co', 'm'], ['10.0.0.1', '2'], ['078-05-112', '0'], ['DE89 3704 0044 0532 0130 0', '0']])('%j is not settled: %j may follow', (text) => {
    expect(finder.settledUntil(`So: ${text}`)).toBe(4)
  })

  it.each(['Hello there, ', 'In the year of the cat. ', 'It was about this. '])('holds nothing of %j but its last word', (text) => {
    expect(finder.settledUntil(text)).toBeGreaterThan(text.trimEnd().lastIndexOf(' '))
  })
})

describe('personal data in sentences', () => {
  it.each(measured)('%s: F1 is 0.95 or more', (kind) => {
    expect(figures(finder, samples(21, 2_500), negatives(22, 1_200), measured)[kind]?.f1).toBeGreaterThan(0.95)
  })
})
