import { describe, expect, it } from 'vitest'
import { families } from '../../src/models/families.ts'
import { factsOf } from '../../src/models/facts.ts'
import { familyOf } from '../../src/models/knowledge.ts'
import { wordsOf } from '../../src/models/name.ts'

describe('the table of families', () => {
  const known: ReadonlyArray<readonly [model: string, window: number | undefined]> = [
    ['gpt-4', 8_192],
    ['gpt-4-0613', 8_192],
    ['gpt-4o-2024-08-06', 128_000],
    ['chatgpt-4o-latest', 128_000],
    ['gpt-4.1-mini-2025-04-14', 1_047_576],
    ['gpt-35-turbo', 16_385],
    ['ft:gpt-4o-mini-2024-07-18:acme::abc', 128_000],
    ['o3-mini-2025-01-31', 200_000],
    ['openai/gpt-oss-120b', 131_072],
    ['openai/gpt-5-mini', 400_000],
    ['claude-3-5-haiku-20241022', 200_000],
    ['anthropic/claude-3.5-haiku', 200_000],
    ['anthropic/claude-3.5-haiku:beta', 200_000],
    ['us.anthropic.claude-3-5-sonnet-20241022-v2:0', 200_000],
    ['anthropic.claude-3-haiku-20240307-v1:0', 200_000],
    ['claude-sonnet-4-5@20250929', 200_000],
    ['claude-opus-4-6', 1_000_000],
    ['models/gemini-2.5-flash', 1_048_576],
    ['publishers/google/models/gemini-2.5-pro', 1_048_576],
    ['llama3-8b-8192', 8_192],
    ['llama-3.3-70b-versatile', 131_072],
    ['meta-llama/Llama-3.3-70B-Instruct-Turbo', 131_072],
    ['meta.llama3-1-70b-instruct-v1:0', 131_072],
    ['accounts/fireworks/models/llama-v3p1-70b-instruct', 131_072],
    ['llama3.1:8b', 131_072],
    ['meta-llama/llama-4-scout-17b-16e-instruct', 10_485_760],
    ['mixtral-8x7b-32768', 32_768],
    ['deepseek/deepseek-r1:free', 163_840],
    ['x-ai/grok-4-fast', 2_000_000],
    ['cohere/command-r-plus-08-2024', 128_000],
  ]
  it.each(known)('knows %s', (model, window) => {
    expect(familyOf(model).contextWindow).toBe(window)
  })

  it.each([
    'gpt-5.9', 'gpt-4.2', 'claude-opus-4-9', 'gemini-3.9-flash', 'grok-5', 'llama-3.9-8b', 'my-gpt-4', 'gpt', 'gpt-40', 'text-embedding-3-small', 'gpt-4o-mini-tts', '', '/', '4', 'a'.repeat(100_000),
    'constructor', '__proto__', 'toString',
  ])('says nothing of %s', (model) => {
    expect(familyOf(model)).toEqual({})
  })

  it('tells a version from a size and from a date', () => {
    expect(familyOf('qwen3-8b').vision).toBe(false)
    expect(familyOf('qwen3.5-8b').vision).toBeUndefined()
    expect(familyOf('qwen3-vl-8b').vision).toBe(true)
    expect(familyOf('gpt-4-0613').maxOutputTokens).toBe(8_192)
  })

  it('names every family once', () => {
    const names = families.flatMap(([all]) => all).map((name) => wordsOf(name).join('-'))
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })

  it('finds every family by the name it has there', () => {
    for (const [names, facts] of families) for (const name of names) expect([name, familyOf(name)]).toEqual([name, facts])
  })
})

describe("the config's models", () => {
  const facts = factsOf({
    'gpt-*': { vision: false, contextWindow: 1 },
    'gpt-4o*': { contextWindow: 2 },
    'gpt-4o': { maxOutputTokens: 3 },
    'azure/gpt-4o': { price: { input: 1, output: 2 }, tools: undefined },
    'azure/*': { audio: true },
  }, familyOf)

  it('win over the table field by field, the more precise over the less', () => {
    const table = familyOf('gpt-4o')
    expect(facts('openai/gpt-4o')).toEqual({ ...table, vision: false, contextWindow: 2, maxOutputTokens: 3 })
    expect(facts('azure/gpt-4o')).toEqual({ ...table, vision: false, contextWindow: 2, maxOutputTokens: 3, audio: true, price: { input: 1, output: 2 } })
    expect(facts('groq/llama-3.1-8b')).toEqual(familyOf('llama-3.1-8b'))
  })

  it('are read once for each address', () => {
    expect(facts('azure/gpt-4o')).toBe(facts('azure/gpt-4o'))
  })

  it('are forgotten in time, so that the names of callers do not fill the memory', () => {
    const first = facts('p/one')
    for (let at = 0; at < 2_000; at++) facts(`p/${at}`)
    expect(facts('p/one')).not.toBe(first)
    expect(facts('p/one')).toEqual(first)
  })

  it('take no name for a property of every object', () => {
    expect(factsOf({}, familyOf)('p/__proto__')).toEqual({})
    expect(factsOf(JSON.parse('{"__proto__":{"vision":false}}') as Record<string, object>, familyOf)('p/x')).toEqual({})
  })
})
