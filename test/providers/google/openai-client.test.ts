import { zodResponseFormat } from 'openai/helpers/zod'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createGateway } from '../../../src/gateway.ts'
import { google } from '../../../src/providers/google/index.ts'
import { fakeFetch, json, sse } from '../call.ts'
import { answer, candidate, type Json } from './fixtures.ts'

const model = 'gemini/gemini-3.1-pro-preview'
const messages = [{ role: 'user' as const, content: 'Hi' }]

/** A gateway whose only provider gives these answers, one a call. */
function gatewayOf(...answers: Array<() => Response>) {
  let at = 0
  const { fetch, sent } = fakeFetch(() => (answers[Math.min(at++, answers.length - 1)] as () => Response)())
  return { gateway: createGateway({ providers: { gemini: google({ apiKey: 'k', fetch }) } }), sent }
}

const text = (...pieces: readonly string[]) => sse(...pieces.map((piece, at) => answer([candidate([{ text: piece }], at === pieces.length - 1 ? { finishReason: 'STOP' } : {})])))
const weather = { functionCall: { id: 'w1', name: 'weather', args: { city: 'Oslo' } }, thoughtSignature: 'c2ln' }
const tool = {
  type: 'function' as const,
  function: { name: 'weather', description: 'The weather now.', parameters: { type: 'object', properties: { city: { type: 'string' } } }, parse: JSON.parse as (text: string) => { city: string }, function: ({ city }: { city: string }) => ({ city, degrees: 4 }) },
}

describe('an OpenAI client in front of Gemini', () => {
  it('streams through .stream()', async () => {
    const { gateway } = gatewayOf(() => text('Hel', 'lo'))
    const stream = gateway.chat.completions.stream({ model, messages, stream_options: { include_usage: true } })
    expect(await stream.finalContent()).toBe('Hello')
    expect(await stream.finalChatCompletion()).toMatchObject({ choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }] })
    expect(await stream.totalUsage()).toMatchObject({ total_tokens: 12 })
  })

  it('streams tool calls through .stream(), with the signatures to send back', async () => {
    const { gateway } = gatewayOf(() => sse(answer([candidate([{ text: 'So: ' }, weather])]), answer([candidate([{ functionCall: { id: 'w2', name: 'weather', args: {} } }], { finishReason: 'STOP' })])))
    const { choices } = await gateway.chat.completions.stream({ model, messages, tools: [tool] }).finalChatCompletion()
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: 'So: ', tool_calls: [{ id: 'w1', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }, { id: 'w2' }], reasoning_details: [{ data: 'c2ln', id: 'w1' }] },
    })
  })

  it('parses through .parse()', async () => {
    const { gateway, sent } = gatewayOf(() => json(answer([candidate([{ text: '{"name":"Ada"}' }], { finishReason: 'STOP' })])))
    const { choices } = await gateway.chat.completions.parse({ model, messages, response_format: zodResponseFormat(z.object({ name: z.string() }), 'person') })
    expect(choices[0]?.message.parsed).toEqual({ name: 'Ada' })
    expect(sent[0]?.body.generationConfig).toMatchObject({ responseMimeType: 'application/json', responseJsonSchema: { type: 'object', required: ['name'] } })
  })

  it.each([false, true])('runs tools through .runTools(), streamed: %s; a signature the SDK leaves behind is excused', async (stream) => {
    const give = (parts: Json[]) => () => (stream ? sse(answer([candidate(parts, { finishReason: 'STOP' })])) : json(answer([candidate(parts, { finishReason: 'STOP' })])))
    const { gateway, sent } = gatewayOf(give([{ text: 'One moment.' }, weather]), give([{ text: '4 degrees.' }]))
    const runner = stream ? gateway.chat.completions.runTools({ model, messages, tools: [tool], stream: true }) : gateway.chat.completions.runTools({ model, messages, tools: [tool] })
    expect(await runner.finalContent()).toBe('4 degrees.')
    expect(sent[1]?.body.contents).toEqual([
      { role: 'user', parts: [{ text: 'Hi' }] },
      { role: 'model', parts: [{ text: 'One moment.' }, { ...weather, thoughtSignature: expect.stringMatching(/^(?:c2ln|skip_thought_signature_validator)$/) }] },
      { role: 'user', parts: [{ functionResponse: { id: 'w1', name: 'weather', response: { city: 'Oslo', degrees: 4 } } }] },
    ])
  })

  it('sends a message back as it came, with its signature', async () => {
    const { gateway, sent } = gatewayOf(() => json(answer([candidate([weather], { finishReason: 'STOP' })])), () => text('4 degrees.'))
    const { choices } = await gateway.chat.completions.create({ model, messages, tools: [{ type: 'function', function: { name: 'weather' } }] })
    const [choice] = choices
    if (choice === undefined) throw new Error('no choice')
    await gateway.chat.completions.create({ model, messages: [...messages, choice.message, { role: 'tool', tool_call_id: 'w1', content: '4' }], stream: true })
    expect(sent[1]?.body.contents).toMatchObject([{}, { role: 'model', parts: [weather] }, {}])
  })

  it('hides the usage of a stream from whoever did not ask', async () => {
    const { gateway } = gatewayOf(() => text('a', 'b'))
    const seen: unknown[] = []
    for await (const chunk of await gateway.chat.completions.create({ model, messages, stream: true })) seen.push(chunk.usage)
    expect(seen).toEqual([undefined, undefined])
  })

  it('embeds, whatever encoding the SDK asks for', async () => {
    const { gateway } = gatewayOf(() => json({ embeddings: [{ values: [1, 0.5] }] }))
    const { data } = await gateway.embeddings.create({ model: 'gemini/gemini-embedding-001', input: 'a' })
    expect(data[0]?.embedding).toEqual([1, 0.5])
  })

  it('lists models by their address', async () => {
    const { gateway } = gatewayOf(() => json({ models: [{ name: 'models/gemini-2.5-flash' }] }))
    expect((await gateway.models.list()).data.map(({ id }) => id)).toEqual(['gemini/gemini-2.5-flash'])
  })

  it('reads a blocked prompt as an error with its reason, before and in a stream', async () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' } }
    const once = gatewayOf(() => json(blocked)).gateway.chat.completions.create({ model, messages })
    await expect(once).rejects.toMatchObject({ status: 400, reason: 'content_filter', code: 'SAFETY' })
    const streamed = gatewayOf(() => sse(blocked)).gateway.chat.completions.create({ model, messages, stream: true })
    await expect(streamed).rejects.toMatchObject({ reason: 'content_filter' })
  })
})
