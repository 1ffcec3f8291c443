/** What a cache does with one call: by the call's own options, then by the first rule that fits, then by the defaults. */
import type { Call } from '../core/call.ts'
import { NAMESPACE } from '../core/call-options.ts'
import { checkBoolean, checkFunction, checkNumber, checkOptions, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { CacheOptions } from './cache.ts'
import { isCacheable, type KeepOptions } from './cache-answers.ts'

/** How some calls are cached. */
export interface CacheRule {
  /** Which calls. One that throws fits none. */
  readonly when: (call: Call) => boolean
  /** How long their answers are kept, in milliseconds; `false`: not at all. @default `ttlMs` of the cache */
  readonly ttlMs?: number | false
  /** Their own room in the store. @default `namespace` of the cache */
  readonly namespace?: string
  /** How long a stale answer may be given after `ttlMs`, in milliseconds. @default `staleMs` of the cache */
  readonly staleMs?: number
}

/** What applies where no rule fits. */
export interface CacheDefaults {
  readonly ttlMs: number
  readonly staleMs: number
  readonly namespace: string
  readonly keep: KeepOptions
  readonly rules: readonly CacheRule[]
  readonly tenantOf: ((call: Call) => string | undefined) | undefined
}

type SharedOptions = Pick<CacheOptions, 'storeTimeoutMs' | 'ttlMs' | 'namespace' | 'tenantOf' | 'keep' | 'maxEntryBytes'>

/** How one call is cached. */
export interface Plan {
  readonly ttlMs: number
  readonly staleMs: number
  readonly namespace: string
  readonly tenant: string | undefined
  /** True: nothing is looked up, but the answer is kept. */
  readonly refresh: boolean
}

/** Cached without a rule that says so. */
const USUAL: ReadonlySet<string> = new Set(['chat', 'responses', 'embeddings'])

/** `undefined` where the cache lets the call pass. `failed` is told of what a function of the user's threw. */
export function planOf(call: Call, defaults: CacheDefaults, failed: (error: unknown) => void): Plan | undefined {
  const { cache, tenant } = call.options
  if (cache === false || !isCacheable(call, defaults.keep)) return undefined
  try {
    const rule = defaults.rules.find(({ when }) => when(call) === true)
    if (rule?.ttlMs === false || (rule === undefined && !USUAL.has(call.operation))) return undefined
    const own = typeof cache === 'object' ? cache : {}
    return {
      ttlMs: own.ttlMs ?? rule?.ttlMs ?? defaults.ttlMs,
      staleMs: own.ttlMs === undefined ? (rule?.staleMs ?? defaults.staleMs) : 0, // who says how old it may be means it
      namespace: own.namespace ?? rule?.namespace ?? defaults.namespace,
      tenant: tenantIn(defaults.tenantOf === undefined ? tenant : defaults.tenantOf(call)),
      refresh: cache === 'refresh',
    }
  } catch (error) {
    failed(error) // whose call it is, or how it is to be kept, is not known: so it is not kept
    return undefined
  }
}

function tenantIn(tenant: unknown): string | undefined {
  if (tenant === undefined || typeof tenant === 'string') return tenant
  throw new TypeError(`tenantOf gave ${show(tenant)} for a tenant`)
}

/** The options that every cache has. Throws `ConfigError`. */
export function checkShared(path: string, { storeTimeoutMs, ttlMs, namespace, tenantOf, keep = {}, maxEntryBytes }: SharedOptions): void {
  checkNumber(`${path}.storeTimeoutMs`, storeTimeoutMs, { min: 1 })
  checkNumber(`${path}.ttlMs`, ttlMs, { min: 1 })
  checkNamespace(`${path}.namespace`, namespace)
  checkFunction(`${path}.tenantOf`, tenantOf)
  checkNumber(`${path}.maxEntryBytes`, maxEntryBytes, { min: 1, integer: true })
  checkOptions(`${path}.keep`, keep, ['tools', 'temperature', 'truncated'])
  for (const [name, flag] of Object.entries(keep)) checkBoolean(`${path}.keep.${name}`, flag)
}

/** Throws `ConfigError`. */
function checkNamespace(path: string, namespace: unknown): void {
  if (namespace === undefined || (typeof namespace === 'string' && NAMESPACE.test(namespace))) return
  throw new ConfigError(path, `must be of letters, digits, '_', '-' and '.', at most 64, got ${show(namespace)}`)
}

/** Throws `ConfigError`. */
export function checkRules(path: string, rules: unknown): void {
  if (rules === undefined) return
  if (!Array.isArray(rules)) throw new ConfigError(path, `must be a list of rules, got ${show(rules)}`)
  rules.forEach((rule: unknown, at) => {
    checkOptions(`${path}[${at}]`, rule, ['when', 'ttlMs', 'namespace', 'staleMs'])
    const { when, ttlMs, namespace, staleMs } = rule as Partial<CacheRule>
    checkFunction(`${path}[${at}].when`, when ?? null)
    if (ttlMs !== false) checkNumber(`${path}[${at}].ttlMs`, ttlMs, { min: 1 })
    checkNumber(`${path}[${at}].staleMs`, staleMs)
    checkNamespace(`${path}[${at}].namespace`, namespace)
  })
}
