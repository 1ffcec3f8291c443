/** Where a find could get past the guard, or an answer lose something on its way through it. */
import { type Check, createEngine, type Event, fallback, guardrails, type GuardrailsOptions, use } from 'zerohop'
import { chunksOf, completionOf, fakeClock, fakeProvider, type FakeScript, recorder, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { digits, judged, words } from '../support/checks.ts'
import { collect, rejection } from '../support/collect.ts'

const body = { model: 'a/m', messages: [{ role: 'user' as const, content: 'Hello' }] }
type Chunk = Event<'chat'>

function stage(checks: readonly Check[], script: FakeScript, options: GuardrailsOptions = {}) {
  const provider = fakeProvider(script)
  const seen = recorder()
  const engine = createEngine({ providers: { a: provider }, use: [guardrails(checks, options)], on: seen, clock: fakeClock() })
  const value = async (more: object = {}) => {
    const reply = await engine.handle({ operation: 'chat', body: { ...body, ...more } })
    return reply.stream ? undefined : reply.value
  }
  const stream = async (more: object = {}) => {
    const reply = await engine.handle({ operation: 'chat', body: { ...body, ...more }, stream: true })
    if (!reply.stream) throw new Error('a stream was asked for')
    return reply.events
  }
  return { provider, seen, engine, value, stream }
}

const chunk = (delta: object, finish_reason: string | null = null) => ({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason, logprobs: null }] }) as unknown as Chunk
const redacting = digits({ onFind: 'redact' })
const textOf = (chunks: readonly Chunk[]) => chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')

describe('nothing gets past the guard', () => {
  const message = (more: object) => ({ ...completionOf({ text: 'Hi' }), choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant', content: 'Hi', refusal: null, ...more } }] }) as never

  it.each<[string, object]>([
    ["in a provider's own fields", { provider_fields: { google: { segments: [{ text: 'pin 1234' }] } } }],
    ['in annotations', { annotations: [{ type: 'url_citation', url_citation: { title: 'pin 1234' } }] }],
    ['in signed reasoning and its summary', { reasoning_details: [{ type: 'reasoning.text', text: 'pin 1234', signature: 's' }, { type: 'reasoning.summary', summary: 'pin 1234' }] }],
    ["in a custom tool's free text", { tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'write', input: 'pin 1234, ok' } }] }],
    ['in arguments that are no JSON', { tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: "{'pin': '1234'}" } }] }],
  ])('%s', async (_, more) => {
    expect(JSON.stringify(await stage([redacting], { value: message(more) }).value())).not.toContain('1234')
    const events = [chunk({ role: 'assistant', content: 'Hi', ...more }), chunk({}, 'stop')]
    expect(JSON.stringify(await collect(await stage([redacting], { events }).stream()))).not.toContain('1234')
  })

  it('in pieces of signed reasoning', async () => {
    const pieces = ['pin 12', '34 ok'].map((text) => chunk({ reasoning_details: [{ type: 'reasoning.text', index: 0, text }] }))
    const chunks = await collect(await stage([redacting], { events: [...pieces, chunk({ content: 'Hi' }), chunk({}, 'stop')] }).stream())
    expect(chunks.flatMap(({ choices }) => (choices[0]?.delta as { reasoning_details?: unknown[] } | undefined)?.reasoning_details ?? [])).toEqual([{ type: 'reasoning.text', index: 0, text: 'pin [NUMBER] ok' }])
  })

  it('of content in parts', async () => {
    const events = ['pin 12', '34 ok'].map((text) => chunk({ content: [{ type: 'text', text }] }))
    expect(JSON.stringify(await collect(await stage([redacting], { events: [...events, chunk({}, 'stop')] }).stream()))).not.toMatch(/12|34/)
  })

  it('of a request, in names and in what is foretold', async () => {
    const { value, provider } = stage([redacting], 'Hi')
    await value({ messages: [{ role: 'user', name: 'u77', content: 'x' }], prediction: { type: 'content', content: 'pin 1234' } })
    expect(JSON.stringify(provider.calls[0]?.body)).not.toMatch(/77|1234/)
  })

  it("of items of the Responses API that nobody has described", async () => {
    const output = [{ id: 'l', type: 'local_shell_call', call_id: 'c', status: 'completed', action: { type: 'exec', command: ['echo', 'pin 1234'] } }]
    const { engine } = stage([redacting], { value: { id: 'r', object: 'response', output } as never })
    const reply = await engine.handle({ operation: 'responses', body: { model: 'a/m', input: 'Hi' } })
    expect(JSON.stringify(reply.stream ? '' : reply.value)).toContain('[NUMBER]')
  })

  it('to a judge, which sees no more than the model did', async () => {
    const asked: string[] = []
    const look = judged('look', ({ parts }) => asked.push(...parts.map(({ text }) => text)) > 0)
    const hidden = words('secret', { onFind: 'redact', restore: true, side: 'input' })
    const more = { messages: [{ role: 'user', content: 'my secret' }] }
    expect((await stage([hidden, look], 'so [WORD_1]').value(more))?.choices[0]?.message.content).toBe('so secret')
    expect(textOf(await collect(await stage([hidden, look], { text: ['so [WO', 'RD_1]'] }).stream(more)))).toBe('so secret')
    expect(asked.join()).not.toContain('secret')
  })

  it('by what a broken check says of a text', async () => {
    const { value } = stage([judged('boom', ({ parts }) => { throw new Error(`cannot parse ${parts[0]?.text ?? ''}`) })], 'Hi')
    expect(String(await rejection(value()))).not.toContain('Hello')
  })
})

