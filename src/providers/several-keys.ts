/** Several API keys of one provider: the same provider with each of them, for the engine to balance. */
import { show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Provider } from '../core/provider.ts'
import type { CallSignal } from '../core/signal.ts'
import { type ApiKey, checkSecret } from './credentials.ts'

interface Keyed {
  readonly apiKey?: ApiKey | undefined
  readonly apiKeys?: ReadonlyArray<Exclude<ApiKey, null>> | undefined
}

/** A shorter key does not show its last four characters: they would be a third of it. */
const MIN_LENGTH_TO_SHOW = 12

/** The provider that `make` makes, or one that has one for each of its keys. `instead`: options that stand for a key. */
export function perKey<Options extends Keyed>(factory: string, options: Options, instead: ReadonlyArray<keyof Options & string>, make: (options: Options) => Provider): Provider {
  const { apiKeys } = options
  if (apiKeys === undefined) return make(options)
  check(`${factory}.apiKeys`, apiKeys)
  const other = (['apiKey', ...instead] as const).find((name) => options[name] !== undefined)
  if (other !== undefined) throw new ConfigError(`${factory}.apiKeys`, `cannot stand beside '${other}': pass one of them`)
  const keys = apiKeys.map((apiKey, at): Provider => ({ ...make({ ...options, apiKeys: undefined, apiKey }), key: nameOf(apiKey, at) }))
  const [first] = keys as [Provider]
  const warm = async (signal: CallSignal) => void (await Promise.all(keys.map((one) => one.warm?.(signal))))
  return { ...first, key: undefined, keys, ...(first.warm && { warm }), close: async () => void (await Promise.all(keys.map((one) => one.close?.()))) }
}

function check(path: string, apiKeys: unknown): void {
  if (!Array.isArray(apiKeys) || apiKeys.length === 0) throw new ConfigError(path, `must be a list of at least one key, got ${show(apiKeys)}`)
  apiKeys.forEach((key: unknown, at) => {
    checkSecret(`${path}[${at}]`, key ?? null)
    const before = apiKeys.indexOf(key)
    if (before < at) throw new ConfigError(`${path}[${at}]`, `is the same key as ${path}[${before}]`)
  })
}

function nameOf(key: ApiKey, at: number): string {
  const shown = typeof key === 'string' ? key.trim() : ''
  return shown.length < MIN_LENGTH_TO_SHOW ? `#${at + 1}` : shown.slice(-4)
}
