/** A check of how long a text is: in characters, words, sentences or tokens. */
import { checkNumber } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Call } from '../core/call.ts'
import { estimateText } from '../models/estimator.ts'
import type { Check, CheckContext, CheckOptions, Content, Judgement } from './check.ts'
import { failed, madeCheck, textsByChoice } from './made-check.ts'
import { checkCheck } from './options.ts'

export interface LengthOptions extends CheckOptions {
  /** In UTF-16 units, which for most texts are characters. */
  readonly minCharacters?: number | undefined
  readonly maxCharacters?: number | undefined
  /** As Unicode divides words, where the runtime has `Intl.Segmenter`; else what stands between spaces. */
  readonly minWords?: number | undefined
  readonly maxWords?: number | undefined
  /** As Unicode divides sentences; else by `.`, `!`, `?` and the like. */
  readonly minSentences?: number | undefined
  readonly maxSentences?: number | undefined
  /** By the gateway's `tokens`, else an estimate by script. */
  readonly minTokens?: number | undefined
  readonly maxTokens?: number | undefined
}

/**
 * Fails where the texts of the input, or of one answer, are together too short or too long. At least one limit is needed.
 *
 * @throws ConfigError
 * @see https://www.unicode.org/reports/tr29/ for words and sentences
 * @example
 * import { length } from 'zerohop'
 *
 * const brief = length({ maxWords: 120, maxSentences: 6, onFail: 'retry' })
 * const prompt = length({ maxTokens: 8000, side: 'input', parts: ['user'] })
 */
export function length(options: LengthOptions): Check {
  const limits = units.flatMap((unit) => [`min${unit}`, `max${unit}`] as const)
  checkCheck('length', options, limits)
  for (const limit of limits) checkNumber(`length.${limit}`, options[limit], { integer: true })
  const asked = units.filter((unit) => options[`min${unit}`] !== undefined || options[`max${unit}`] !== undefined)
  if (asked.length === 0) throw new ConfigError('length', 'needs a limit, such as maxWords')
  for (const unit of asked) {
    const { min, max } = limitsOf(unit)
    if (min > max) throw new ConfigError(`length.max${unit}`, `must be at least min${unit}, which is ${min}`)
  }
  return madeCheck(options, { name: 'length', judge })

  function limitsOf(unit: (typeof units)[number]): { min: number; max: number } {
    return { min: options[`min${unit}`] ?? 0, max: options[`max${unit}`] ?? Infinity }
  }

  function judge({ parts }: Content, { call }: CheckContext): Judgement {
    for (const one of textsByChoice(parts).values()) {
      for (const unit of asked) {
        const { min, max } = limitsOf(unit)
        const name = unit.toLowerCase()
        const count = one.reduce((sum, text) => sum + counts[unit](text, call), 0)
        const bound = count < min ? `at least ${min}` : `at most ${max}`
        if (count < min || count > max) return failed(`has ${count} ${name}, must have ${bound}`, { feedback: `The text has ${count} ${name}; it must have ${bound}.` })
      }
    }
    return true
  }
}

const units = ['Characters', 'Words', 'Sentences', 'Tokens'] as const

const counts: Readonly<Record<(typeof units)[number], (text: string, call: Call) => number>> = {
  Characters: (text) => text.length,
  Words: (text) => segmentsOf(text, 'word') ?? wordsOf(text),
  Sentences: (text) => segmentsOf(text, 'sentence') ?? sentencesOf(text),
  Tokens: (text, { scope }) => (scope.tokens ?? estimateText)(text),
}

/** Longer texts are counted by the simple rule: Unicode's takes a second for some millions of characters. */
const MAX_SEGMENTED = 20_000

function segmentsOf(text: string, granularity: 'word' | 'sentence'): number | undefined {
  if (text.length > MAX_SEGMENTED || typeof Intl === 'undefined' || typeof Intl.Segmenter !== 'function') return undefined
  let count = 0
  for (const { segment, isWordLike } of new Intl.Segmenter(undefined, { granularity }).segment(text)) {
    if (isWordLike ?? segment.trim() !== '') count += 1
  }
  return count
}

function wordsOf(text: string): number {
  let count = 0
  let isInside = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const isWord = code > 32 && (code < 128 || !/\s/.test(text[at] as string))
    if (isWord && !isInside) count += 1
    isInside = isWord
  }
  return count
}

function sentencesOf(text: string): number {
  let count = 0
  for (const [match] of text.matchAll(/[^.!?。！？…]+/g)) if (match.trim() !== '') count += 1
  return count
}
