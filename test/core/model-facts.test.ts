import { describe, expect, it } from 'vitest'
import { checkModels, type ModelFacts } from '../../src/core/model-facts.ts'
import { createEngine } from '../../src/engine.ts'
import { answers, scripted } from '../support/provider.ts'

const wrong: ReadonlyArray<readonly [models: unknown, path: string]> = [
  [null, 'models'],
  [[], 'models'],
  [{ m: null }, "models['m']"],
  [{ m: { vison: true } }, "models['m'].vison"],
  [{ m: { vision: 1 } }, "models['m'].vision"],
  [{ m: { contextWindow: 0 } }, "models['m'].contextWindow"],
  [{ m: { maxOutputTokens: '4k' } }, "models['m'].maxOutputTokens"],
  [{ 'a*b': {} }, "models['a*b']"],
  [{ '**': {} }, "models['**']"],
  [{ m: { price: 3 } }, "models['m'].price"],
  [{ m: { price: { input: 1 } } }, "models['m'].price.output"],
  [{ m: { price: { input: -1, output: 1 } } }, "models['m'].price.input"],
  [{ m: { price: { input: 1, output: 1, cachedInput: Number.NaN } } }, "models['m'].price.cachedInput"],
]

describe("the config's models", () => {
  it.each(wrong)('are refused: %o', (models, path) => {
    expect(() => createEngine({ providers: { p: scripted(answers()) }, models: models as Record<string, ModelFacts> })).toThrow(expect.objectContaining({ path }) as Error)
  })

  it('are taken as they are documented', () => {
    const price = { input: 1, output: 0, cachedInput: 0.1, cacheWrite: 1.25 }
    expect(() => checkModels('models', { 'gpt-4*': { vision: true, audio: false, documents: true, tools: true, jsonSchema: true, contextWindow: 1, maxOutputTokens: 1, price }, '*': {} })).not.toThrow()
  })

  it('are refused with a tokenizer that is no function', () => {
    expect(() => createEngine({ providers: { p: scripted(answers()) }, tokens: 4 as never })).toThrow(expect.objectContaining({ path: 'tokens' }) as Error)
  })
})
