/** The checks of a semantic cache's options. */
import { checkFunction, checkNumber, checkOptions, checkString, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { isVectorStore } from '../stores/vector-store.ts'
import { checkNamespace, checkRules } from './cache-rules.ts'
import type { SemanticCacheOptions } from './semantic-cache.ts'

const KEYS: ReadonlyArray<keyof SemanticCacheOptions> = [
  'embed', 'embedder', 'embedTimeoutMs', 'threshold', 'verify', 'verifyTimeoutMs', 'store', 'storeTimeoutMs', 'ttlMs', 'rules', 'namespace', 'tenantOf', 'keep',
  'maxEntryBytes', 'maxQuestionChars',
]

const LIKENESS = { min: 0.5, max: 1 }

/** Throws `ConfigError`. */
export function checkSemantic(options: SemanticCacheOptions): void {
  const at = (name: string): string => `semanticCache.${name}`
  checkOptions('semanticCache', options, KEYS)
  const { embed, embedder, store, verify, rules, keep = {} } = options
  if (typeof embed !== 'function') checkString(at('embed'), embed ?? null)
  checkString(at('embedder'), embedder)
  checkFunction(at('verify'), verify)
  checkFunction(at('tenantOf'), options.tenantOf)
  checkNamespace(at('namespace'), options.namespace)
  checkNumber(at('threshold'), options.threshold, LIKENESS)
  for (const name of ['embedTimeoutMs', 'verifyTimeoutMs', 'storeTimeoutMs', 'ttlMs'] as const) checkNumber(at(name), options[name], { min: 1 })
  for (const name of ['maxEntryBytes', 'maxQuestionChars'] as const) checkNumber(at(name), options[name], { min: 1, integer: true })
  if (store !== undefined && !isVectorStore(store)) throw new ConfigError(at('store'), 'must be a store of vectors: search, add and remove')
  if (store !== undefined && typeof embed === 'function' && embedder === undefined) {
    throw new ConfigError(at('embedder'), "must name the model behind 'embed': another's vectors may be in the store")
  }
  checkThresholds(at('rules'), rules)
  checkOptions(at('keep'), keep, ['tools', 'temperature', 'truncated'])
  for (const [name, flag] of Object.entries(keep)) {
    if (flag !== undefined && typeof flag !== 'boolean') throw new ConfigError(at(`keep.${name}`), `must be true or false, got ${show(flag)}`)
  }
}

/** A rule is one of `cache()` with a threshold, and without stale answers. */
function checkThresholds(path: string, rules: unknown): void {
  if (!Array.isArray(rules)) return checkRules(path, rules)
  const rest = rules.map((rule: unknown, index) => {
    if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return rule
    checkOptions(`${path}[${index}]`, rule, ['when', 'ttlMs', 'namespace', 'threshold'])
    const { threshold, ...others } = rule as { readonly threshold?: unknown }
    checkNumber(`${path}[${index}].threshold`, threshold, LIKENESS)
    return others
  })
  checkRules(path, rest)
}
