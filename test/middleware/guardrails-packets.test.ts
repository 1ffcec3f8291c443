/** Streams under guard whose events come in packets: looked at together, and told as if each had come alone. */
import fc from 'fast-check'
import { type Check, createEngine, type Event, guardrails, type Middleware, pii, secrets } from 'zerohop'
import { fakeClock, fakeProvider, type FakeAnswer } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { LinkedSignal } from '../../src/core/signal.ts'
import { plantedPii, textsWith } from '../guardrails/planted.ts'
import { digits } from '../support/checks.ts'
import { collectUntilError } from '../support/collect.ts'

const body = { model: 'a/m', messages: [{ role: 'user' as const, content: 'Hello' }] }

function chunk(delta: object | undefined, more: object = {}, index = 0): Event<'chat'> {
  return { id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index, ...(delta && { delta }), finish_reason: null, logprobs: null, ...more }] } as unknown as Event<'chat'>
}

/** Who asks reads one event after the other; `found` is what the checks told of the answer. */
async function read(checks: readonly Check[], answer: FakeAnswer, use: readonly Middleware[] = []) {
  const told: unknown[] = []
  const provider = fakeProvider(answer)
  const engine = createEngine({
    providers: { a: provider },
    use: [...use, guardrails(checks)],
    clock: fakeClock(),
    on: (event) => {
      if (event.type === 'guardrail.verdict') told.push([event.check, event.verdict, event.found, event.isFault])
    },
  })
  const reply = await engine.handle({ operation: 'chat', body, stream: true })
  if (!reply.stream) throw new Error('a stream was asked for')
  const { events, error } = await collectUntilError(reply.events)
  return { events, error: error as { reason?: string; message: string } | undefined, told, running: provider.running }
}

const textOf = (events: ReadonlyArray<Event<'chat'>>): string => events.map(({ choices }) => choices[0]?.delta?.content ?? '').join('')

/** All that a reader makes of a stream, however its texts are cut. */
function heard({ events, error, told }: Awaited<ReturnType<typeof read>>) {
  const choices = events.flatMap((event) => event.choices)
  const said = (index: number, field: string): string => choices.map(({ index: own, delta }) => (own === index ? String((delta as Record<string, unknown> | undefined)?.[field] ?? '') : '')).join('')
  return {
    texts: [0, 1].flatMap((index) => ['role', 'content', 'reasoning_content', 'refusal'].map((field) => said(index, field))),
    ends: choices.flatMap(({ index, finish_reason }) => (finish_reason ? [[index, finish_reason]] : [])),
    usage: events.flatMap(({ usage }) => usage ?? []),
    reason: error?.reason,
    told,
  }
}

const pieces = textsWith(Object.values(plantedPii).flat()).chain((text) => fc.array(fc.nat(text.length), { maxLength: 12 }).map((cuts) => {
  const at = [...new Set([0, ...cuts, text.length])].sort((a, b) => a - b)
  return at.slice(1).map((end, index) => text.slice(at[index], end))
}))

const streams = fc.tuple(pieces, pieces, pieces, fc.array(fc.nat(2), { maxLength: 30 })).map(([one, other, thought, order]) => {
  const lanes = [one.map((content) => chunk({ content })), other.map((content) => chunk({ content }, {}, 1)), thought.map((reasoning_content) => chunk({ reasoning_content }))]
  const mixed: Array<Event<'chat'>> = [chunk({ role: 'assistant', content: '' }), chunk({ role: 'assistant', content: 'So ' }, {}, 1)]
  for (let turn = 0; ; turn++) {
    const waiting = lanes.filter((lane) => lane.length > 0)
    const next = waiting[((order[turn % order.length] ?? 0) + turn) % waiting.length]?.shift()
    if (next === undefined) break
    mixed.push(next)
  }
  return [...mixed, chunk({ content: ' Done' }, { finish_reason: 'stop' }), chunk({}, { finish_reason: 'length' }, 1), { ...chunk({}), choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } }]
})

