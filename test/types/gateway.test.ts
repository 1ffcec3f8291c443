/** The types of a gateway, as an editor and a compiler see them. */
import { describe, expect, it, vi } from 'vitest'
import { completions, problems } from './compiler.ts'

vi.setConfig({ testTimeout: 60_000 }) // each asks the compiler, and the first makes it read the SDK's types

const given = `
import OpenAI from 'openai'
import type { Stream } from 'openai/streaming'
import { zodResponseFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import { balance, createGateway, fallback, groq, openai, retry } from 'zerohop'

const gateway = createGateway({
  providers: { openai: openai(), groq: groq() },
  routes: { smart: fallback(['openai/gpt-5', 'groq/llama']), cheap: balance(['groq/a', 'groq/b']), plain: 'openai/gpt-5' },
})
const messages = [{ role: 'user' as const, content: 'Hello' }]
const Place = z.object({ city: z.string() })
declare const maybe: boolean
`

describe('model', () => {
  it.each([
    "gateway.chat.completions.create({ model: '|', messages })",
    "gateway.chat.completions.create({ messages, model: '|' })",
    "gateway.chat.completions.create({ model: '|', messages, stream: true })",
    "gateway.chat.completions.create({ model: '|', messages, stream: maybe })",
    "gateway.chat.completions.create({ model: '|' })",
    "gateway.chat.completions.parse({ model: '|', messages })",
    "gateway.chat.completions.stream({ model: '|', messages })",
    "gateway.responses.create({ model: '|', input: 'Hello' })",
    "gateway.responses.create({ model: '|' })",
    "gateway.responses.create({ model: '|', input: 'Hello', stream: true })",
    "gateway.responses.parse({ model: '|', input: 'Hello' })",
    "gateway.responses.stream({ model: '|', input: 'Hello' })",
    "gateway.responses.inputTokens.count({ model: '|', input: 'Hello' })",
    "gateway.responses.inputTokens.count({ model: '|' })",
    "gateway.embeddings.create({ model: '|', input: 'Hello' })",
    "gateway.embeddings.create({ model: '|' })",
    "gateway.with({ timeoutMs: 1000 }).chat.completions.create({ model: '|', messages })",
    "gateway.withOptions({ timeout: 1000 }).chat.completions.create({ model: '|', messages })",
  ])('completes to the routes: %s', (call) => {
    expect(completions(given + call)).toEqual(expect.arrayContaining(['smart', 'cheap', 'plain']))
    expect(completions(given + call)).not.toContain('gpt-5')
  })

  it.each(['smart', 'openai/gpt-5', 'groq/anything', 'a-name-from-elsewhere'])('takes %s', (model) => {
    expect(problems(`${given}await gateway.chat.completions.create({ model: '${model}', messages })`)).toEqual([])
  })

  it('is known by its type: the names of routes, and any model behind a provider', () => {
    const said = problems(`${given}
import type { Gateway } from 'zerohop'
type Address = typeof gateway extends Gateway<infer A> ? A : never
const known: Address[] = ['smart', 'cheap', 'plain', 'openai/gpt-5', 'groq/x']
const unknown: Address[] = ['elsewhere', 'nobody/model']`)
    expect(said).toEqual([expect.stringContaining('"elsewhere"'), expect.stringContaining('"nobody/model"')])
  })
})

