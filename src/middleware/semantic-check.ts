/** The checks of a semantic cache's options. */
import { checkFunction, checkNumber, checkOptions, checkString } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { isVectorStore } from '../stores/vector-store.ts'
import { checkRules, checkShared } from './cache-rules.ts'
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
  checkShared('semanticCache', options)
  const { embed, embedder, store, verify, rules } = options
  if (typeof embed !== 'function') checkString(at('embed'), embed ?? null)
  checkString(at('embedder'), embedder)
  checkFunction(at('verify'), verify)
  checkNumber(at('threshold'), options.threshold, LIKENESS)
  for (const name of ['embedTimeoutMs', 'verifyTimeoutMs'] as const) checkNumber(at(name), options[name], { min: 1 })
  checkNumber(at('maxQuestionChars'), options.maxQuestionChars, { min: 1, integer: true })
  if (store !== undefined && !isVectorStore(store)) throw new ConfigError(at('store'), 'must be a store of vectors: search, add and remove')
  if (store !== undefined && typeof embed === 'function' && embedder === undefined) {
    throw new ConfigError(at('embedder'), "must name the model behind 'embed': another's vectors may be in the store")
  }
  checkThresholds(at('rules'), rules)
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
