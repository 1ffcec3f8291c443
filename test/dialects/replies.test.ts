/** What strict servers answer, as the `openai` package's own helpers read it: whole and streamed, the same. */
import { zodResponseFormat } from 'openai/helpers/zod'
import { describe, expect, it } from 'vitest'
import type { StrictAnswer } from 'zerohop/testing'
import { z } from 'zod'
import type { Json } from './arbitrary.ts'
import { claude, folded, gemini, hello, messageOf, read, type Stage, time, weather, whole } from './stage.ts'

const THINKS = { reasoning_effort: 'high', max_completion_tokens: 8_000 }

const hosts = [
  { host: 'Claude', stage: claude, models: ['claude-3-5-haiku-latest', 'claude-sonnet-4-5', 'claude-opus-4-6', 'claude-sonnet-5', 'claude-sonnet-5-5', 'claude-opus-5-5'], thinker: 'claude-opus-5-5', format: 'anthropic-claude-v1' },
  { host: 'Gemini', stage: gemini, models: ['gemini-2.0-flash', 'gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-3.8-flash', 'gemini-4-argon'], thinker: 'gemini-3.8-flash', format: 'google-gemini-v1' },
] as const

const both = [['whole', whole], ['streamed', folded]] as const

describe.each(hosts)('$host', ({ host, stage, models, thinker, format }) => {
  const body = (more: Json = {}): Json => ({ model: `it/${thinker}`, messages: hello, ...more })

  describe.each(both)('%s', (_, ask) => {
    it.each(models)('says back what was said to %s', async (model) => {
      const { choices, usage } = await ask(await stage(), body({ model: `it/${model}` }))
      expect(choices).toMatchObject([{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'You said: Hello' } }])
      expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0))
    })

    it('thinks aloud, and signs', async () => {
      const message = messageOf(await ask(await stage({ reasoning: 'Let me see.', text: ['So', '.'] }), body(THINKS)))
      expect(message).toMatchObject({ content: 'So.', reasoning_content: 'Let me see.' })
      expect(message.reasoning_details).toMatchObject([{ format, index: 0 }])
      const [{ signature, data = signature } = {}] = message.reasoning_details ?? []
      expect(Buffer.from(String(data), 'base64').toString()).toMatch(`strict ${host.toLowerCase()} signature`)
    })

    it('calls several tools in one turn', async () => {
      const script = { text: 'Let me look.', toolCalls: [{ name: 'weather', input: { city: 'Zürich "Nord"' } }, { name: 'time' }, { name: 'weather', input: { city: 'Bern' } }] }
      const answer = await ask(await stage(script), body({ tools: [weather, time] }))
      const { content, tool_calls: calls = [] } = messageOf(answer)
      expect([content, answer.choices[0]?.finish_reason]).toEqual(['Let me look.', 'tool_calls'])
      expect(calls.map((call) => call.type === 'function' && [call.function.name, JSON.parse(call.function.arguments)])).toEqual([['weather', { city: 'Zürich "Nord"' }], ['time', {}], ['weather', { city: 'Bern' }]])
      expect(new Set(calls.map(({ id }) => id)).size).toBe(3)
    })

    it('counts all that was spent', async () => {
      const usage = { input: 70, output: 40, thinking: 10, cacheRead: 20, ...(host === 'Claude' && { cacheWrite: 5 }) }
      const answer = await ask(await stage({ text: 'So.', reasoning: 'Hm.', usage }), body(THINKS))
      const [prompt, completion] = host === 'Claude' ? [95, 40] : [70, 50] // Claude's input leaves the cache out, Gemini's output the thoughts
      expect(answer.usage).toMatchObject({
        prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion,
        prompt_tokens_details: { cached_tokens: 20, ...(host === 'Claude' && { cache_write_tokens: 5 }) }, completion_tokens_details: { reasoning_tokens: 10 },
      })
    })

    it.each(models)('ends at the limit and at a stop sequence of %s', async (model) => {
      const short = await ask(await stage(), body({ model: `it/${model}`, max_tokens: 2, messages: [{ role: 'user', content: 'one two three' }] }))
      expect(short.choices).toMatchObject([{ finish_reason: 'length', message: { content: 'You said: ' } }])
      const stopped = await ask(await stage(), body({ model: `it/${model}`, stop: ['two'], messages: [{ role: 'user', content: 'one two three' }] }))
      expect(stopped.choices).toMatchObject([{ finish_reason: 'stop', message: { content: 'You said: one ' } }])
    })

    it.each(ends[host])('ended by %s is %s', async (stop, finish, refused) => {
      const { choices } = await ask(await stage({ text: 'As far as', stop }), body())
      expect(choices).toMatchObject([{ finish_reason: finish, native_finish_reason: stop, message: { content: 'As far as' } }])
      expect(typeof choices[0]?.message.refusal === 'string').toBe(refused)
    })

    it.each(errors)('fails with %d as %s, and says when to come back', async (status, reason, type) => {
      const before = await stage({ error: { status, message: 'No.', ...(type[host] !== undefined && { type: type[host] }), headers: { 'retry-after': '7' } } })
      await expect(ask(before, body())).rejects.toMatchObject({ reason, message: expect.stringContaining('No.') as string })
      expect(before.events).toContainEqual(expect.objectContaining({ type: 'attempt.end', failure: expect.objectContaining({ reason, retryAfterMs: 7_000 }) as object }))
      expect(before.server.requests).toHaveLength(1)
    })
  })

  it.each(models)('parses what was asked for as a schema of zod (%s)', async (model) => {
    const Person = z.object({ name: z.string(), age: z.number(), kind: z.enum(['a', 'b']), tags: z.array(z.string()), home: z.object({ zip: z.string().nullable() }) })
    const stages = await stage()
    const { choices } = await stages.gateway.chat.completions.parse({ model: `it/${model}`, messages: hello, response_format: zodResponseFormat(Person, 'person') })
    expect(choices[0]?.finish_reason).toBe('stop')
    const parsed = choices[0]?.message.parsed
    expect(Person.parse(parsed)).toEqual(parsed)
    const streamed = await stages.gateway.chat.completions.stream({ model: `it/${model}`, messages: hello, response_format: zodResponseFormat(Person, 'person') }).finalChatCompletion()
    expect(streamed.choices[0]?.message.parsed).toEqual(parsed)
  })

  it.each(models)('goes round with runTools(), its signatures kept (%s)', async (model) => {
    const stages = await stage([{ reasoning: 'I need the weather.', toolCalls: [{ name: 'weather', input: { city: 'Bern' } }, { name: 'weather', input: { city: 'Basel' } }] }])
    const asked: string[] = []
    const run = (args: string): string => (asked.push((JSON.parse(args) as { city: string }).city), 'Rain')
    const tools = [{ type: 'function' as const, function: { ...weather.function, function: run } }]
    for (const stream of [false, true]) {
      const more = { model: `it/${model}`, messages: hello, tools, reasoning_effort: 'high' as const, max_completion_tokens: 8_000 }
      const runner = stream ? stages.gateway.chat.completions.runTools({ ...more, stream: true }) : stages.gateway.chat.completions.runTools(more)
      expect(await runner.finalContent()).toMatch(/^The tools said: .*Rain.*Rain/)
      stages.server.play([{ reasoning: 'Again.', toolCalls: [{ name: 'weather', input: { city: 'Bern' } }, { name: 'weather', input: { city: 'Basel' } }] }])
    }
    expect(asked).toEqual(['Bern', 'Basel', 'Bern', 'Basel'])
  })

  it.each([['\n'], ['\r\n']] as const)('streams the same over lines ended by %j', async (lineEnding) => {
    const { text, chunks, error } = await read(await stage({ text: ['Hel', 'lo'], lineEnding, pings: true }), body({ stream_options: { include_usage: true } }))
    expect([text, error]).toEqual(['Hello', undefined])
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant')
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) as number } })
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
  })

  it('tells an error in the middle of a stream after what came before it', async () => {
    const failAfter = host === 'Claude' ? 4 : 1
    const { text, error } = await read(await stage({ text: ['Hel', 'lo'], failAfter, error: { status: host === 'Claude' ? 529 : 503, message: 'Busy' } }), body({ model: `it/${models[1]}` }))
    expect(text).toBe('Hel')
    expect(error).toMatchObject({ reason: 'overloaded', message: expect.stringContaining('Busy') as string })
  })

  it.each(['whole', 'close', 'reset'] as const)('takes a stream that ends early (%s), wherever, for truncated and never for a stop', async (cutEnd) => {
    const answer: StrictAnswer = { text: ['a', 'b', 'c'], cutEnd }
    const stages = await stage(answer)
    const complete = await read(stages, body())
    expect([complete.text, complete.error]).toEqual(['abc', undefined])
    for (let cutAfter = 0; cutAfter < (host === 'Claude' ? 7 : 3); cutAfter++) {
      stages.server.play({ ...answer, cutAfter })
      const { chunks, error } = await read(stages, body())
      expect([cutAfter, error]).toEqual([cutAfter, expect.objectContaining({ reason: expect.stringMatching(cutAfter === 0 ? /truncated|connection/ : /truncated/) as string })])
      expect(chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? [])).toEqual([])
    }
  })

  it('lists its models', async () => {
    const { gateway } = await stage()
    const ids = []
    for await (const { id } of gateway.models.list()) ids.push(id)
    expect(ids).toContain(`it/${host === 'Claude' ? 'claude-opus-5-5' : 'gemini-3.8-flash'}`)
  })
})

