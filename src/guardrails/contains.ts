/** A check of the phrases that a text must have, and of those it must not. */
import { checkBoolean } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Check, CheckOptions, Content, Judgement } from './check.ts'
import { failed, finderCheck, madeCheck, textsByChoice } from './made-check.ts'
import { checkNames } from './names.ts'
import { checkCheck } from './options.ts'
import { phraseFinder, type Phrases } from './phrases.ts'

export interface ContainsOptions extends CheckOptions {
  /** One of these must be there. */
  readonly any?: readonly string[] | undefined
  /** All of these must be there. */
  readonly all?: readonly string[] | undefined
  /** None of these may be there. Alone, it ends a stream as soon as one comes. */
  readonly none?: readonly string[] | undefined
  /** False: capitals, and letters of full width, are like others. @default false */
  readonly caseSensitive?: boolean | undefined
  /** True: a phrase inside a longer word is none. @default false */
  readonly words?: boolean | undefined
  /** With `none` alone: it is taken out, and the call goes on. @default false */
  readonly redact?: boolean | undefined
}

/**
 * Fails where a phrase is missing, or is there and must not be. With `any` and `all` it looks at all texts of an answer together.
 *
 * @throws ConfigError
 * @example
 * import { contains } from 'zerohop'
 *
 * const rivals = contains({ none: ['Acme', 'Globex'], words: true, redact: true })
 * const disclaimer = contains({ any: ['not legal advice', 'consult a lawyer'], onFail: 'retry' })
 */
export function contains(options: ContainsOptions): Check {
  checkCheck('contains', options, ['any', 'all', 'none', 'caseSensitive', 'words', 'redact'])
  const { any, all, none, caseSensitive = false, words = false, redact = false } = options
  for (const flag of ['caseSensitive', 'words', 'redact'] as const) checkBoolean(`contains.${flag}`, options[flag])
  const finderOf = (list: 'any' | 'all' | 'none'): Phrases | undefined => {
    const phrases: unknown = options[list]
    if (phrases === undefined) return undefined
    checkNames(`contains.${list}`, phrases)
    return phraseFinder({ phrases, caseSensitive, words })
  }
  const [some, every, nothing] = [finderOf('any'), finderOf('all'), finderOf('none')]
  if (some === undefined && every === undefined) {
    if (nothing === undefined) throw new ConfigError('contains', "needs 'any', 'all' or 'none'")
    return finderCheck(options, { name: 'contains', finder: nothing, redact })
  }
  if (redact) throw new ConfigError('contains.redact', "goes with 'none' alone: what is missing cannot be taken out")
  return madeCheck(options, { name: 'contains', judge })

  function judge({ parts }: Content): Judgement {
    for (const texts of textsByChoice(parts).values()) {
      const text = texts.join('\n')
      if (some?.seen(text).includes(true) === false) return failed('has none of the phrases of which one must be there', { feedback: `The text must contain ${listed(any, 'or')}.` })
      const had = every?.seen(text)
      const missing = had && all?.filter((_, at) => !had[at])
      if (missing !== undefined && missing.length > 0) return failed(`lacks ${missing.length} of ${all?.length} phrases`, { feedback: `The text must contain ${listed(missing, 'and')}.` })
      if (nothing !== undefined && nothing.seen(text).includes(true)) return failed('has a phrase that must not be there', { feedback: `The text must not contain ${listed(none, 'or')}.` })
    }
    return true
  }
}

function listed(phrases: readonly string[] | undefined, word: 'and' | 'or'): string {
  return (phrases ?? []).map((phrase) => JSON.stringify(phrase)).join(` ${word} `)
}
