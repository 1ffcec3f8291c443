import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../../src/core/error.ts'
import { bodyOf, type Json } from './fixtures.ts'

interface WirePart {
  readonly text?: string
  readonly thoughtSignature?: string
  readonly inlineData?: { readonly mimeType: string; readonly data: string }
  readonly fileData?: { readonly fileUri: string }
  readonly functionCall?: { readonly id: string; readonly name: string; readonly args: Json }
  readonly functionResponse?: { readonly id: string; readonly name: string; readonly response: Json }
}
interface WireBody extends Json {
  readonly contents: ReadonlyArray<{ readonly role: string; readonly parts: readonly WirePart[] }>
}

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => value + 0) // JSON has no -0
const word = fc.constantFrom('add', 'mul', 'now')
const text = fc.string({ maxLength: 12 })
const png = 'data:image/png;base64,AAAA'
const userPart = fc.oneof(
  fc.record({ type: fc.constant('text'), text }),
  fc.record({ type: fc.constant('image_url'), image_url: fc.record({ url: fc.constantFrom(png, 'https://a.example/b.png', 'nowhere') }) }),
  fc.record({ type: fc.constant('input_audio'), input_audio: fc.record({ data: fc.constant('AAAA'), format: fc.constantFrom('wav', 'mp3') }) }),
  fc.record({ type: fc.constant('file'), file: fc.record({ file_data: fc.constant('data:application/pdf;base64,AAAA'), filename: fc.constant('a.pdf') }) }),
  fc.record({ type: fc.constant('file'), file: fc.record({ file_id: fc.constantFrom('files/a', 'file-a') }) }),
)
const system = fc.record({ role: fc.constantFrom('system', 'developer'), content: text }).map((message) => [message])
const user = fc.record({ role: fc.constant('user'), content: fc.oneof(text, fc.array(userPart, { maxLength: 3 })) }).map((message) => [message])
const plain = fc.record({ role: fc.constant('assistant'), content: fc.option(text), refusal: fc.option(text) }).map((message) => [message])
/** An assistant's calls, each answered, in any order. */
const calling = fc
  .tuple(fc.option(text), fc.uniqueArray(fc.tuple(fc.uuid(), word, fc.constantFrom('{}', '{"a":1}', '', '{"a":', '[]'), fc.constantFrom('{"b":2}', 'ok', '')), { minLength: 1, maxLength: 3, selector: ([id]) => id }), fc.boolean())
  .map(([content, calls, reversed]) => [
    { role: 'assistant', content, tool_calls: calls.map(([id, name, args]) => ({ id, type: 'function', function: { name, arguments: args } })) },
    ...(reversed ? calls.toReversed() : calls).map(([id, , , result]) => ({ role: 'tool', tool_call_id: id, content: result })),
  ])
const messages = fc.array(fc.oneof(system, user, plain, calling), { minLength: 1, maxLength: 6 }).map((groups) => groups.flat())
const tools = fc.array(word.map((name) => ({ type: 'function', function: { name, parameters: { type: 'object', properties: {} } } })), { maxLength: 3 })
const params = fc.record(
  {
    temperature: number(0, 2), top_p: number(0, 1), max_tokens: fc.nat(), max_completion_tokens: fc.nat(), n: fc.integer({ min: 1, max: 4 }),
    seed: fc.integer(), stop: fc.oneof(text, fc.array(text, { maxLength: 7 })), logprobs: fc.boolean(), top_logprobs: fc.integer({ min: 0, max: 20 }), user: text, metadata: fc.dictionary(text, text),
    tool_choice: fc.constantFrom('auto', 'none', 'required', { type: 'function', function: { name: 'add' } }), tools, stream: fc.boolean(), parallel_tool_calls: fc.boolean(),
    response_format: fc.constantFrom({ type: 'text' }, { type: 'json_object' }, { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } }),
    reasoning_effort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh'), service_tier: fc.constantFrom('auto', 'default', 'flex', 'priority', 'scale'), frequency_penalty: number(-2, 2),
  },
  { requiredKeys: [] },
)
const models = fc.constantFrom('gemini-2.0-flash', 'gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-3.1-pro-preview', 'gemini-3.8-flash', 'gemma-3-27b-it')

function checkTurns({ contents }: WireBody): void {
  expect(contents.length).toBeGreaterThan(0)
  contents.forEach(({ role, parts }, at) => {
    expect(role).toBe((at % 2 === 0) === (contents[0]?.role === 'user') ? 'user' : 'model') // they alternate
    expect(parts.length).toBeGreaterThan(0)
    for (const part of parts) {
      expect(Object.keys(part).filter((key) => key !== 'thoughtSignature')).toHaveLength(1)
      expect(part.text).not.toBe('')
      if (role === 'user') expect(part.functionCall).toBeUndefined()
      else expect(part.functionResponse).toBeUndefined()
    }
  })
}

function checkCalls({ contents }: WireBody, signed: boolean): void {
  contents.forEach(({ parts }, at) => {
    const calls = parts.flatMap(({ functionCall }) => functionCall ?? [])
    if (calls.length === 0) return
    expect(at).toBeGreaterThan(0) // a call follows a user
    for (const { args } of calls) expect(args).toBeTypeOf('object')
    const results = (contents[at + 1]?.parts ?? []).slice(0, calls.length).map(({ functionResponse }) => functionResponse)
    expect(results.map((result) => [result?.id, result?.name])).toEqual(calls.map(({ id, name }) => [id, name]))
    expect(parts.find(({ functionCall }) => functionCall)?.thoughtSignature).toBe(signed ? 'skip_thought_signature_validator' : undefined)
  })
}

function checkConfig({ generationConfig: config = {}, tools: sent, toolConfig }: WireBody): void {
  const { stopSequences, responseMimeType, seed, responseJsonSchema } = config as Json
  expect(config).not.toHaveProperty('undefined')
  expect(((stopSequences ?? []) as string[]).length).toBeLessThanOrEqual(5)
  if (responseJsonSchema !== undefined) expect(responseMimeType).toBe('application/json')
  if (seed !== undefined) expect((seed as number) | 0).toBe(seed)
  if (toolConfig !== undefined) expect(sent).toMatchObject([{ functionDeclarations: expect.arrayContaining([]) }])
}

describe('any chat request', () => {
  it('is a body that Gemini takes, or a typed refusal; the caller keeps theirs as it was', () => {
    fc.assert(
      fc.property(messages, params, models, (messages, params, model) => {
        let body: WireBody
        try {
          body = bodyOf({ ...params, messages }, { model }) as WireBody // frozen: whoever changes it throws a TypeError
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError)
          expect((error as GatewayError).reason).toBe('unsupported')
          return
        }
        expect(JSON.parse(JSON.stringify(body))).toEqual(body) // plain JSON, nothing undefined
        checkTurns(body)
        checkCalls(body, model.startsWith('gemini-3'))
        checkConfig(body)
      }),
      { numRuns: 500 },
    )
  })
})
