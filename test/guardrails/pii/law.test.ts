import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pii } from '../../../src/guardrails/pii.ts'
import { piiKinds } from '../../../src/guardrails/pii/kinds.ts'
import type { Finder } from '../../../src/guardrails/check.ts'
import { grown, without } from '../growing.ts'
import { measured, negatives, samples } from './corpus.ts'
import { figures } from './figures.ts'

const finder = pii({ kinds: piiKinds }).finder as Finder

const planted = [...samples(11, 300).map(({ text }) => text), ...negatives(12, 150), 'born on 12 May 1980', 'dob: May 12, 1980', 'Musterstra\u00dfe 12 b', 'Calle de la Paz 12', '12 rue de la Paix', '1600 Pennsylvania Ave NW', 'AB 12 34 56 C', 'passport no. C01X00T47', '12345678Z', 'fe80::1%eth0', 'MAC:00:1B:44:11:3A:B7', '12 Main St.', 'licence: A 123 456 789 012', 'licence MORGA 657054 SM9IJ', '"dateOfBirth":"3 of May, 1980"']
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

describe('what may become a date of birth', () => {
  it.each([['born on ', '12'], ['born on ', '12th of Sept'], ['dob: ', 'May 12, 19'], ['geboren am ', '3. M\u00e4r']])('after %j holds %j', (before, open) => {
    expect(finder.settledUntil(before + open)).toBeLessThanOrEqual(before.length)
  })

  it.each(['born in 1980 and then went on to', 'In the 12 weeks before that, we (all)', 'chapter 3 of the second', 'born on 12 planets by now, in '])('is no more in %j, of which only the last word is held', (text) => {
    const births = pii({ kinds: ['date_of_birth'] }).finder as Finder
    expect(births.settledUntil(text)).toBe(text.length)
  })
})

describe('what may become a street', () => {
  const streets = pii({ kinds: ['address'] }).finder as Finder

  it.each(['12', '1600 Pennsylvania Aven', '12 Main St', '12 bis rue de la P', "12 rue de la Paix'", 'Calle de la Paz '])('holds %j', (open) => {
    expect(streets.settledUntil(`at ${open}`)).toBe(3)
  })

  it.each(['In 1954 the committee met again ', 'with 40 of them and ', 'after 12 Main Street and then '])('is no more in %j', (text) => {
    expect(streets.settledUntil(text)).toBe(text.length)
  })
})

describe('personal data in sentences', () => {
  it.each(measured)('%s: F1 is 0.95 or more', (kind) => {
    expect(figures(finder, samples(21, 2_500), negatives(22, 1_200), measured)[kind]?.f1).toBeGreaterThan(0.95)
  })
})
