import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectorFinder } from '../../../src/guardrails/find/detector-finder.ts'
import { AT, BREAK, COLON, DASH, type Detector, DIGIT, DOT, LETTER, PUNCTUATION, type Seeker, SPACE, UNDERSCORE } from '../../../src/guardrails/find/detector.ts'
import { classOf, classesOf } from '../../../src/guardrails/find/classes.ts'
import { grown, without } from '../growing.ts'

const digits: Detector = { kind: 'digits', needs: DIGIT, pattern: /(?<![\d-])\d{1,8}(?:-\d{1,4}){0,2}(?![\d-])/g, madeOf: DIGIT | DASH, reach: 18 }
const email: Detector = { kind: 'email', needs: AT | DOT, pattern: /(?<![\w.])\w{1,16}@\w{1,8}\.[a-z]{2,6}(?![\w])/g, madeOf: DIGIT | LETTER | AT | DOT | UNDERSCORE, reach: 33 }
const word: Detector = { kind: 'word', needs: LETTER, pattern: /(?<![A-Za-z])[A-Z][a-z]{1,12}(?: [A-Z][a-z]{1,12})?(?![a-z])/g, madeOf: LETTER | SPACE, reach: 27 }
const pin: Detector = {
  kind: 'pin', needs: DIGIT | LETTER, pattern: /(?<![a-z])pin:? ?(\d{4})(?!\d)/gd, behind: 5, madeOf: DIGIT, reach: 4,
  accept: ({ indices }) => { const [start, end] = indices?.[1] ?? [0, 0]; return { start, end, score: 0.9 } },
}
const bang: Seeker = { needs: PUNCTUATION, madeOf: PUNCTUATION, reach: 1, opens: (text) => (text.endsWith('!') ? text.length - 1 : text.length), next: (text, from) => { const at = text.indexOf('!?', from); return at < 0 ? undefined : { start: at, end: at + 1, kind: 'bang' } } }
const all = detectorFinder([digits, email, word, pin, bang])
const kinds = (text: string): string[] => all.find(text).map(({ kind, start, end }) => `${kind}=${text.slice(start, end)}`)

