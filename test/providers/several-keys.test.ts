import { describe, expect, it } from 'vitest'
import type { Provider } from '../../src/core/provider.ts'
import { anthropic } from '../../src/providers/anthropic/index.ts'
import { google } from '../../src/providers/google/index.ts'
import { azure } from '../../src/providers/openai-compatible/azure.ts'
import { openaiCompatible } from '../../src/providers/openai-compatible/index.ts'
import { openai } from '../../src/providers/openai-compatible/openai.ts'
import { groq } from '../../src/providers/openai-compatible/presets.ts'
import { callOf, fakeFetch, json, targetOf } from './call.ts'

type Make = (options: { readonly apiKeys?: never; readonly [name: string]: unknown }) => Provider

const makers: ReadonlyArray<[string, Make, string]> = [
  ['openai', openai, 'authorization'],
  ['groq', groq, 'authorization'],
  ['openaiCompatible', (options) => openaiCompatible({ baseURL: 'https://own.example/v1', ...options }), 'authorization'],
  ['azure', (options) => azure({ endpoint: 'https://acme.openai.azure.com', ...options }), 'api-key'],
  ['anthropic', anthropic, 'x-api-key'],
  ['google', google, 'x-goog-api-key'],
]

const LONG = 'sk-proj-0123456789abcdWXYZ'

describe.each(makers)('%s', (name, make, header) => {
  const keyed = (options: object): Provider => make(options as never)

  it('makes one provider for each key, which sends that key', async () => {
    const { fetch, sent } = fakeFetch(() => json({ data: [], models: [] }))
    const { keys = [] } = keyed({ apiKeys: ['key-1', async () => 'key-2'], fetch })
    expect(keys).toHaveLength(2)
    for (const one of keys) await one.ask(callOf('models', { model: 'p/' }), targetOf('p', '')).catch(() => {})
    for (const one of keys) await one.ask(callOf('chat', { model: 'p/m', messages: [{ role: 'user', content: 'Hi' }] }), targetOf('p', 'm')).catch(() => {})
    expect(sent.slice(-2).map(({ headers }) => headers.get(header)?.replace('Bearer ', ''))).toEqual(['key-1', 'key-2'])
  })

  it('names a key by its last four characters, and one too short or unknown by its place', () => {
    expect(keyed({ apiKeys: [LONG, 'short', () => LONG] }).keys?.map(({ key }) => key)).toEqual(['WXYZ', '#2', '#3'])
  })

  it('has no keys where it has one', () => {
    expect([keyed({ apiKey: LONG }).keys, keyed({ apiKey: LONG }).key]).toEqual([undefined, undefined])
  })

  it.each<[string, object, string]>([
    ['a key beside keys', { apiKey: 'k', apiKeys: ['a'] }, "apiKeys cannot stand beside 'apiKey': pass one of them"],
    ['a client beside keys', { client: {}, apiKeys: ['a'] }, "apiKeys cannot stand beside 'client': pass one of them"],
    ['no keys', { apiKeys: [] }, 'apiKeys must be a list of at least one key, got an array'],
    ['keys that are no list', { apiKeys: 'a,b' }, "apiKeys must be a list of at least one key, got 'a,b'"],
    ['the same key twice', { apiKeys: ['a', 'b', 'a'] }, `apiKeys[2] is the same key as ${name}.apiKeys[0]`],
    ['an empty key', { apiKeys: ['a', ''] }, 'apiKeys[1] must be a non-empty string or a function'],
    ['a key of spaces', { apiKeys: ['  '] }, 'apiKeys[0] must be a non-empty string or a function'],
    ['a key with a line break in it', { apiKeys: ['sk-a\nb'] }, 'apiKeys[0] has characters that a header cannot carry'],
    ['a key beyond Latin-1', { apiKey: 'kéy€' }, 'apiKey has characters that a header cannot carry'],
    ['no key in the list', { apiKeys: [null] }, 'apiKeys[0] must be a non-empty string or a function'],
    ['a hole in the list', { apiKeys: [undefined] }, 'apiKeys[0] must be a non-empty string or a function'],
  ])('refuses %s', (_, options, problem) => {
    expect(() => keyed(options)).toThrow(`zerohop config: ${name}.${problem}`)
  })
})

it('anthropic refuses a token beside keys', () => {
  expect(() => anthropic({ authToken: 't', apiKeys: ['a'] })).toThrow("anthropic.apiKeys cannot stand beside 'authToken'")
})
