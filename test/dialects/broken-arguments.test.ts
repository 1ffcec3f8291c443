import { describe, expect, it } from 'vitest'
import { anthropic } from '../../src/providers/anthropic/index.ts'
import { openai } from '../../src/providers/openai-compatible/openai.ts'
import type { Provider } from '../../src/core/provider.ts'
import { createGateway } from '../../src/gateway.ts'
import { jsonResponse, sseResponse } from '../support/fetch.ts'

const broken = '{"city": "Par'
const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }]
const body = { model: 'it/claude-opus-4-1', messages: [{ role: 'user' as const, content: 'Weather?' }], tools, max_tokens: 50 }

type Speak = (finish: string, isStream: boolean) => Provider
const answering = (answer: Response) => ({ apiKey: 'k', baseURL: 'https://upstream.test/v1', fetch: async () => answer })

const openaiSays: Speak = (finish, isStream) => {
  const head = { id: 'x', created: 1, model: 'm' }
  const call = (json: string) => ({ id: 'c', type: 'function', function: { name: 'weather', arguments: json } })
  const chunk = (delta: object, finish_reason: string | null = null) => ({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })
  const message = { role: 'assistant', content: null, tool_calls: [call(broken)] }
  const pieces = [
    chunk({ role: 'assistant', tool_calls: [{ index: 0, ...call('') }] }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: broken.slice(0, 5) } }] }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: broken.slice(5) } }] }),
    chunk({}, finish),
  ]
  return openai(answering(isStream ? sseResponse(pieces) : jsonResponse({ ...head, object: 'chat.completion', choices: [{ index: 0, message, finish_reason: finish }] })))
}

const claudeSays: Speak = (stop_reason, isStream) => {
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, usage: { input_tokens: 1, output_tokens: 1 } }
  const use = { type: 'tool_use', id: 'c', name: 'weather' }
  const piece = (partial_json: string) => ({ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json } })
  const events = [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { ...use, input: {} } },
    piece(broken.slice(0, 5)),
    piece(broken.slice(5)),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 5 } },
    { type: 'message_stop' },
  ]
  return anthropic(answering(isStream ? sseResponse(events, { done: false }) : jsonResponse({ ...message, content: [{ ...use, input: broken }], stop_reason })))
}

describe('arguments that are not JSON at the finish reach the caller as they came, and are no error', () => {
  describe.each<[string, Speak, string, string]>([
    ['OpenAI', openaiSays, 'tool_calls', 'tool_calls'],
    ['OpenAI', openaiSays, 'stop', 'tool_calls'],
    ['OpenAI', openaiSays, 'length', 'length'],
    ['Claude', claudeSays, 'tool_use', 'tool_calls'],
    ['Claude', claudeSays, 'max_tokens', 'length'],
  ])('from %s', (_name, speak, said, finish) => {
    const calls = [{ id: 'c', type: 'function', function: { name: 'weather', arguments: broken } }]

    it(`that says ${said}, at once`, async () => {
      const answer = await createGateway({ providers: { it: speak(said, false) } }).chat.completions.create(body)
      expect(answer.choices).toMatchObject([{ finish_reason: finish, message: { tool_calls: calls } }])
    })

    it(`that says ${said}, in a stream`, async () => {
      const answer = await createGateway({ providers: { it: speak(said, true) } }).chat.completions.stream(body).finalChatCompletion()
      expect(answer.choices).toMatchObject([{ finish_reason: finish, message: { tool_calls: calls } }])
    })
  })

  it('but a stream that ends before its finish is truncated', async () => {
    const start = { id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'weather', arguments: broken } }] } }] }
    const gateway = createGateway({ providers: { it: openai(answering(sseResponse([start], { done: false }))) } })
    await expect(gateway.chat.completions.stream(body).finalChatCompletion()).rejects.toMatchObject({
      reason: 'truncated',
      partial: { choices: [{ finish_reason: null, message: { tool_calls: [{ function: { arguments: broken } }] } }] },
    })
  })
})