describe('detectorFinder', () => {
  it.each([
    ['nothing at all', '', []],
    ['each kind, in order', 'mail a@b.co or 12-34 to Ann Lee', ['email=a@b.co', 'digits=12-34', 'word=Ann Lee']],
    ['the earlier of two that overlap', 'Ann Lee12@b.co', ['word=Ann Lee', 'digits=12']],
    ['the longer of two that begin together', '12@b.co', ['email=12@b.co']],
    ['the surer of two that are the same', 'a pin 1234', ['digits=1234']],
    ['what stands behind the one that was taken', 'Ann@b.co 7', ['email=Ann@b.co', 'digits=7']],
    ['what its own code seeks', 'so!?', ['bang=!']],
  ])('finds %s', (_, text, expected) => {
    expect(kinds(text)).toEqual(expected)
  })

  it('finds nothing before `from`, though it looks there', () => {
    expect(detectorFinder([pin]).find('pin 1234 pin 5678', 2).map(({ start }) => start)).toEqual([4, 13])
    expect(detectorFinder([pin]).find('pin 1234 pin 5678', 5).map(({ start }) => start)).toEqual([13])
    expect(detectorFinder([digits]).find('1234', 2)).toEqual([])
  })

  it('may leave out what begins at `until` or later, and nothing before it', () => {
    expect(all.find('12 a@b.co Ann', 0, 4).map(({ kind }) => kind)).toEqual(['digits', 'email'])
    expect(all.find('12 a@b.co Ann', 0, 3).map(({ kind }) => kind)).toEqual(['digits'])
  })

  it('prepares a text only for those that look at it', () => {
    const prepared: string[] = []
    const finder = detectorFinder([digits], (text, look) => (prepared.push(text), look()))
    expect([finder.find('no number'), finder.find('one: 1'), finder.find('1 and none', 1)].map(({ length }) => length)).toEqual([0, 1, 0])
    expect(prepared).toEqual(['one: 1'])
  })

  it('lets a seeker remember what it saw of a growing text, until something is found', () => {
    let begun = 0
    const remembering: Seeker = { ...bang, growing: () => (begun++, bang) }
    const finder = detectorFinder([remembering, digits]).growing?.()
    expect(finder?.find('well! ', 0, 6)).toEqual([])
    expect(begun).toBe(1)
    expect(finder?.find('well! so!? ', 6, 11)).toMatchObject([{ kind: 'bang' }])
    expect(begun).toBe(2)
    expect(detectorFinder([digits, email]).growing).toBeUndefined()
  })

  it('goes on right behind the start of what is not accepted', () => {
    const even: Detector = { ...digits, pattern: /\d{2}/g, accept: (found) => (Number(found[0]) % 2 === 0 ? { start: found.index, end: found.index + 2 } : undefined) }
    expect(detectorFinder([even]).find('114')).toEqual([{ kind: 'digits', start: 1, end: 3 }])
  })

  it('does not run a detector whose classes a text has not', () => {
    const never: Detector = { ...digits, needs: DIGIT | AT, accept: () => { throw new Error('it ran') } }
    expect(detectorFinder([never]).find('call 555-1234')).toEqual([])
    expect(() => detectorFinder([never]).find('call 555@')).toThrow('it ran')
  })

  it.each([
    ['all of it, where nothing is open', 'Hello there. ', 13, [digits, email]],
    ['the last run', 'call 555-12', 5, [digits]],
    ['the longest of several runs', 'a b.c@12', 2, [digits, email]],
    ['what could begin there', 'one two', 4, [{ ...word, begins: DIGIT }, email]],
    ['one more than its reach', '1'.repeat(100), 100 - 19, [digits]],
    ['what a seeker itself says', 'so!', 2, [bang]],
    ['a typographic dash like any other', '12\u201334', 0, [digits]],
    ['nothing, where there is no text', '', 0, [digits, email, word]],
  ])('settles %s', (_, text, expected, detectors) => {
    expect(detectorFinder(detectors).settledUntil(text)).toBe(expected)
  })

  it('holds more than thirty kinds of run', () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ ...digits, madeOf: DIGIT, begins: 1 | (at << 1), reach: 10 + at }))
    expect(detectorFinder(many).settledUntil(`a${'1'.repeat(80)}`)).toBe(81 - 50)
  })

  it('reaches as far as its longest detector, and one character more', () => {
    expect(detectorFinder([digits, email]).reach).toBe(34)
    expect(detectorFinder([]).reach).toBe(0)
  })

  const piece = fc.oneof(fc.constantFrom('Ann Lee', 'a@b.co', 'pin 1234', '12-34-56', '!?', 'x', ' ', '.', '-', '@', '1', '\n', 'é'), fc.string({ maxLength: 6 }))
  const texts = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''))

  it('finds the same wherever a text is cut', () => {
    fc.assert(fc.property(texts, (text) => {
      const whole = all.find(text)
      for (let cut = 0; cut <= text.length; cut++) expect(grown(all, text, [cut]).matches).toEqual(whole)
    }), { numRuns: 150 })
  })

  it('finds the same in many pieces, and lets no character of a find go', () => {
    fc.assert(fc.property(texts, fc.array(fc.nat(120), { maxLength: 60 }), (text, cuts) => {
      const whole = all.find(text)
      const { matches, released } = grown(all, text, cuts.filter((cut) => cut <= text.length))
      expect(matches).toEqual(whole)
      expect(released).toBe(without(text, whole))
    }), { numRuns: 400 })
  })

  it('finds the same a character at a time', () => {
    fc.assert(fc.property(texts, (text) => {
      expect(grown(all, text, Array.from(text, (_, at) => at)).matches).toEqual(all.find(text))
    }), { numRuns: 200 })
  })
})

describe('classes', () => {
  it.each([
    ['a1', LETTER | DIGIT], [' \t\u00a0', SPACE], ['\r\n', BREAK], ['-\u2014\u2212', DASH], ['.@:_', DOT | AT | COLON | UNDERSCORE], ['(,"', PUNCTUATION],
  ])('of %j', (text, classes) => {
    expect(classesOf(text, 0, 0xffff)).toBe(classes)
  })

  it('are one bit each, whatever the character', () => {
    const codes = Array.from({ length: 0x10000 }, (_, code) => code)
    expect(codes.filter((code) => Math.log2(classOf(code)) % 1 !== 0)).toEqual([])
  })
})