describe('nothing gets lost on the way', () => {
  it('where the last words and the end are one chunk', async () => {
    const events = [chunk({ role: 'assistant', content: 'a 1' }), chunk({ content: '2 b 3' }, 'stop')]
    const chunks = await collect(await stage([redacting], { events }).stream())
    expect(textOf(chunks)).toBe('a [NUMBER] b [NUMBER]')
    expect(chunks.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' })
  })

  it('of a call of a tool without a number', async () => {
    const events = [chunk({ tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] }), chunk({}, 'tool_calls')]
    const chunks = await collect(await stage([redacting], { events }).stream())
    expect(chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])).toMatchObject([{ id: 'c', function: { name: 'f' } }])
  })

  it('of what was found, where its reader leaves', async () => {
    const { stream, seen } = stage([redacting], { text: ['pin 12 ', 'and '], hangAfter: 2 })
    const events = await stream()
    while (!textOf([(await events.next()).value as Chunk]).includes('[NUMBER]'));
    await events.return()
    expect(seen.of('call.end')[0]?.verdicts).toMatchObject([{ check: 'digits', side: 'input', verdict: 'pass' }, { check: 'digits', side: 'output', verdict: 'redact' }])
  })

  it('of what a denied answer cost', async () => {
    const { value, seen } = stage([digits({ side: 'output' })], { text: '42', usage: { inputTokens: 7, outputTokens: 2 } }, { refusal: 'No.' })
    await value()
    expect(seen.of('call.end')[0]?.usage).toMatchObject({ inputTokens: 7, outputTokens: 2 })
  })
})

it('a judge that nobody waits for any more says nothing', async () => {
  let signal: AbortSignal | undefined
  const slow = judged('slow', (_, context) => ((signal = context.signal), new Promise(() => {})), { side: 'output' })
  const { stream, seen } = stage([slow], { text: ['Hi'] })
  const events = await stream()
  const reading = collect(events).catch((error: unknown) => error)
  await turn()
  await events.return()
  await reading
  expect(signal?.aborted).toBe(true)
  expect(seen.of('guardrail.verdict')).toEqual([])
})

it('texts without leave to rewrite are a fault', async () => {
  const sly = judged('sly', ({ parts }) => ({ verdict: 'redact', texts: new Map(parts.map((part) => [part, 'x'])) }), { side: 'output' })
  expect(await rejection(stage([sly], 'Hi').value())).toMatchObject({ reason: 'guardrail' })
})

it('an answer that cannot be read has no verdict', async () => {
  const { engine, seen } = stage([redacting], { value: { data: [] } as never })
  await engine.handle({ operation: 'embeddings', body: { model: 'a/m', input: 'Hi' } })
  expect(seen.of('call.end')[0]?.verdicts?.map(({ side }) => side)).toEqual(['input'])
})

it('elsewhere may lead back, once', async () => {
  const provider = fakeProvider('Hi')
  const engine = createEngine({ providers: { a: provider }, routes: { r: use(fallback(['a/m']), guardrails([digits({ side: 'input', onFail: { to: 'r' } })])) } })
  expect(await rejection(engine.handle({ operation: 'chat', body: { model: 'r', messages: [{ role: 'user', content: '12' }] } }))).toMatchObject({ reason: 'guardrail' })
  expect(provider.calls).toHaveLength(0)
})

it('a kind that is no word comes back all the same', async () => {
  const odd: Check = { ...words('Bob', { onFind: 'redact', restore: true, side: 'input' }), finder: { reach: 3, find: (text) => (text.includes('Bob') ? [{ start: text.indexOf('Bob'), end: text.indexOf('Bob') + 3, kind: 'employee-id' }] : []), settledUntil: (text) => Math.max(0, text.length - 2) } }
  expect((await stage([odd], 'Hi [EMPLOYEE_ID_1]').value({ messages: [{ role: 'user', content: 'Bob' }] }))?.choices[0]?.message.content).toBe('Hi Bob')
})

it('a plain stream goes through as it came', async () => {
  const events = chunksOf({ text: ['one ', 'two'] })
  expect(textOf(await collect(await stage([redacting], { events }).stream()))).toBe('one two')
})