const ends: Readonly<Record<'Claude' | 'Gemini', ReadonlyArray<readonly [stop: string, finish: string, refused: boolean]>>> = {
  Claude: [
    ['end_turn', 'stop', false], ['stop_sequence', 'stop', false], ['pause_turn', 'stop', false], ['max_tokens', 'length', false], ['model_context_window_exceeded', 'length', false],
    ['refusal', 'content_filter', true],
  ],
  Gemini: [
    ['STOP', 'stop', false], ['MAX_TOKENS', 'length', false],
    ...['SAFETY', 'RECITATION', 'LANGUAGE', 'OTHER', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'MODEL_ARMOR', 'IMAGE_SAFETY'].map((stop) => [stop, 'content_filter', true] as const),
  ],
}

const errors: ReadonlyArray<readonly [status: number, reason: string, type: { readonly Claude?: string; readonly Gemini?: string }]> = [
  [400, 'bad_request', {}], [401, 'authentication', {}], [403, 'permission_denied', {}], [404, 'model_not_found', {}], [429, 'rate_limit', {}], [500, 'server_error', {}],
  [503, 'overloaded', { Claude: 'overloaded_error' }], [504, 'server_error', {}],
]

describe('Gemini alone', () => {
  const body = { model: 'it/gemini-3.8-flash', messages: hello }

  it.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL'])('that breaks off with %s has not answered', async (stop) => {
    for (const [, ask] of both) await expect(ask(await gemini({ text: '', stop }), body)).rejects.toMatchObject({ reason: 'malformed_response', code: stop })
  })

  it('that blocks the prompt has not answered', async () => {
    for (const [, ask] of both) await expect(ask(await gemini({ blockReason: 'PROHIBITED_CONTENT' }), body)).rejects.toMatchObject({ reason: 'content_filter', code: 'PROHIBITED_CONTENT' })
  })

  it('reads the delay and the quota out of the details', async () => {
    const details = (quotaId: string) => [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] }, { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' }]
    const failing = (quotaId: string) => gemini({ error: { status: 429, message: 'You exceeded your quota', details: details(quotaId) } })
    const limited = await failing('RequestsPerMinute')
    await expect(whole(limited, body)).rejects.toMatchObject({ reason: 'rate_limit' })
    expect(limited.events).toContainEqual(expect.objectContaining({ failure: expect.objectContaining({ retryAfterMs: 34_000 }) as object }))
    await expect(whole(await failing('GenerateRequestsPerDayPerProject'), body)).rejects.toMatchObject({ reason: 'insufficient_quota' })
  })

  it('gives several answers at once', async () => {
    const { choices } = await whole(await gemini({ text: 'Hi' }), { ...body, model: 'it/gemini-2.5-flash', n: 3 })
    expect(choices.map(({ index, message }) => [index, message.content])).toEqual([[0, 'Hi'], [1, 'Hi'], [2, 'Hi']])
  })

  it.each(['float', 'base64'] as const)('embeds, as %s', async (encoding_format) => {
    const { gateway } = await gemini()
    const { data } = await gateway.embeddings.create({ model: 'it/gemini-embedding-001', input: ['one', 'two', 'one'], dimensions: 4, encoding_format })
    expect(data.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(data[0]?.embedding).toEqual(data[2]?.embedding)
    expect(data[0]?.embedding).not.toEqual(data[1]?.embedding)
    if (encoding_format === 'float') expect(data[0]?.embedding).toHaveLength(4)
  })
})

describe('Claude alone', () => {
  it('sends redacted thoughts back as they came', async () => {
    const stages: Stage = await claude([{ reasoning: 'Secret.', redacted: true, toolCalls: [{ name: 'time' }] }])
    const body = { model: 'it/claude-sonnet-4-5', tools: [time], ...THINKS }
    const first = messageOf(await whole(stages, { ...body, messages: hello }))
    expect(first.reasoning_details).toMatchObject([{ type: 'reasoning.encrypted', format: 'anthropic-claude-v1' }])
    const messages = [...hello, first, { role: 'tool', tool_call_id: first.tool_calls?.[0]?.id, content: 'Noon' }]
    expect(messageOf(await whole(stages, { ...body, messages })).content).toBe('The tools said: Noon')
  })
})
