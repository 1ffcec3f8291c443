/** The options that every check takes: checked when it is made, each error naming its path. */
import { checkBoolean, checkNumber, checkOneOf, checkOptions, checkString, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { partKinds } from '../operations/texts/texts.ts'
import type { CheckOptions } from './check.ts'

const common: ReadonlyArray<keyof CheckOptions> = ['name', 'side', 'parts', 'messages', 'onFail', 'onError', 'deadlineMs', 'observe', 'stream']

/** Refuses options that are neither every check's nor among `own`. */
export function checkCheck(path: string, options: unknown, own: readonly string[] = []): void {
  checkOptions(path, options, [...own, ...common])
  const { name, side, parts, messages, onFail, onError, deadlineMs, observe, stream } = options as CheckOptions
  checkString(`${path}.name`, name)
  checkOneOf(`${path}.side`, side, ['input', 'output', 'both'])
  if (parts !== undefined) checkParts(`${path}.parts`, parts)
  checkOneOf(`${path}.messages`, messages, ['all', 'last'])
  checkOnFail(`${path}.onFail`, onFail)
  checkOneOf(`${path}.onError`, onError, ['open', 'closed'])
  checkNumber(`${path}.deadlineMs`, deadlineMs, { min: 1, max: 2 ** 31 - 1 })
  checkBoolean(`${path}.observe`, observe)
  checkOneOf(`${path}.stream`, stream, ['end', 'hold'])
}

/** Refuses anything but a word of `OnFail`, or `{ to }`; `undefined` passes. */
export function checkOnFail(path: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return checkOneOf(path, value, ['deny', 'flag', 'retry'])
  checkOptions(path, value, ['to'])
  checkString(`${path}.to`, Reflect.get(value, 'to') ?? '')
}

/** Refuses anything but a list of these words. */
export function checkWords(path: string, value: unknown, words: readonly string[]): void {
  if (!Array.isArray(value)) throw new ConfigError(path, `must be a list, got ${show(value)}`)
  if (value.length === 0) throw new ConfigError(path, 'must not be empty')
  value.forEach((one: unknown, at) => checkOneOf(`${path}[${at}]`, one ?? null, words))
}

function checkParts(path: string, value: unknown): void {
  checkWords(path, value, partKinds)
}

/** The options that every check takes, out of those of one check. What was not said is not there. */
export function commonOf(options: CheckOptions): CheckOptions {
  const entries = common.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]]))
  return Object.fromEntries(entries) as CheckOptions
}
