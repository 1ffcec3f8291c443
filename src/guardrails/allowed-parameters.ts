/** A check of the parameters of a request: which it may set, and how high. */
import { checkNumber, checkObject } from '../core/check.ts'
import type { Check, CheckOptions } from './check.ts'
import { madeCheck, requestJudge } from './made-check.ts'
import { nameFault, type NameLists } from './names.ts'
import { checkCheck } from './options.ts'

/** `allow` and `deny` are names of the body's own fields; `model`, `messages`, `input` and `stream` are always allowed, unless denied. */
export interface AllowedParametersOptions extends CheckOptions, NameLists {
  /** The highest a number may be: `{ max_tokens: 1000, temperature: 1 }`. What is not set passes; what is no number does not. @default no limits */
  readonly max?: Readonly<Record<string, number>> | undefined
}

/**
 * Fails where the request sets a parameter that may not be set, or too high, and names it.
 *
 * @throws ConfigError
 * @example
 * import { allowedParameters } from 'zerohop'
 *
 * const modest = allowedParameters({ deny: ['logit_bias', 'n'], max: { max_completion_tokens: 1000, temperature: 1 } })
 */
export function allowedParameters(options: AllowedParametersOptions): Check {
  checkCheck('allowedParameters', options, ['allow', 'deny', 'max'])
  const { allow, deny, max = {} } = options
  checkObject('allowedParameters.max', max)
  for (const [name, limit] of Object.entries(max)) checkNumber(`allowedParameters.max.${name}`, limit ?? null, { min: -Infinity })
  const faultOf = nameFault('allowedParameters', { deny, allow: Array.isArray(allow) && allow.length > 0 ? [...(allow as readonly string[]), ...ALWAYS] : allow })
  const limits = new Map(Object.entries(max))
  const judge = requestJudge((body) => {
    for (const [name, value] of Object.entries(body)) {
      if (value === undefined || value === null) continue
      const fault = faultOf(name) ?? excess(limits.get(name), value)
      if (fault !== undefined) return `the parameter '${name.slice(0, MAX_SHOWN)}' ${fault}`
    }
    return undefined
  })
  return madeCheck(options, { name: 'allowedParameters', side: 'input', parts: ['user'], judge })
}

const ALWAYS = ['model', 'messages', 'input', 'stream']
const MAX_SHOWN = 100

function excess(limit: number | undefined, value: unknown): string | undefined {
  if (limit === undefined) return undefined
  if (typeof value !== 'number' || Number.isNaN(value)) return `is no number, and may be ${limit} at most`
  return value > limit ? `may be ${limit} at most` : undefined
}
