import { describe, expect, it } from 'vitest'
import { chatRequest as claudeRequest } from '../../src/providers/anthropic/request.ts'
import { embeddingsDialect } from '../../src/providers/openai-compatible/embeddings.ts'
import { inputTokensDialect } from '../../src/providers/openai-compatible/input-tokens.ts'
import { chatRequest } from '../../src/providers/openai-compatible/request.ts'
import { responsesDialect } from '../../src/providers/openai-compatible/responses.ts'
import { callOf, chatCall, targetOf } from './call.ts'

const own = { model: 'another', messages: [], stream: true, top_k: 4 }
const target = targetOf('house')

describe('provider_options', () => {
  it.each([
    ['chat', () => chatRequest(chatCall({ provider_options: { house: own } }), target, 'd', {})],
    ['embeddings', () => embeddingsDialect('d').request(callOf('embeddings', { model: 'm', input: 'a', provider_options: { house: own } } as never), target)],
    ['responses', () => responsesDialect('d').request(callOf('responses', { model: 'm', input: 'a', provider_options: { house: own } } as never), target)],
    ['input_tokens', () => inputTokensDialect('d').request(callOf('input_tokens', { model: 'm', input: 'a', provider_options: { house: own } } as never), target)],
    ['chat with Claude', () => claudeRequest(chatCall({ provider_options: { house: own } }), target, {})],
  ])('of %s may not change who is asked, what, or whether it streams', (_name, request) => {
    const { body } = request() as { body: Record<string, unknown> }
    expect(body).toMatchObject({ model: target.model, top_k: 4 })
    expect(body.messages).not.toEqual([])
    expect(body.stream).not.toBe(true)
  })
})
