import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/core/operation.ts'
import { viewOf } from '../../src/operations/index.ts'
import { chunk, completion, roleChunk, usage, usageChunk } from '../support/provider.ts'

const chat = viewOf('chat')
const responses = viewOf('responses')
const embeddings = viewOf('embeddings')
const body = { model: 'm', messages: [] }

describe('chat.isContent: what commits a stream', () => {
  it.each<[string, object, boolean]>([
    ['text', { content: 'Hi' }, true],
    ['reasoning', { reasoning_content: 'hm' }, true],
    ['a tool call', { tool_calls: [{ index: 0 }] }, true],
    ['a function call', { function_call: { name: 'f' } }, true],
    ['a refusal', { refusal: 'no' }, true],
    ['audio', { audio: { data: 'x' } }, true],
    ['the role alone', { role: 'assistant' }, false],
    ['empty text', { content: '' }, false],
    ['text that is null', { content: null }, false],
    ['an empty list of tool calls', { tool_calls: [] }, false],
    ['empty reasoning', { reasoning_content: '' }, false],
    ['nothing', {}, false],
  ])('%s: %s → %s', (_name, delta, commits) => {
    expect(chat.isContent(chunk(delta))).toBe(commits)
  })

  it('is any finish reason, and the content of any choice', () => {
    expect(chat.isContent(chunk({}, 'length'))).toBe(true)
    const [first] = roleChunk.choices
    const [second] = chunk({ content: 'b' }).choices
    expect(chat.isContent({ ...roleChunk, choices: [first as never, second as never] })).toBe(true)
  })

  it('is not the usage-only chunk', () => {
    expect(chat.isContent(usageChunk)).toBe(false)
  })
})

describe('chat.isWanted', () => {
  it.each<[string, object, boolean | undefined, boolean]>([
    ['a chunk with choices', roleChunk, undefined, true],
    ['a chunk with choices and usage', { ...roleChunk, usage }, undefined, true],
    ['the usage-only chunk, not asked for', usageChunk, undefined, false],
    ['the usage-only chunk, refused', usageChunk, false, false],
    ['the usage-only chunk, asked for', usageChunk, true, true],
    ['an empty chunk without usage', { ...usageChunk, usage: null }, undefined, true],
  ])('%s', (_name, event, include_usage, wanted) => {
    expect(chat.isWanted(event as never, { ...body, ...(include_usage !== undefined && { stream_options: { include_usage } }) })).toBe(wanted)
  })
})

describe('usageOf', () => {
  it('reads the tokens of a chat answer and of a chunk', () => {
    const counted = { inputTokens: 7, outputTokens: 3, totalTokens: 10, cachedTokens: 0, reasoningTokens: 0 }
    expect(chat.usageOf(completion())).toEqual(counted)
    expect(chat.usageOf(usageChunk)).toEqual(counted)
    expect(chat.usageOf(roleChunk)).toBeUndefined()
  })

  it('reads what was cached and what was reasoning', () => {
    const details = { ...usage, prompt_tokens_details: { cached_tokens: 4 }, completion_tokens_details: { reasoning_tokens: 2 } }
    expect(chat.usageOf(completion('', { usage: details }))).toMatchObject({ cachedTokens: 4, reasoningTokens: 2 })
  })

  it('reads the tokens of a response and of its terminal event', () => {
    const given = { input_tokens: 5, output_tokens: 6, total_tokens: 11, input_tokens_details: { cached_tokens: 1 }, output_tokens_details: { reasoning_tokens: 2 } }
    const counted = { inputTokens: 5, outputTokens: 6, totalTokens: 11, cachedTokens: 1, reasoningTokens: 2 }
    expect(responses.usageOf({ usage: given } as never)).toEqual(counted)
    expect(responses.usageOf({ type: 'response.completed', response: { usage: given } } as never)).toEqual(counted)
    expect(responses.usageOf({ type: 'response.created', response: {} } as never)).toBeUndefined()
    expect(responses.usageOf({ type: 'response.output_text.delta', delta: 'x' } as never)).toBeUndefined()
  })

  it('reads the tokens of embeddings, which have no answer to count', () => {
    expect(embeddings.usageOf({ usage: { prompt_tokens: 8, total_tokens: 8 } } as never)).toEqual({
      inputTokens: 8, outputTokens: 0, totalTokens: 8, cachedTokens: 0, reasoningTokens: 0,
    })
    expect(embeddings.usageOf({} as never)).toBeUndefined()
  })
})

describe('responses.isContent: what commits a stream', () => {
  it.each([
    ['response.created', false],
    ['response.queued', false],
    ['response.in_progress', false],
    ['response.output_item.added', false],
    ['response.web_search_call.in_progress', false],
    ['response.image_generation_call.partial_image', true],
    ['response.function_call_arguments.done', true],
    ['response.output_text.delta', true],
    ['response.reasoning_summary_text.delta', true],
    ['response.completed', true],
    ['response.something_new', false],
  ])('%s → %s', (type, commits) => {
    expect(responses.isContent({ type } as never)).toBe(commits)
    expect(responses.isWanted({ type } as never, { model: 'm' } as never)).toBe(true)
  })
})

describe('the count of tokens', () => {
  it('costs none and is not streamed', () => {
    const view = viewOf('input_tokens')
    expect(view.usageOf({ object: 'response.input_tokens', input_tokens: 7 })).toBeUndefined()
    expect([view.isContent({} as never), view.isWanted({} as never, { model: 'm' })]).toEqual([true, true])
  })
})

describe('an operation nobody has described', () => {
  it.each(['rerank', 'models', 'passthrough'])('%s is opaque: any object will do', (operation) => {
    const view = viewOf(operation as Operation)
    expect(() => view.check({} as never)).not.toThrow()
    expect(() => view.check(undefined as never)).toThrow("'body' must be an object")
    expect([view.isContent({} as never), view.isWanted({} as never, {} as never), view.usageOf({} as never)]).toEqual([true, true, undefined])
  })
})
