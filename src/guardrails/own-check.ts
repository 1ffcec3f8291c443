/** A check of one's own: a function that judges, or a finder. */
import { checkBoolean, checkOneOf, checkString, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Check, CheckOptions, Finder, Judge } from './check.ts'
import { madeCheck } from './made-check.ts'
import { checkCheck } from './options.ts'

export interface OwnCheckOptions extends Omit<CheckOptions, 'name'>, Partial<Pick<Check, 'onFind' | 'rewrites' | 'addresses'>> {}

/**
 * Your own judge: it sees all texts of one side at once, and says true, false, or what is wrong. It may ask others through its context;
 * what it throws is its fault, and `onError` decides. Or your own finder, which sees one text at a time, also while it grows.
 *
 * @throws ConfigError
 * @example
 * import { check } from 'zerohop'
 *
 * const polite = check('polite', ({ parts }) => parts.every(({ text }) => text.includes('please')), { side: 'input', onFail: 'flag' })
 */
export function check(name: string, by: Judge | Finder, options: OwnCheckOptions = {}): Check {
  checkString('check.name', name ?? '')
  const path = `check('${name}')`
  checkCheck(path, options, ['onFind', 'rewrites', 'addresses'])
  const { onFind, rewrites, addresses } = options
  checkOneOf(`${path}.onFind`, onFind, ['deny', 'flag', 'redact'])
  checkBoolean(`${path}.rewrites`, rewrites)
  if (addresses !== undefined && !(Array.isArray(addresses) && addresses.every((one: unknown) => typeof one === 'string' && one !== ''))) {
    throw new ConfigError(`${path}.addresses`, 'must be a list of routes and models')
  }
  if (typeof by === 'function') {
    if (onFind !== undefined) throw new ConfigError(`${path}.onFind`, 'is for a finder: a judge says itself what is to be done')
    return { ...madeCheck(options, { name, judge: by, rewrites, addresses }), name }
  }
  const isFinder = typeof by === 'object' && by !== null && typeof by.find === 'function' && typeof by.settledUntil === 'function' && Number.isInteger(by.reach) && by.reach > 0
  if (!isFinder) throw new ConfigError(path, `must be a function that judges, or a finder with find, settledUntil and reach, got ${show(by)}`)
  if (rewrites !== undefined) throw new ConfigError(`${path}.rewrites`, 'is for a judge')
  return { ...madeCheck(options, { name, finder: by, onFind }), name }
}
