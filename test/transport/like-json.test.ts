/** One text after the other, most of them alike: whatever came before, each is what `JSON.parse` makes of it. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { LikeJson } from '../../src/transport/like-json.ts'

const chunk = (content: string, more: object = {}) => JSON.stringify({ id: 'chatcmpl-1', created: 1, choices: [{ index: 0, delta: { content }, logprobs: null, finish_reason: null }], ...more })

/** All of them, by one reader; an error is its class. */
function read(texts: readonly string[]): unknown[] {
  const json = new LikeJson()
  return texts.map((text) => orError(() => json.parse(text)))
}

const orError = (parse: () => unknown): unknown => {
  try {
    return parse()
  } catch (error) {
    return (error as Error).constructor
  }
}

const parsed = (texts: readonly string[]): unknown[] => texts.map((text) => orError(() => JSON.parse(text) as unknown))

const alike = ['one', 'two'].map((word) => chunk(word))

describe('a text that is as the ones before but for a word', () => {
  it.each([
    ['another word', chunk('three')],
    ['no word', chunk('')],
    ['a long one', chunk('word '.repeat(500))],
    ['one of other alphabets', chunk('天気 और 🌤️')],
    ['a quote', chunk('say "no"')],
    ['a backslash', chunk('C:\\temp')],
    ['an escape at its end', chunk('\\')],
    ['a new line', chunk('a\nb')],
    ['an escaped letter', chunk('a').replace('"a"', '"\\u0061"')],
    ['what looks like the marks of holes', chunk('\u00000')],
    ['half a pair of surrogates', chunk('a').replace('"a"', '"\\ud83d"')],
    ['`__proto__`', chunk('__proto__')],
    ['more after the word', chunk('three', { usage: { total_tokens: 3 } })],
    ['a number in the place of the word', chunk('a').replace('"a"', '7')],
    ['null in the place of the word', chunk('a').replace('"a"', 'null')],
    ['white space', ` ${chunk('three')} `],
    ['another number', chunk('three').replace('"created":1', '"created":2')],
  ])('with %s is read as it is', (_, text) => {
    expect(read([...alike, text, text, chunk('four')])).toEqual(parsed([...alike, text, text, chunk('four')]))
  })

  it.each([
    ['a tab', chunk('a').replace('"a"', '"a\tb"')],
    ['a new line', chunk('a').replace('"a"', '"a\nb"')],
    ['a bad escape', chunk('a').replace('"a"', '"\\x"')],
    ['no end', chunk('three').slice(0, -1)],
    ['no closing quote', chunk('three').slice(0, chunk('three').indexOf('three') + 5)],
    ['something behind its end', `${chunk('three')}x`],
  ])('that is no JSON for %s is refused', (_, text) => {
    expect(read([...alike, text])[2]).toBe(SyntaxError)
    expect(read([...alike, chunk('three'), text, chunk('four')])).toEqual(parsed([...alike, chunk('three'), text, chunk('four')]))
  })

  it('is not parsed', () => {
    const json = new LikeJson()
    for (const text of alike) json.parse(text)
    const parse = vi.spyOn(JSON, 'parse')
    try {
      expect(json.parse(chunk('three'))).toMatchObject({ choices: [{ delta: { content: 'three' } }] })
      expect(parse).not.toHaveBeenCalled()
    } finally {
      parse.mockRestore()
    }
  })

  it('gives nothing that was given before', () => {
    const json = new LikeJson()
    const [, , one, other] = [...alike, ...alike].map((text) => json.parse(text) as { choices: Array<{ delta: object }>; made?: true })
    if (one?.choices[0] === undefined) throw new Error('a choice was written')
    one.made = true
    Object.assign(one.choices[0].delta, { content: 'changed' })
    one.choices.push({ delta: {} })
    expect(other).toEqual(JSON.parse(alike[1] as string))
    expect(json.parse(alike[0] as string)).toEqual(JSON.parse(alike[0] as string))
  })

  it('keeps what looks like its own marks', () => {
    const texts = ['', 'a', 'b', 'c'].map((word) => `{"a":"${word}","a":["\\u00000"],"b":"\\u00001"}`)
    expect(read(texts)).toEqual(parsed(texts))
  })

  it('has its names in their order', () => {
    const texts = ['a', 'b', 'c'].map((word) => `{"z":1,"2":"${word}","a":{"y":"${word}","b":[]},"1":0}`)
    expect(read(texts).map((value) => JSON.stringify(value))).toEqual(parsed(texts).map((value) => JSON.stringify(value)))
  })

  it('has the last value of a name that stands twice', () => {
    const texts = ['a', 'b', 'c', 'd'].flatMap((word) => [`{"x":"${word}","x":"last"}`, `{"x":"first","x":"${word}"}`, `{"y":{"x":"${word}"},"y":1}`])
    expect(read(texts)).toEqual(parsed(texts))
    expect(read(texts.filter((_, at) => at % 3 === 0))).toEqual([{ x: 'last' }, { x: 'last' }, { x: 'last' }, { x: 'last' }])
  })

  it('has own properties of any name, and its prototype is untouched', () => {
    const texts = ['a', 'b', 'c'].flatMap((word) => [`{"__proto__":{"x":"${word}"},"y":"${word}"}`, `{"constructor":{"prototype":"${word}"}}`])
    for (const value of read([...texts, ...texts.filter((_, at) => at % 2 === 0)])) expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    const same = texts.filter((_, at) => at % 2 === 0)
    expect(read(same).map((value) => Object.entries(value as object))).toEqual(parsed(same).map((value) => Object.entries(value as object)))
  })
})

describe('any texts one after the other', () => {
  const words = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom('', '"', '\\', '\u0000', '\u00000', '\u00001', 'x'.repeat(40)))
  const forms: ReadonlyArray<(one: string, other: string) => unknown> = [
    (one) => ({ choices: [{ delta: { content: one }, finish_reason: null }] }),
    (one, other) => ({ choices: [{ delta: { content: one } }], obfuscation: other }),
    (one, other) => [one, { [other]: one }, other],
    (one, other) => ({ type: 'delta', [one]: other }),
    (one) => one,
    () => [],
  ]
  const text = fc.tuple(fc.constantFrom(...forms), words, words, fc.constantFrom(undefined, 1)).map(([form, one, other, indent]) => JSON.stringify(form(one, other), undefined, indent))
  const cut = fc.tuple(text, fc.nat(30)).map(([whole, at]) => whole.slice(0, at))

  it('are what each is by itself', () => {
    fc.assert(fc.property(fc.array(fc.oneof({ weight: 8, arbitrary: text }, { weight: 1, arbitrary: cut }), { maxLength: 20 }), (texts) => {
      expect(read(texts)).toEqual(parsed(texts))
    }), { numRuns: 1_000 })
  })

  it('of one form are copied, each as it is by itself', () => {
    fc.assert(fc.property(fc.constantFrom(...forms), fc.array(fc.tuple(words, words), { minLength: 3, maxLength: 20 }), (form, said) => {
      const texts = said.map(([one, other]) => JSON.stringify(form(one, other)))
      expect(read(texts)).toEqual(parsed(texts))
    }), { numRuns: 1_000 })
  })
})
