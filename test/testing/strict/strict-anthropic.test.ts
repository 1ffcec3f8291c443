/** The strict Messages API over HTTP: what it makes up, what it is told, and what it remembers. */
import { afterEach, describe, expect, it } from 'vitest'
import { strictAnthropic, type StrictScript, type StrictServer } from '../../../src/testing/strict/index.ts'

type Body = Record<string, unknown>

const servers: StrictServer[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function start(script?: StrictScript): Promise<{ server: StrictServer; post(body: Body, path?: string): Promise<Response> }> {
  const server = await strictAnthropic(script === undefined ? {} : { script })
  servers.push(server)
  const headers = { 'x-api-key': 'any', 'anthropic-version': '2026-10-21', 'content-type': 'application/json' }
  return {
    server,
    post(body, path = '/v1/messages') {
      const whole = { model: 'claude-sonnet-4-5', max_tokens: 2000, messages: [{ role: 'user', content: 'Hi there' }], ...body }
      return fetch(`${server.baseURL}${path}`, { method: 'POST', headers, body: JSON.stringify(whole) })
    },
  }
}

async function message(response: Response): Promise<Body & { content: Body[]; usage: Body }> {
  expect(response.status).toBe(200)
  return (await response.json()) as Body & { content: Body[]; usage: Body }
}

/** The data of every event, in order. */
async function events(response: Response): Promise<Body[]> {
  return (await response.text()).split(/\r?\n\r?\n/).flatMap((frame) => {
    const data = /^data: (.*)$/m.exec(frame)?.[1]
    return data === undefined ? [] : [JSON.parse(data) as Body]
  })
}

const tools = [
  { name: 'a', input_schema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } },
  { name: 'b', input_schema: { type: 'object' } },
]

describe('what it makes up', () => {
  it('says back what was said', async () => {
    const { post } = await start()
    expect(await message(await post({}))).toMatchObject({
      type: 'message', role: 'assistant', content: [{ type: 'text', text: 'You said: Hi there' }], stop_reason: 'end_turn', stop_sequence: null,
    })
  })

  it('ends at max_tokens', async () => {
    const { post } = await start()
    expect(await message(await post({ max_tokens: 2 }))).toMatchObject({ content: [{ text: 'You said: ' }], stop_reason: 'max_tokens' })
  })

  it('ends at a stop sequence', async () => {
    const { post } = await start()
    const answer = await message(await post({ stop_sequences: ['there'] }))
    expect(answer).toMatchObject({ content: [{ text: 'You said: Hi ' }], stop_reason: 'stop_sequence', stop_sequence: 'there' })
  })

  it('calls every tool when asked to, and takes their results', async () => {
    const { post, server } = await start()
    const question = { role: 'user', content: 'Call the tools' }
    const asked = await message(await post({ messages: [question], tools }))
    expect(asked).toMatchObject({ stop_reason: 'tool_use', content: [{ type: 'tool_use', name: 'a', input: { n: 0 } }, { type: 'tool_use', name: 'b' }] })
    const results = asked.content.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'done' }))
    const told = await message(await post({ messages: [question, { role: 'assistant', content: asked.content }, { role: 'user', content: results }], tools }))
    expect(told.content).toMatchObject([{ text: 'The tools said: done; done' }])
    expect(server.refusals).toEqual([])
  })

  it('calls one tool where calls are not parallel, and the one it must', async () => {
    const { post } = await start()
    const question = [{ role: 'user', content: 'Call the tools' }]
    const one = await message(await post({ messages: question, tools, tool_choice: { type: 'auto', disable_parallel_tool_use: true } }))
    expect(one.content).toHaveLength(1)
    expect((await message(await post({ tools, tool_choice: { type: 'tool', name: 'b' } }))).content).toMatchObject([{ name: 'b' }])
    expect((await message(await post({ messages: question, tools, tool_choice: { type: 'none' } }))).content).toMatchObject([{ type: 'text' }])
  })

  it('satisfies a schema', async () => {
    const { post } = await start()
    const schema = { type: 'object', properties: { kind: { enum: ['x', 'y'] }, on: { $ref: '#/$defs/on' } }, required: ['kind', 'on'], additionalProperties: false, $defs: { on: { type: 'boolean' } } }
    const answer = await message(await post({ output_config: { format: { type: 'json_schema', schema } } }))
    expect(JSON.parse(String(answer.content[0]?.text))).toEqual({ kind: 'x', on: false })
  })

  it('counts tokens and lists models', async () => {
    const { post, server } = await start()
    expect(await (await post({ max_tokens: undefined }, '/v1/messages/count_tokens')).json()).toEqual({ input_tokens: expect.any(Number) })
    const models = await fetch(`${server.baseURL}/v1/models`, { headers: { 'x-api-key': 'any', 'anthropic-version': '2026-10-21' } })
    expect(await models.json()).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ id: 'claude-opus-4-6' })]), has_more: false })
  })
})

