/** Checks of how a text begins and ends. */
import { checkBoolean } from '../core/check.ts'
import type { Check, CheckOptions, Content, Judgement } from './check.ts'
import { fold } from './fold.ts'
import { failed, madeCheck } from './made-check.ts'
import { checkNames } from './names.ts'
import { checkCheck } from './options.ts'

export interface AffixOptions extends CheckOptions {
  /** One of these is enough. */
  readonly any: readonly string[]
  /** False: capitals, and letters of full width, are like others. @default false */
  readonly caseSensitive?: boolean | undefined
}

/**
 * Fails where a text does not begin with one of these; white space before it does not count. By default each answer of the model.
 *
 * @throws ConfigError
 * @example
 * import { startsWith } from 'zerohop'
 *
 * const diff = startsWith({ any: ['diff --git', '--- a/'], onFail: 'retry' })
 */
export function startsWith(options: AffixOptions): Check {
  return affix('startsWith', options, (text, most) => text.trimStart().slice(0, most))
}

/**
 * Fails where a text does not end with one of these; white space behind it does not count. By default each answer of the model.
 *
 * @throws ConfigError
 * @example
 * import { endsWith } from 'zerohop'
 *
 * const sentence = endsWith({ any: ['.', '!', '?', '…'], onFail: 'flag' })
 */
export function endsWith(options: AffixOptions): Check {
  return affix('endsWith', options, (text, most) => text.trimEnd().slice(-most))
}

function affix(name: 'startsWith' | 'endsWith', options: AffixOptions, partOf: (text: string, most: number) => string): Check {
  checkCheck(name, options, ['any', 'caseSensitive'])
  const { any, caseSensitive = false } = options
  checkNames(`${name}.any`, any)
  checkBoolean(`${name}.caseSensitive`, options.caseSensitive)
  const folded = caseSensitive ? (text: string) => text : fold
  const wanted = any.map((one) => folded(one))
  const longest = Math.max(...wanted.map(({ length }) => length))
  const verb = name === 'startsWith' ? 'begin' : 'end'
  const judge = ({ parts }: Content): Judgement => {
    const part = parts.find(({ text }) => {
      // No more of a long text is folded than may matter.
      const end = folded(partOf(text, longest))
      return !wanted.some((one) => (name === 'startsWith' ? end.startsWith(one) : end.endsWith(one)))
    })
    if (part === undefined) return true
    return failed(`does not ${verb} as it must`, { part, feedback: `The text must ${verb} with ${any.map((one) => JSON.stringify(one)).join(' or ')}.` })
  }
  return madeCheck(options, { name, judge })
}
