/** Gibberish: letters by lot, one thing over and over, keys hit at random. */
import { checkNumber } from '../core/check.ts'
import type { Check, CheckOptions, Content } from './check.ts'
import { failed, madeCheck } from './made-check.ts'
import { checkCheck } from './options.ts'
import { wordiness } from './secrets/randomness.ts'

export interface GibberishOptions extends CheckOptions {
  /** From which share of senseless words on a text fails, from 0 to 1. @default 0.5 */
  readonly threshold?: number | undefined
  /** Shorter texts pass, in characters. @default 12 */
  readonly minLength?: number | undefined
}

/**
 * Fails where most of a text makes no sense in any language: `asdkjh qwlkej zxmcnb`, or one word without end. It knows words by their
 * pairs of letters, as English and its neighbours have them. Other scripts, code, numbers and addresses pass.
 *
 * Default: what the model says.
 *
 * @throws ConfigError where an option is not as it should be
 *
 * @example
 * import { gibberish } from 'zerohop'
 *
 * const noise = gibberish({ side: 'input', parts: ['user'] })
 */
export function gibberish(options: GibberishOptions = {}): Check {
  checkCheck('gibberish', options, ['threshold', 'minLength'])
  const { threshold = 0.5, minLength = 12 } = options
  checkNumber('gibberish.threshold', options.threshold, { min: 0, max: 1 })
  checkNumber('gibberish.minLength', options.minLength, { min: 1, integer: true })
  return madeCheck(options, {
    name: 'gibberish',
    judge: ({ parts }: Content) => {
      for (const part of parts) {
        if (part.text.trim().length < minLength) continue
        const score = senseless(part.text)
        if (score >= threshold) return failed('makes no sense', { part, score, feedback: 'The text made no sense. Answer in whole sentences.' })
      }
      return true
    },
  })
}

/** A word of Latin letters; what has digits, marks or capitals within may be code. */
const latin = /(?<![\w./@#$-])[a-zà-ÿ]{3,4096}(?![\w/@#$(=:_-])/gi

/** The share of a text's letters that stand in words which are none, from 0 to 1. */
export function senseless(text: string): number {
  let letters = 0
  let bad = 0
  let before = ''
  let repeats = 0
  for (const [word] of text.matchAll(latin)) {
    letters += word.length
    repeats = word === before ? repeats + 1 : 0
    before = word
    if (repeats >= 5 || isNoWord(word)) bad += word.length
  }
  const run = longestRun(text)
  if (run >= 40 && run > text.length / 2) return 1
  // Too few words of letters to tell: another script, numbers, code.
  return letters < 10 || letters < text.length / 4 ? 0 : Math.round((bad / letters) * 100) / 100
}

function isNoWord(word: string): boolean {
  const small = word.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
  // WWW, HTTP: capitals stand for words.
  if (word === word.toUpperCase() && word.length < 7) return false
  if (!/[aeiouy]/.test(small)) return small.length >= 4
  if (/[bcdfghjklmnpqrstvwxz]{6}|(.)\1{3}|[aeiou]{6}/.test(small)) return true
  if (small.length < 5) return wordiness(small) === 0 && small.length === 4
  return wordiness(small) < (small.length < 8 ? 0.3 : 0.42)
}

/** How long one character, but a space or a line's, stands in a row. */
function longestRun(text: string): number {
  let longest = 0
  let run = 0
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    run = code === text.charCodeAt(at - 1) && /[^\s=_*#.-]/.test(text[at] as string) ? run + 1 : 0
    if (run > longest) longest = run
  }
  return longest
}
