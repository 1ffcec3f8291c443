import { describe, expect, it } from 'vitest'
import { type CallRecord, createGateway, fallback, type GatewayEvent, records, retry, type Sink } from 'zerohop'
import { fakeClock, fakeProvider } from 'zerohop/testing'

const messages = [{ role: 'user' as const, content: 'Hello' }]
const prices = { 'one/*': { input: 2, output: 8 }, 'm*': { input: 1, output: 4 } }

function listSink(): Sink & { readonly got: CallRecord[] } {
  const got: CallRecord[] = []
  return { name: 'list', got, write: (batch) => void got.push(...batch) }
}

describe('records', () => {
  it('keeps one record of a call, with its target, tokens, cost and parts of its time', async () => {
    const clock = fakeClock()
    const one = fakeProvider({ text: 'Hi', delayMs: 120, usage: { inputTokens: 1000, outputTokens: 500 } })
    const gateway = createGateway({ providers: { one }, records: records({ prices }), clock })
    const answer = gateway.with({ metadata: { team: 'search', deep: { a: 1 } }, tenant: 'acme' }).chat.completions.create({ model: 'one/m', messages, temperature: 0.2 })
    await clock.advance(120)
    await answer
    const [record, ...others] = gateway.records.recent()
    expect(others).toEqual([])
    expect(record).toMatchObject({
      version: 1,
      outcome: 'ok',
      address: 'one/m',
      route: null,
      target: 'one/m',
      provider: 'one',
      model: 'm',
      answeredBy: 'm',
      tenant: 'acme',
      metadata: { team: 'search', deep: { a: 1 } },
      tags: { team: 'search' },
      durationMs: 120,
      request: { messages: 1, tools: 0, parameters: { temperature: 0.2 }, dropped: [] },
      response: { finishReason: 'stop', choices: 1, status: 200 },
      usage: { inputTokens: 1000, outputTokens: 500, totalTokens: 1500 },
      cost: { total: 0.006, input: 0.002, output: 0.004, price: 'config: one/*', isPartial: false },
      timing: { firstTokenMs: 120, gatewayMs: 0, streamMs: 0 },
      attempts: [{ number: 1, role: 'first', parent: null, outcome: 'won', durationMs: 120 }],
    })
    expect(record?.traceId).toBe(record?.id.replaceAll('-', ''))
    expect(JSON.parse(JSON.stringify(record))).toEqual(record)
  })

  it('tells retries, their waits and fallbacks as a tree, and pays for nothing that was refused', async () => {
    const clock = fakeClock()
    const one = fakeProvider([{ error: { reason: 'rate_limit', status: 429, retryAfterMs: 300 } }, { error: { reason: 'server_error', status: 500 } }])
    const two = fakeProvider({ text: 'Hi', delayMs: 50 })
    const gateway = createGateway({
      providers: { one, two },
      routes: { smart: fallback(['one/m', 'two/m']) },
      use: [],
      records: records({ prices }),
      clock,
      random: () => 0.5,
    })
    const patient = createGateway({ providers: { one: fakeProvider([{ error: { reason: 'rate_limit', status: 429, retryAfterMs: 300 } }, 'Hi']) }, use: [retry()], records: records({ prices }), clock })
    const answers = [gateway.chat.completions.create({ model: 'smart', messages }), patient.chat.completions.create({ model: 'one/m', messages })]
    await clock.advance(2000)
    await Promise.all(answers)
    expect(gateway.records.recent()[0]).toMatchObject({
      route: 'smart',
      attempts: [
        { number: 1, role: 'first', outcome: 'failed', reason: 'rate_limit', status: 429, cost: { total: 0 } },
        { number: 2, role: 'fallback', parent: 1, outcome: 'won', durationMs: 50 },
      ],
      timing: { firstTokenMs: 50, retryWaitMs: 0 },
    })
    expect(patient.records.recent()[0]).toMatchObject({
      attempts: [{ number: 1 }, { number: 2, role: 'retry', parent: 1, waitMs: 300 }],
      timing: { retryWaitMs: 300 },
      durationMs: 300,
    })
  })

  it('tells of a stream when its first content came, and how fast the rest', async () => {
    const clock = fakeClock()
    const one = fakeProvider({ text: ['a', 'b', 'c'], delayMs: 100, eventDelayMs: 10 })
    const gateway = createGateway({ providers: { one }, records: records({ prices }), clock })
    const read = (async () => {
      for await (const _ of await gateway.chat.completions.create({ model: 'one/m', messages, stream: true }));
    })()
    await clock.advance(1000)
    await read
    const record = gateway.records.recent()[0] as CallRecord
    expect(record).toMatchObject({ stream: true, outcome: 'ok', response: { finishReason: 'stop', choices: 1 } })
    const { queueMs, retryWaitMs, lostMs, connectMs, firstTokenMs, streamMs, gatewayMs, timeToFirstTokenMs } = record.timing
    expect(queueMs + retryWaitMs + lostMs + connectMs + firstTokenMs + streamMs + gatewayMs).toBe(record.durationMs)
    expect(timeToFirstTokenMs).toBe(firstTokenMs)
    expect(streamMs).toBeGreaterThan(0)
    expect(record.attempts[0]?.lastTokenMs).toBeGreaterThan(record.attempts[0]?.firstTokenMs ?? Infinity)
    expect(record.response.events).toBeGreaterThan(3)
  })

  it('gives sinks every record in later turns, and the rest when the gateway is closed', async () => {
    const clock = fakeClock()
    const sink = listSink()
    const gateway = createGateway({ providers: { one: fakeProvider() }, records: records({ sinks: [sink] }), clock })
    await gateway.chat.completions.create({ model: 'one/m', messages })
    expect(sink.got).toEqual([])
    await clock.advance(50)
    expect(sink.got).toHaveLength(1)
    await gateway.chat.completions.create({ model: 'one/m', messages })
    await gateway.close()
    expect(sink.got).toHaveLength(2)
    expect(clock.pending).toBe(0)
    expect(gateway.stats().calls?.sinks).toEqual([{ name: 'list', written: 2, dropped: 0, failed: 0, waiting: 0 }])
  })

  it('counts what a broken sink lost, and tells of it once', async () => {
    const clock = fakeClock()
    const events: GatewayEvent[] = []
    const sink: Sink = { name: 'broken', write: () => Promise.reject(new Error('no disk')) }
    const gateway = createGateway({ providers: { one: fakeProvider() }, records: records({ sinks: [sink] }), on: (event) => void events.push(event), clock })
    for (let at = 0; at < 3; at++) {
      await gateway.chat.completions.create({ model: 'one/m', messages })
      await clock.advance(50)
    }
    expect(gateway.stats().calls?.sinks).toEqual([{ name: 'broken', written: 0, dropped: 0, failed: 3, waiting: 0 }])
    expect(events.filter(({ type }) => type === 'hook.failed')).toMatchObject([{ sink: 'broken', error: { message: 'no disk' } }])
  })

  it('joins feedback to the record, the statistics and the sinks', async () => {
    const clock = fakeClock()
    const told: unknown[] = []
    const sink: Sink = { name: 'list', write: () => {}, feedback: (all) => void told.push(...all) }
    const gateway = createGateway({ providers: { one: fakeProvider() }, records: records({ sinks: [sink] }), clock })
    await gateway.chat.completions.create({ model: 'one/m', messages })
    const id = gateway.records.recent()[0]?.id ?? ''
    expect(gateway.feedback({ callId: id, score: 0.5, metadata: { by: 'ada' } })).toBe(true)
    expect(gateway.feedback({ callId: 'nobody', score: 1 })).toBe(false)
    await clock.advance(50)
    expect(gateway.records.recent()[0]?.feedback).toMatchObject([{ score: 0.5, weight: 1, target: 'one/m', metadata: { by: 'ada' } }])
    expect(told).toMatchObject([{ callId: id, target: 'one/m' }, { callId: 'nobody', target: null }])
    expect(gateway.stats().calls).toMatchObject({ score: 0.75, scores: 2, byTarget: { 'one/m': { score: 0.5 } } })
  })

  it('says what is missing where no records are configured', () => {
    const gateway = createGateway({ providers: { one: fakeProvider() } })
    expect(gateway.stats().calls).toBeNull()
    for (const ask of [() => gateway.records.recent(), () => gateway.prometheus(), () => gateway.feedback({ callId: 'x', score: 1 })]) expect(ask).toThrow(/records are not kept/)
  })
})