describe('a gateway', () => {
  it.each([
    ['is an OpenAI', 'const client: OpenAI = gateway'],
    ['made with options is an OpenAI', 'const client: OpenAI = gateway.with({ metadata: { user: "ada" } })'],
    ['goes where an OpenAI is wanted', '((client: OpenAI) => client)(gateway)'],
    ['answers with a completion', 'const answer: OpenAI.ChatCompletion = await gateway.chat.completions.create({ model: "smart", messages })'],
    ['answers with a completion where stream is false', 'const answer: OpenAI.ChatCompletion = await gateway.chat.completions.create({ model: "smart", messages, stream: false })'],
    ['answers with a stream', 'const stream: Stream<OpenAI.ChatCompletionChunk> = await gateway.chat.completions.create({ model: "smart", messages, stream: true })'],
    ['answers with either, where stream is not known', `
      const either: Stream<OpenAI.ChatCompletionChunk> | OpenAI.ChatCompletion = await gateway.chat.completions.create({ model: "smart", messages, stream: maybe })`],
    ["takes a body of the SDK's own type", 'const body = {} as OpenAI.ChatCompletionCreateParams; await gateway.chat.completions.create(body)'],
    ["takes a body of the SDK's type that does not stream", `
      const body = {} as OpenAI.ChatCompletionCreateParamsNonStreaming
      const answer: OpenAI.ChatCompletion = await gateway.chat.completions.create(body)`],
    ['gives the value and its response', 'const { data, response } = await gateway.chat.completions.create({ model: "smart", messages }).withResponse(); data.choices; response.headers'],
    ['parses to the type of a schema', `
      const { choices } = await gateway.chat.completions.parse({ model: 'smart', messages, response_format: zodResponseFormat(Place, 'place') })
      const city: string | undefined = choices[0]?.message.parsed?.city`],
    ['streams to the type of a schema', `
      const whole = await gateway.chat.completions.stream({ model: 'smart', messages, response_format: zodResponseFormat(Place, 'place') }).finalChatCompletion()
      const city: string | undefined = whole.choices[0]?.message.parsed?.city`],
    ['runs tools', `
      const run = (place: object) => JSON.stringify(place)
      await gateway.chat.completions.runTools({
        model: 'smart', messages, tools: [{ type: 'function', function: { function: run, parse: JSON.parse, name: 'a', description: 'b', parameters: {} } }],
      }).finalContent()`],
    ['answers with a response', 'const { output_text }: OpenAI.Responses.Response = await gateway.responses.create({ model: "smart", input: "Hello" })'],
    ['answers with a stream of response events', `
      const events: Stream<OpenAI.Responses.ResponseStreamEvent> = await gateway.responses.create({ model: "smart", input: "Hello", stream: true })`],
    ['takes a response by its id', 'gateway.responses.stream({ response_id: "resp_1" })'],
    ['answers with embeddings', 'const { data }: OpenAI.CreateEmbeddingResponse = await gateway.embeddings.create({ model: "smart", input: "Hello" })'],
    ['keeps every other endpoint', 'await gateway.files.list(); await gateway.audio.speech.create({ model: "openai/tts", input: "Hello", voice: "alloy" })'],
  ])('%s', (_, code) => {
    expect(problems(given + code)).toEqual([])
  })

  it.each([
    ['a stream for a completion', 'const answer: OpenAI.ChatCompletion = await gateway.chat.completions.create({ model: "smart", messages, stream: true })'],
    ['a completion for a stream', 'for await (const _ of await gateway.chat.completions.create({ model: "smart", messages })) break'],
    ['a misspelt parameter', 'await gateway.chat.completions.create({ model: "smart", messages, temprature: 1 })'],
    ['a body without messages', 'await gateway.chat.completions.create({ model: "smart" })'],
    ['a model that is no string', 'await gateway.chat.completions.create({ model: 5, messages })'],
    ['an unknown field of a parsed answer', `
      const { choices } = await gateway.chat.completions.parse({ model: 'smart', messages, response_format: zodResponseFormat(Place, 'place') })
      choices[0]?.message.parsed?.town`],
    ['a misspelt option of with()', 'gateway.with({ timeout: 1000 })'],
  ])('refuses %s', (_, code) => {
    expect(problems(given + code)).not.toEqual([])
  })
})

describe('provider_options', () => {
  it.each(['chat.completions.create({ model: "smart", messages,', 'responses.create({ model: "smart", input: "Hello",', 'embeddings.create({ model: "smart", input: "Hello",'])(
    'is a table of tables: gateway.%s …',
    (call) => {
      expect(problems(`${given}await gateway.${call} provider_options: { groq: { reasoning_format: 'parsed' } } })`)).toEqual([])
      expect(problems(`${given}await gateway.${call} provider_options: { groq: 'parsed' } })`)).not.toEqual([])
    },
  )
})

describe('a config', () => {
  const config = (more: string): string => `import { createGateway, fallback, openai, retry } from 'zerohop'\ncreateGateway({ providers: { openai: openai() }, ${more} })`

  it.each(['use: [retry()]', "routes: { smart: fallback(['openai/a']) }", "routes: { smart: 'openai/a' }", "defaultProvider: 'openai'", 'timeoutMs: 1000, maxAttempts: 3'])(
    'takes %s',
    (more) => {
      expect(problems(config(more))).toEqual([])
    },
  )

  it.each([
    ["route: { smart: 'openai/a' }", 'route'],
    ['uses: [retry()]', 'uses'],
    ['maxAttemps: 3', 'maxAttemps'],
    ['timeout: 1000', 'timeout'],
    ['use: [retry]', 'RetryOptions'],
    ['use: [retry({ maxAtempts: 3 })]', 'maxAtempts'],
    ["routes: { smart: fallback(['openai/a'], { onn: [] }) }", 'onn'],
    ['routes: { smart: 5 }', 'number'],
    ["defaultProvider: 'opnai'", 'opnai'],
    ["passthrough: 'groq'", 'groq'],
  ])('refuses %s, and says what', (more, word) => {
    expect(problems(config(more)).join('\n')).toContain(word)
  })

  it('completes the names of its providers', () => {
    expect(completions(config("defaultProvider: '|'"))).toEqual(['openai'])
  })
})
