/** Checks that ask somebody, in a real gateway with a real server. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Check, createGateway, guardrails, judge, jsonSchema, moderation, openai, regex, toolGuard, topic } from '../../src/index.ts'

const asked: Array<{ readonly path: string; readonly body: { readonly model: string } & Record<string, unknown> }> = []
let says: (body: Record<string, unknown>) => Record<string, unknown> = () => ({ content: 'Hello' })
let score = 0

const server = createServer((request, response) => {
  let text = ''
  request.on('data', (chunk: Buffer) => (text += chunk.toString()))
  request.on('end', () => {
    const body = JSON.parse(text) as (typeof asked)[number]['body']
    const path = request.url ?? ''
    asked.push({ path, body })
    const answers: Record<string, () => object> = {
      '/v1/moderations': () => ({ results: [{ flagged: score > 0.5, categories: { violence: score > 0.5 }, category_scores: { violence: score } }] }),
      '/v1/embeddings': () => ({ object: 'list', model: body.model, data: (body['input'] as string[]).map((one, index) => ({ object: 'embedding', index, embedding: [one.length, 1] })), usage: { prompt_tokens: 1, total_tokens: 1 } }),
      '/v1/chat/completions': () => {
        const { finish_reason = 'stop', ...message } = says(body)
        return { id: 'c', object: 'chat.completion', created: 1, model: body.model, choices: [{ index: 0, finish_reason, logprobs: null, message: { role: 'assistant', content: null, refusal: null, ...message } }] }
      },
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answers[path]?.() ?? {}))
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  asked.length = 0
  says = () => ({ content: 'Hello' })
  score = 0
})

function gatewayWith(...checks: Check[]) {
  const { port } = server.address() as AddressInfo
  return createGateway({ providers: { openai: openai({ apiKey: 'sk-test', baseURL: `http://127.0.0.1:${port}/v1` }) }, use: [guardrails(checks)] })
}
const hello = { model: 'openai/gpt-5', messages: [{ role: 'user' as const, content: 'Hi there' }] }
const paths = () => asked.map(({ path, body }) => `${path} ${body.model}`)

describe('in a gateway', () => {
  it('moderation asks the endpoint before the model is asked', async () => {
    const gateway = gatewayWith(moderation())
    await gateway.chat.completions.create(hello)
    expect(paths()).toEqual(['/v1/moderations omni-moderation-latest', '/v1/chat/completions gpt-5'])
    score = 0.9
    await expect(gateway.chat.completions.create(hello)).rejects.toMatchObject({ verdicts: [{ check: 'moderation', verdict: 'deny', reason: 'violence' }] })
    expect(asked).toHaveLength(3)
  })

  it('a judge asks another model, and is not judged itself', async () => {
    const gateway = gatewayWith(judge({ model: 'openai/judge', question: 'Is it polite?' }))
    says = ({ model }) => ({ content: model === 'judge' ? '{"reason":"r","answer":"no"}' : 'Go away' })
    await expect(gateway.chat.completions.create(hello)).rejects.toMatchObject({ verdicts: [{ check: 'judge', verdict: 'deny' }] })
    expect(paths()).toEqual(['/v1/chat/completions gpt-5', '/v1/chat/completions judge'])
  })

  it('a topic is told by embeddings', async () => {
    const gateway = gatewayWith(topic({ embed: 'openai/embedder', deny: { greetings: ['Hi there'] }, threshold: 0.99 }))
    await expect(gateway.chat.completions.create(hello)).rejects.toMatchObject({ verdicts: [{ check: 'topic', reason: "is about 'greetings'" }] })
    expect(paths()).toEqual(['/v1/embeddings embedder'])
  })

  it('JSON is put right, and asked for again where it does not fit', async () => {
    const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }
    const gateway = gatewayWith(jsonSchema({ schema, repair: true, onFail: 'retry' }))
    says = ({ messages }) => ({ content: (messages as unknown[]).length === 1 ? '{"b": 1}' : "```json\n{'a': 1}\n```" })
    const { choices } = await gateway.chat.completions.create(hello)
    expect(choices[0]?.message.content).toBe('{"a": 1}')
    expect(JSON.stringify(asked[1]?.body['messages'])).toContain("the value: must have 'a'")
  })

  it('a tool that was not offered is never called', async () => {
    const gateway = gatewayWith(toolGuard())
    says = () => ({ finish_reason: 'tool_calls', tool_calls: [{ id: 't', type: 'function', function: { name: 'format_disk', arguments: '{}' } }] })
    const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } }]
    await expect(gateway.chat.completions.create({ ...hello, tools })).rejects.toMatchObject({ verdicts: [{ check: 'toolGuard', reason: 'calls a tool that was not offered' }] })
  })

  it('what a pattern finds is taken out of what goes to the model, and of the answer', async () => {
    const gateway = gatewayWith(regex({ pattern: /\bTCK-\d+\b/, redact: true, kind: 'ticket', side: 'both', parts: ['user', 'assistant'] }), regex({ pattern: /\bA\d{3}\b/, redact: true, kind: 'seat', name: 'seats', side: 'both', parts: ['user', 'assistant'] }))
    says = () => ({ content: 'TCK-77 has seat A123.' })
    const { choices } = await gateway.chat.completions.create({ ...hello, messages: [{ role: 'user', content: 'Where is TCK-12, in A001?' }] })
    expect(asked[0]?.body['messages']).toEqual([{ role: 'user', content: 'Where is [TICKET], in [SEAT]?' }])
    expect(choices[0]?.message.content).toBe('[TICKET] has seat [SEAT].')
  })
})
