/** Every factory of middleware refuses what makes no sense with an error that names the place. */
import { describe, expect, it } from 'vitest'
import { breaker, bulkhead, cache, ConfigError, dedupe, inlineMedia, keepReasoning, retry, semanticCache, timeout } from 'zerohop'
import { middlewareFactories } from '../../src/core/check.ts'

type Factory = (options: unknown) => unknown

/** Each with options that it takes. */
const factories: Readonly<Record<string, readonly [make: Factory, taken: Readonly<Record<string, unknown>>]>> = {
  breaker: [breaker as Factory, { name: 'b', consecutiveFailures: 3, failureRatio: 0.2, slowMs: 5, slowRatio: 0.2, windowMs: 5, minimumCalls: 1, openMs: 1, maxOpenMs: 5, probes: 1, successesToClose: 1, rampMs: 1, coolMs: 1, maxCoolMs: 1, keyOpenMs: 1, store: new Map(), syncMs: 1 }],
  bulkhead: [bulkhead as Factory, { maxConcurrent: 1, maxQueue: 1, queueTimeoutMs: 1, by: () => 'a', name: 'b' }],
  cache: [cache as Factory, { store: undefined, storeTimeoutMs: 1, ttlMs: 1, staleMs: 1, rules: [], namespace: 'a', tenantOf: () => 'a', keep: {}, maxEntryBytes: 1, dedupe: true, paceMs: 1 }],
  dedupe: [dedupe as Factory, { maxStreamBytes: 1 }],
  inlineMedia: [inlineMedia as Factory, { maxBytes: 1, maxTotalBytes: 1, timeoutMs: 1, maxRedirects: 1, fetch }],
  keepReasoning: [keepReasoning as Factory, { maxAnswers: 1, maxBytes: 1, ttlMs: 1 }],
  retry: [retry as Factory, { maxAttempts: 1, backoff: () => 1, maxRetryAfterMs: 1, on: [], rules: {}, budget: undefined }],
  semanticCache: [
    semanticCache as Factory,
    { embed: 'a/e', embedder: 'a', embedTimeoutMs: 1, threshold: 0.9, verify: () => true, verifyTimeoutMs: 1, store: undefined, storeTimeoutMs: 1, ttlMs: 1, rules: [], namespace: 'a', tenantOf: () => 'a', keep: {}, maxEntryBytes: 1, maxQuestionChars: 1 },
  ],
  timeout: [timeout as Factory, { firstTokenMs: 1, idleMs: 1, totalMs: 1 }],
}

/** Wrong as options, whatever the factory. */
const WRONG = [null, 5, 'text', [], true, () => 1]

/** Wrong as one option: `null` is no way to say nothing. */
const WRONG_WITHIN = [null, Symbol('no'), [null], { no: 1 }]

function thrownBy(make: () => unknown): unknown {
  try {
    return make()
  } catch (error) {
    return error
  }
}

describe('factories of middleware', () => {
  it('are all in this table', () => {
    expect(Object.keys(factories).sort()).toEqual(middlewareFactories.filter((name) => name !== 'guardrails').sort()) // its checks come first, and have tests of their own
  })

  const whole = Object.entries(factories).flatMap(([name, [make]]) => WRONG.map((options) => ({ name, make, options })))
  it.each(whole)('refuse $options as the options of $name()', ({ name, make, options }) => {
    const error = thrownBy(() => make(options))
    expect(error).toBeInstanceOf(ConfigError)
    expect((error as ConfigError).path).toBe(name)
  })

  const parts = Object.entries(factories).flatMap(([name, [make, taken]]) => Object.keys(taken).flatMap((option) => WRONG_WITHIN.map((value) => ({ name, make, taken, option, value }))))
  it.each(parts)('refuse $value as $option of $name()', ({ name, make, taken, option, value }) => {
    const error = thrownBy(() => make({ ...taken, [option]: value }))
    expect(error).toBeInstanceOf(ConfigError)
    expect((error as ConfigError).path).toMatch(new RegExp(`^${name}\\.${option}\\b`, 'u'))
  })

  it.each(Object.entries(factories))('take what is right: %s()', (_, [make, taken]) => {
    expect(make(taken)).toBeTypeOf('function')
  })
})
