/** The language of a text: by its script, and by the small words that every sentence has. */
import { checkBoolean } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Check, CheckOptions, Content } from './check.ts'
import { languageOf } from './language/language-of.ts'
import { type Language, languages } from './language/small-words.ts'
import { failed, madeCheck } from './made-check.ts'
import { checkCheck, checkWords } from './options.ts'

export interface LanguageOptions extends CheckOptions {
  /** Only these may be: `['en', 'de']`, by ISO 639-1. */
  readonly allow?: readonly Language[] | undefined
  /** These may not be. */
  readonly deny?: readonly Language[] | undefined
  /** False: what is too short to tell, and what is none of the languages known, fails too. @default true */
  readonly allowUnknown?: boolean | undefined
}

/**
 * Fails where a text is in a language that may not be. It knows some twenty, and says none where it is not sure.
 *
 * Default: what the model says.
 *
 * @throws ConfigError where neither `allow` nor `deny` is there, or an option is not as it should be
 *
 * @example
 * import { language } from 'zerohop'
 *
 * const german = language({ allow: ['de'], onFail: 'retry' })
 */
export function language(options: LanguageOptions): Check {
  checkCheck('language', options, ['allow', 'deny', 'allowUnknown'])
  const { allow, deny, allowUnknown = true } = options
  if ((allow === undefined) === (deny === undefined)) throw new ConfigError('language', "needs 'allow' or 'deny', and not both")
  if (allow !== undefined) checkWords('language.allow', allow, languages)
  if (deny !== undefined) checkWords('language.deny', deny, languages)
  checkBoolean('language.allowUnknown', options.allowUnknown)
  return madeCheck(options, {
    name: 'language',
    judge: ({ parts }: Content) => {
      for (const part of parts) {
        if (part.text.trim() === '') continue
        const found = languageOf(part.text)
        const passes = found === 'unknown' ? allowUnknown : allow === undefined ? !deny?.includes(found) : allow.includes(found)
        if (!passes) return failed(`is in '${found}'`, { part, found: { [found]: 1 }, feedback: `Answer in ${allow === undefined ? `a language other than ${deny?.join(', ')}` : allow.join(' or ')}.` })
      }
      return true
    },
  })
}