describe('thinking', () => {
  const thinking = { type: 'enabled', budget_tokens: 1024 }

  it('takes back the signatures it gave, and no others', async () => {
    const { post, server } = await start([{ reasoning: 'Let me see.', text: 'So.' }])
    const { content } = await message(await post({ thinking }))
    expect(content).toMatchObject([{ type: 'thinking', thinking: 'Let me see.', signature: expect.any(String) }, { type: 'text', text: 'So.' }])
    const turns = (blocks: unknown): Body => ({ thinking, messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: blocks }, { role: 'user', content: 'And?' }] })
    expect((await post(turns(content))).status).toBe(200)
    expect((await post(turns([{ ...content[0], thinking: 'Let me' }, content[1]]))).status).toBe(400)
    expect((await post(turns([{ ...content[0], signature: 'EqQBCg' }, content[1]]))).status).toBe(400)
    expect(server.refusals).toHaveLength(2)
  })

  it('redacts', async () => {
    const { post } = await start({ reasoning: 'Secret.', redacted: true, text: 'So.' })
    expect((await message(await post({ thinking }))).content).toMatchObject([{ type: 'redacted_thinking', data: expect.any(String) }, { type: 'text' }])
  })

  it('leaves its text out where the model does', async () => {
    const { post } = await start()
    const { content } = await message(await post({ model: 'claude-opus-5-5' }))
    expect(content[0]).toMatchObject({ type: 'thinking', thinking: '', signature: expect.any(String) })
    const shown = await message(await post({ model: 'claude-opus-5-5', thinking: { type: 'adaptive', display: 'summarized' } }))
    expect(shown.content[0]).toMatchObject({ thinking: 'Let me think about that.' })
  })
})