describe('a stream in packets', () => {
  it.each<[string, Check[]]>([
    ['taken out', [pii({ side: 'output', redact: true, parts: ['assistant', 'reasoning'] }), secrets({ side: 'output', redact: true })]],
    ['denied', [pii({ side: 'output', parts: ['assistant', 'reasoning'] })]],
    ['flagged', [pii({ side: 'output', onFail: 'flag' })]],
    ['only observed', [pii({ side: 'output', observe: true })]],
  ])('tells what it tells one by one, where finds are %s', async (_how, checks) => {
    await fc.assert(fc.asyncProperty(streams, fc.constantFrom(2, 3, 10, 64, 65, 200), async (events, eventsPerPacket) => {
      expect(heard(await read(checks, { events, eventsPerPacket }))).toEqual(heard(await read(checks, { events })))
    }), { numRuns: 60 })
  })

  it('is searched once, and its events go on as they are but for the last', async () => {
    let searches = 0
    const counting = digits({ onFind: 'redact' })
    const { finder } = counting
    if (finder === undefined) throw new Error('it finds')
    const find: typeof finder.find = (text, from, until) => ((searches += 1), finder.find(text, from, until))
    const events = Array.from({ length: 40 }, (_, at) => chunk({ content: ` word${'abcd'.charAt(at % 4)}` }))
    const { events: said } = await read([{ ...counting, finder: { ...finder, find } }], { events: [...events, chunk({}, { finish_reason: 'stop' })], eventsPerPacket: 50 })
    expect(searches).toBeLessThan(4)
    expect(said.slice(0, 39).map(({ choices }) => choices[0])).toEqual(events.slice(0, 39).map(({ choices }) => choices[0]))
    expect(textOf(said)).toBe(textOf(events))
  })

  it('keeps what stands beside a text that is held', async () => {
    const events = [chunk({ role: 'assistant', content: '1' }), chunk({ content: '2' }), chunk({ content: '3 is it' }), chunk({}, { finish_reason: 'stop' })]
    for (const eventsPerPacket of [1, 2, 4]) {
      const { events: said } = await read([digits({ onFind: 'flag' })], { events, eventsPerPacket })
      expect(said.map(({ choices }) => choices[0]?.delta.role).filter(Boolean), `${eventsPerPacket}`).toEqual(['assistant'])
      expect(textOf(said)).toBe('123 is it')
    }
  })

  it('gives what came before an event that is none, then the error', async () => {
    const events = [chunk({ content: 'a ' }), chunk({ content: 'b ' }), { id: 'x' } as unknown as Event<'chat'>, chunk({ content: 'c ' })]
    for (const eventsPerPacket of [1, 2, 3, 200]) {
      const { events: said, error, running } = await read([pii({ side: 'output', redact: true })], { events, eventsPerPacket })
      expect([eventsPerPacket, textOf(said), error !== undefined, running]).toEqual([eventsPerPacket, 'a b ', true, 0])
    }
  })

  it('may have choices that say nothing, and fields that are null', async () => {
    const nulls = { annotations: null, provider_fields: null, reasoning_details: null, refusal: null }
    const events = [chunk({ content: 'a ', ...nulls }), chunk(undefined), chunk({ content: 'b ', ...nulls }), chunk({ content: 'c', ...nulls }), chunk({}, { finish_reason: 'stop' })]
    for (const eventsPerPacket of [1, 2, 200]) {
      const { events: said, error } = await read([pii({ side: 'output', redact: true })], { events, eventsPerPacket })
      expect([eventsPerPacket, textOf(said), error]).toEqual([eventsPerPacket, 'a b c', undefined])
      expect(said.filter(({ choices }) => choices[0]?.delta && 'annotations' in choices[0].delta).length).toBe(3)
    }
  })

  it('notes a check that fails at the event where it fails, and only then', async () => {
    const faulty: Check = {
      name: 'faulty', side: 'output', parts: ['assistant'], onFind: 'redact',
      finder: { reach: 8, find: () => [], settledUntil: (text) => { if (text.includes('BOOM')) throw new Error('out of order'); return text.length } },
    }
    const events = [...'joe@mail.example.org then BOOM and more'].map((content) => chunk({ content }))
    const alone = heard(await read([pii({ side: 'output', redact: true }), faulty], { events }))
    expect(alone.reason).toBe('guardrail')
    expect(alone.texts).toContain('[EMAIL] then ')
    for (const eventsPerPacket of [4, 200]) expect(heard(await read([pii({ side: 'output', redact: true }), faulty], { events, eventsPerPacket }))).toEqual(alone)
  })

  it('whose signal ends between a find and the next read ends for that reason', async () => {
    const late: Middleware = async (call, next) => {
      const signal = new LinkedSignal()
      const reply = await next({ ...call, signal })
      if (!reply.stream) return reply
      const { events } = reply
      await events.next()
      signal.abort(new Error('too late for me'))
      return { ...reply, events }
    }
    const events = ['ok then. ', 'joe@mail.example.org ', 'x'].map((content) => chunk({ content }))
    const { error } = await read([pii({ side: 'output' })], { events, eventsPerPacket: 3 }, [late])
    expect(error?.message).toContain('too late for me')
  })
})
