import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBoolean, checkFunction, checkNumber, checkOneOf, checkOptions, checkReasons, checkString, didYouMean, show } from '../../src/core/check.ts'
import { ConfigError } from '../../src/core/error.ts'
import { meanings } from '../../src/core/failure.ts'

type Check = () => void

describe('checks of options', () => {
  it.each<[string, Check, string]>([
    ['an option nobody knows', () => checkOptions('a', { wieght: 1 }, ['weight']), "a.wieght is not an option. Did you mean 'weight'?"],
    ['options that are null', () => checkOptions('a', null, []), 'a must be an object, got null'],
    ['options that are an array', () => checkOptions('a', [], []), 'a must be an object, got an array'],
    ['options that are text', () => checkOptions('a', 'x', []), "a must be an object, got 'x'"],
    ['a number that is text', () => checkNumber('a', '5'), "a must be a number of at least 0, got '5'"],
    ['a number that is none', () => checkNumber('a', Number.NaN), 'a must be a number of at least 0, got NaN'],
    ['a number without end', () => checkNumber('a', Infinity), 'a must be a number of at least 0, got Infinity'],
    ['a number below its range', () => checkNumber('a', 0, { min: 1 }), 'a must be a number of at least 1, got 0'],
    ['a number above its range', () => checkNumber('a', 3, { max: 2 }), 'a must be a number from 0 to 2, got 3'],
    ['a number in pieces', () => checkNumber('a', 1.5, { integer: true }), 'a must be a whole number of at least 0, got 1.5'],
    ['a function that is an object', () => checkFunction('a', {}), 'a must be a function, got an object'],
    ['a flag that is text', () => checkBoolean('a', 'no'), "a must be true or false, got 'no'"],
    ['text that is empty', () => checkString('a', ''), "a must be a non-empty string, got ''"],
    ['text that is a number', () => checkString('a', 1), 'a must be a non-empty string, got 1'],
    ['a word that is none of them', () => checkOneOf('a', 'debgu', ['debug', 'info']), "a must be one of 'debug', 'info', got 'debgu'. Did you mean 'debug'?"],
    ['a word that is no text', () => checkOneOf('a', 1, ['debug']), "a must be one of 'debug', got 1"],
    ['reasons that are no list', () => checkReasons('a', 'timeout'), "a must be a list of failure reasons, got 'timeout'"],
  ])('refuse %s', (_name, check, message) => {
    expect(check).toThrow(ConfigError)
    expect(check).toThrow(`zerohop config: ${message}`)
  })

  it('let undefined pass: it means the default', () => {
    for (const check of [checkBoolean, checkNumber, checkFunction, checkString, checkReasons]) expect(() => check('a', undefined)).not.toThrow()
    expect(() => checkOneOf('a', undefined, ['x'])).not.toThrow()
  })

  it('let pass what is right', () => {
    expect(() => checkOptions('a', { weight: 1 }, ['weight', 'to'])).not.toThrow()
    expect(() => checkNumber('a', 0)).not.toThrow()
    expect(() => checkNumber('a', 2.5, { min: 2.5, max: 2.5 })).not.toThrow()
    expect(() => checkReasons('a', Object.keys(meanings))).not.toThrow()
  })

  it('name the place of a reason that does not exist', () => {
    expect(() => checkReasons('retry.on', ['timeout', 'timout'])).toThrow(/retry\.on\[1\].*Did you mean 'timeout'\?/)
  })
})

describe('didYouMean', () => {
  it.each([
    ['wieght', ['weight', 'to'], 'weight'],
    ['OPENAI', ['openai', 'groq'], 'openai'],
    ['strateg', ['strategy'], 'strategy'],
    ['fallbak', ['fallback', 'balance'], 'fallback'],
    ['maxRetries', ['maxAttempts', 'backoff'], undefined],
    ['zzz', ['weight'], undefined],
    ['x', [], undefined],
    ['', ['weight'], undefined],
  ])('for %j of %j guesses %j', (word, words, guess) => {
    expect(didYouMean(word, words)).toBe(guess === undefined ? '' : `. Did you mean '${guess}'?`)
  })

  it('always finds a word with one letter changed', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3, maxLength: 20 }), fc.nat(), (word, at) => {
        const changed = `${word.slice(0, at % word.length)}~${word.slice((at % word.length) + 1)}`
        expect(didYouMean(changed, [word])).toBe(`. Did you mean '${word}'?`)
      }),
    )
  })

  it('does not dwell on words of any length', () => {
    expect(didYouMean('a'.repeat(1_000_000), ['b'.repeat(1_000_000)])).toBe(`. Did you mean '${'b'.repeat(1_000_000)}'?`)
  })
})

describe('show', () => {
  it.each<[unknown, string]>([
    ['text', "'text'"],
    ['a'.repeat(41), `'${'a'.repeat(40)}…'`],
    [[1], 'an array'],
    [{ apiKey: 'secret' }, 'an object'],
    [() => 'secret', 'a function'],
    [null, 'null'],
    [undefined, 'undefined'],
    [5n, '5'],
    [Symbol('s'), 'Symbol(s)'],
  ])('shows %s without its inside', (value, shown) => {
    expect(show(value)).toBe(shown)
  })
})