describe('streams', () => {
  it('streams thinking, text and calls, and splits the usage', async () => {
    const usage = { input: 7, output: 11, thinking: 3, cacheRead: 5, cacheWrite: 2 }
    const { post } = await start({ reasoning: 'Hm.', text: ['So', '.'], toolCalls: [{ name: 'a', input: { n: 12 } }, { name: 'b' }], usage })
    const response = await post({ stream: true, tools, thinking: { type: 'enabled', budget_tokens: 1024 } })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const all = await events(response)
    expect(all.map(({ type }) => type)).toEqual([
      'message_start', 'ping',
      'content_block_start', 'content_block_delta', 'content_block_delta', 'content_block_stop',
      'content_block_start', 'content_block_delta', 'content_block_delta', 'content_block_stop',
      'content_block_start', 'content_block_delta', 'content_block_delta', 'content_block_delta', 'content_block_stop',
      'content_block_start', 'content_block_delta', 'content_block_delta', 'content_block_delta', 'content_block_stop',
      'message_delta', 'message_stop',
    ])
    expect(all[0]).toMatchObject({ message: { content: [], stop_reason: null, usage: { input_tokens: 7, output_tokens: 1, cache_read_input_tokens: 5 } } })
    const json = all.flatMap(({ index, delta }) => (index === 2 && delta !== undefined ? String((delta as Body).partial_json) : ''))
    expect(JSON.parse(json.join(''))).toEqual({ n: 12 })
    expect(all.at(-2)).toMatchObject({
      delta: { stop_reason: 'tool_use' },
      usage: { input_tokens: 7, output_tokens: 11, cache_read_input_tokens: 5, cache_creation_input_tokens: 2, output_tokens_details: { thinking_tokens: 3 } },
    })
  })

  it('names its events, in either line ending', async () => {
    const { post, server } = await start({ text: 'Hi' })
    expect(await (await post({ stream: true })).text()).toMatch(/^event: message_start\ndata: /)
    server.play({ text: 'Hi', lineEnding: '\r\n', pings: true })
    expect(await (await post({ stream: true })).text()).toMatch(/^event: ping\r\ndata: \{"type":"ping"\}\r\n\r\n/)
  })

  it('fails in the middle', async () => {
    const { post } = await start({ text: 'Hi', error: { status: 529 }, failAfter: 3 })
    const all = await events(await post({ stream: true }))
    expect(all).toHaveLength(4)
    expect(all.at(-1)).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } })
  })

  it('is cut in the middle', async () => {
    const { post, server } = await start({ text: 'Hi', cutAfter: 3 })
    await expect((await post({ stream: true })).text()).rejects.toThrow('terminated')
    server.play({ text: 'Hi', cutAfter: 3, cutEnd: 'whole' })
    expect(await events(await post({ stream: true }))).toHaveLength(3)
  })
})

describe('what it is told', () => {
  it('plays a list once, then makes answers up', async () => {
    const { post } = await start([{ text: 'one' }, { stop: 'refusal' }])
    expect((await message(await post({}))).content).toMatchObject([{ text: 'one' }])
    expect(await message(await post({}))).toMatchObject({ content: [], stop_reason: 'refusal', stop_details: { type: 'refusal' } })
    expect((await message(await post({}))).content).toMatchObject([{ text: 'You said: Hi there' }])
  })

  it.each(['end_turn', 'max_tokens', 'stop_sequence', 'pause_turn', 'model_context_window_exceeded'])('stops for %s', async (stop) => {
    const { post } = await start({ text: 'x', stop })
    expect(await message(await post({}))).toMatchObject({ stop_reason: stop })
  })

  it('answers errors, with their headers', async () => {
    const { post } = await start((request) => (request.number === 1 ? { error: { status: 429, message: 'slow', headers: { 'retry-after': '2' } } } : undefined))
    const response = await post({})
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error', message: 'slow' } })
    expect((await post({})).status).toBe(200)
  })

  it('refuses before the script is asked', async () => {
    const { post, server } = await start([{ text: 'one' }])
    const response = await post({ temperature: 1 })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error', message: 'temperature: Extra inputs are not permitted' } })
    expect((await message(await post({}))).content).toMatchObject([{ text: 'one' }])
    expect(server.requests.map(({ refusal }) => refusal)).toEqual(['temperature: Extra inputs are not permitted', undefined])
    expect(server.refusals).toHaveLength(1)
  })

  it('knows its paths and its key', async () => {
    const server = await strictAnthropic({ key: 'right' })
    servers.push(server)
    const ask = (path: string, key: string, method = 'POST') => fetch(`${server.baseURL}${path}`, { method, headers: { 'x-api-key': key, 'anthropic-version': '2026-10-21' } })
    expect((await ask('/v1/complete', 'right')).status).toBe(404)
    expect((await ask('/v1/messages', 'right', 'GET')).status).toBe(405)
    expect((await ask('/v1/messages', 'wrong')).status).toBe(401)
    expect((await ask('/v1/messages', 'right')).status).toBe(400)
  })
})
