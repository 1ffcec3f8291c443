/** Personal data: finds e-mail addresses, phone numbers, cards, accounts and national numbers, and keeps them from the model and the reader. */
import { checkBoolean, checkFunction, checkNumber, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Check, CheckOptions } from './check.ts'
import { detectorFinder } from './find/detector-finder.ts'
import { madeCheck } from './made-check.ts'
import { checkCheck, checkWords } from './options.ts'
import { families } from './pii/families.ts'
import { type PiiKind, piiKinds, type PiiLocale, piiLocales } from './pii/kinds.ts'
import { classesIn, reading } from './pii/text.ts'

export type { PiiKind, PiiLocale } from './pii/kinds.ts'

export interface PiiOptions extends CheckOptions {
  /** What is looked for. @default every kind but `url` */
  readonly kinds?: readonly PiiKind[] | undefined
  /** Whose national numbers, phone numbers and streets are looked for; what has no country always is. @default all */
  readonly locales?: readonly PiiLocale[] | undefined
  /** True: what is found is taken out, and the call goes on. False: the call is refused. @default false */
  readonly redact?: boolean | undefined
  /**
   * True: each find gets a placeholder of its own, `[EMAIL_1]`, and the reader of the answer sees what it stood for. The model never does.
   *
   * @default false
   */
  readonly restore?: boolean | undefined
  /** What does not count: texts letter for letter, or domains as `@example.com`, of which no e-mail address counts. @default [] */
  readonly allow?: readonly string[] | undefined
  /** How sure a find must be, from 0 to 1. Check digits come to 0.9 and more, a form that is only usual to 0.5. @default 0.5 */
  readonly minScore?: number | undefined
  /**
   * Says whether something is a phone number, in place of the check's own judgement: with `libphonenumber-js`,
   * `(written) => isPossiblePhoneNumber(written, 'US')`. It must answer the same each time.
   *
   * @default its own
   */
  readonly phones?: ((written: string) => boolean) | undefined
}

/**
 * A check that finds personal data which has a form: by check digits where there are any, by a word that stands before it where the form
 * alone says little. Names of people and places are not looked for. Linear in the text.
 *
 * Default: both sides; what the user and the model say, what tools give and are called with, and names of files.
 *
 * @throws ConfigError where an option is not as it should be
 *
 * @example
 * import { guardrails, pii } from 'zerohop'
 *
 * const safe = guardrails([pii({ restore: true, allow: ['@example.com', 'press@acme.org'] })])
 */
export function pii(options: PiiOptions = {}): Check {
  checkCheck('pii', options, ['kinds', 'locales', 'redact', 'restore', 'allow', 'minScore', 'phones'])
  const { kinds = piiKinds.filter((kind) => kind !== 'url'), locales = piiLocales, redact, restore = false, allow = [], minScore = 0.5, phones } = options
  checkWords('pii.kinds', kinds, piiKinds)
  checkWords('pii.locales', locales, piiLocales)
  checkBoolean('pii.redact', redact)
  checkBoolean('pii.restore', restore)
  if (restore && redact === false) throw new ConfigError('pii.restore', 'is a way to redact, and `redact` is false')
  checkAllow(allow)
  checkNumber('pii.minScore', minScore, { min: 0, max: 1 })
  if (phones !== undefined) checkFunction('pii.phones', phones)
  const isAllowed = allowance(allow)
  const finder = detectorFinder(families({
    kinds, locales, phones,
    counts: ({ start, end, score = 1 }, text) => score >= minScore && !isAllowed?.(text.slice(start, end)),
  }), reading, classesIn)
  const parts = ['user', 'assistant', 'tool_result', 'tool_arguments', 'file_name'] as const
  const onFind = (redact ?? restore) ? 'redact' : options.onFail === 'flag' ? 'flag' : 'deny'
  return madeCheck(options, { name: 'pii', side: 'both', parts, finder, onFind, ...(restore && { restore }) })
}

function allowance(allow: readonly string[]): ((written: string) => boolean) | undefined {
  if (allow.length === 0) return undefined
  const texts = new Set(allow.map((one) => one.toLowerCase()))
  return (written) => {
    const small = written.toLowerCase()
    return texts.has(small) || (small.includes('@') && texts.has(small.slice(small.lastIndexOf('@'))))
  }
}

function checkAllow(allow: unknown): void {
  if (!Array.isArray(allow)) throw new ConfigError('pii.allow', `must be a list of texts, got ${show(allow)}`)
  allow.forEach((one: unknown, at) => {
    if (typeof one !== 'string' || one === '') throw new ConfigError(`pii.allow[${at}]`, 'must be a text with something in it')
  })
}
