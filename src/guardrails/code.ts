/** Code: tells programs and queries from prose, and which language they are in. */
import type { Check, CheckOptions, Content } from './check.ts'
import { codeIn } from './code/code-in.ts'
import { type CodeLanguage, codeLanguages } from './code/code-language.ts'
import { failed, madeCheck } from './made-check.ts'
import { checkCheck, checkWords } from './options.ts'

export interface CodeOptions extends CheckOptions {
  /** Which languages may not be. @default all it knows */
  readonly deny?: readonly CodeLanguage[] | undefined
}

/**
 * Fails where a text has code in it, in a fence or among prose. Words of a language that stand in a sentence are none: `select from` what
 * you like.
 *
 * Default: what the model says.
 *
 * @throws ConfigError where an option is not as it should be
 *
 * @example
 * import { code } from 'zerohop'
 *
 * const noQueries = code({ side: 'both', parts: ['user', 'assistant'], deny: ['sql', 'shell'] })
 */
export function code(options: CodeOptions = {}): Check {
  checkCheck('code', options, ['deny'])
  const { deny = codeLanguages } = options
  checkWords('code.deny', deny, codeLanguages)
  const denied = new Set(deny)
  return madeCheck(options, {
    name: 'code',
    judge: ({ parts }: Content) => {
      for (const part of parts) {
        const found = codeIn(part.text).filter((one) => denied.has(one))
        if (found.length > 0) return failed(`has ${found.join(' and ')}`, { part, found: Object.fromEntries(found.map((one) => [one, 1])), feedback: `The answer must not have ${found.join(' or ')} in it.` })
      }
      return true
    },
  })
}
