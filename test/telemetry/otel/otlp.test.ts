/** The exporter against a collector on this machine. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../../src/core/clock.ts'
import { otlpSink } from '../../../src/telemetry/otel/otlp.ts'
import type { PartialSuccess } from '../../../src/telemetry/otel/otlp-answer.ts'
import { fakeClock, turn, within } from '../../../src/testing/index.ts'
import { anAttempt, aRecord } from './a-record.ts'
import { type Answer, attributesOf, type Collector, loopbackCollector, metricsIn, spansIn } from './loopback-collector.ts'
import { partialSuccess } from './otlp-messages.ts'

const open: Collector[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((collector) => collector.close()))
})

async function collector(answers?: Answer[]): Promise<Collector> {
  const made = await loopbackCollector(answers)
  open.push(made)
  return made
}

function until(is: () => boolean): Promise<void> {
  const wait = async (): Promise<void> => {
    while (!is()) await turn()
  }
  return within(5000, wait(), 'what the collector waits for')
}

/** The same clock, which tells what it was asked to wait for. */
function watching(clock: Clock): { readonly waits: number[]; readonly watched: Clock } {
  const waits: number[] = []
  const setTimeout: Clock['setTimeout'] = (fn, ms) => {
    waits.push(ms)
    return clock.setTimeout(fn, ms)
  }
  return { waits, watched: { ...clock, setTimeout } }
}

describe('otlpSink', () => {
  for (const protocol of ['protobuf', 'json'] as const) {
    for (const gzip of [true, false]) {
      it(`sends traces and metrics: ${protocol}, ${gzip ? 'compressed' : 'as it is'}`, async () => {
        const { url, arrived } = await collector()
        const sink = otlpSink({ url, protocol, gzip, headers: { 'x-key': 'k' }, resource: { 'service.name': 'shop' } })
        await sink.write([aRecord(), aRecord({ id: 'other' })])
        expect(arrived.map(({ path }) => path).sort()).toEqual(['/v1/metrics', '/v1/traces'])
        expect(spansIn(arrived).map(({ name }) => name)).toEqual(['chat smart', 'chat gpt-5', 'chat smart', 'chat gpt-5'])
        expect(metricsIn(arrived).map(({ name }) => name)).toContain('gen_ai.client.operation.duration')
        for (const { headers } of arrived) {
          expect(headers).toMatchObject({ 'x-key': 'k', 'content-type': protocol === 'json' ? 'application/json' : 'application/x-protobuf' })
          expect(headers['content-encoding']).toBe(gzip ? 'gzip' : undefined)
        }
        const [resourceSpans] = arrived.flatMap(({ message }) => message.resourceSpans ?? [])
        expect(resourceSpans && attributesOf(resourceSpans.resource)).toEqual({ 'service.name': 'shop', 'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string })
      })
    }
  }

  it('keeps the path of its base, with or without a slash', async () => {
    const { url, arrived } = await collector()
    await otlpSink({ url: `${url}/otlp/`, metrics: false }).write([aRecord()])
    await otlpSink({ url: `${url}/api/public/otel`, metrics: false }).write([aRecord()])
    expect(arrived.map(({ path }) => path)).toEqual(['/otlp/v1/traces', '/api/public/otel/v1/traces'])
  })

  it('sends no more records at a time than batchSize', async () => {
    const { url, arrived } = await collector()
    await otlpSink({ url, metrics: false, batchSize: 2 }).write(Array.from({ length: 5 }, () => aRecord()))
    expect(arrived.map((one) => spansIn([one]).length)).toEqual([4, 4, 2])
  })

  it('sends nothing for nothing', async () => {
    const { url, arrived } = await collector()
    await otlpSink({ url }).write([])
    expect(arrived).toEqual([])
  })

  it('waits between requests, so that what comes meanwhile goes together, and not when it is in a hurry', async () => {
    const { url, arrived } = await collector()
    const clock = fakeClock()
    const sink = otlpSink({ url, metrics: false, clock, batchMs: 1000 })
    await sink.write([aRecord()])
    const second = sink.write([aRecord()])
    await clock.advance(999)
    expect(arrived.length).toBe(1)
    await sink.flush?.()
    await second
    expect(arrived.length).toBe(2)
    expect(clock.pending).toBe(0)
  })

  for (const status of [429, 502, 503, 504]) {
    it(`tries again after ${status}, when Retry-After says`, async () => {
      const { url, arrived } = await collector([{ status, headers: { 'retry-after': '7' } }])
      const clock = fakeClock()
      const { waits, watched } = watching(clock)
      const writing = otlpSink({ url, metrics: false, clock: watched }).write([aRecord()])
      await until(() => waits.includes(7000))
      await clock.advance(6999)
      expect(arrived.length).toBe(1)
      await clock.advance(1)
      await writing
      expect(arrived.length).toBe(2)
      expect(arrived[1]?.message).toEqual(arrived[0]?.message)
    })
  }

  for (const status of [301, 400, 401, 403, 413, 500]) {
    it(`does not try again after ${status}, and says so without what was sent in secret`, async () => {
      const { url, arrived } = await collector([{ status, headers: { location: '/elsewhere' }, body: 'no: Bearer glc_secret' }])
      const sink = otlpSink({ url, metrics: false, headers: { authorization: 'Bearer glc_secret' } })
      await expect(sink.write([aRecord()])).rejects.toThrow(`${url}/v1/traces answered ${status}: no: … …`)
      expect(arrived.length).toBe(1)
    })
  }

  it('gives up after its retries', async () => {
    const { url, arrived } = await collector(Array.from({ length: 3 }, () => ({ status: 503, headers: { 'retry-after': '0' } })))
    await expect(otlpSink({ url, metrics: false, retries: 2 }).write([aRecord()])).rejects.toThrow('answered 503')
    expect(arrived.length).toBe(3)
  })

  it('ends what waits when it is closed', async () => {
    const { url } = await collector([{ status: 503, headers: { 'retry-after': '60' } }])
    const clock = fakeClock()
    const { waits, watched } = watching(clock)
    const sink = otlpSink({ url, metrics: false, clock: watched })
    const writing = Promise.resolve(sink.write([aRecord()])).then(() => 'written', (error: Error) => error.message)
    await until(() => waits.includes(60_000))
    await sink.close?.()
    expect(await writing).toBe('the sink was closed')
    expect(clock.pending).toBe(0)
  })

  it('sends traces although metrics are refused, and says which', async () => {
    const { url, arrived } = await collector()
    const sink = otlpSink({ url, fetch: async (to, init) => (String(to).endsWith('/v1/metrics') ? new Response('no', { status: 400 }) : fetch(to, init)) })
    await expect(sink.write([aRecord()])).rejects.toThrow(`${url}/v1/metrics answered 400: no`)
    expect(spansIn(arrived).length).toBe(2)
  })

  describe('told of a partial success', () => {
    const answers = {
      protobuf: { body: partialSuccess(3, 'too old') },
      json: { body: JSON.stringify({ partialSuccess: { rejectedSpans: '3', errorMessage: 'too old' } }) },
    }
    for (const protocol of ['protobuf', 'json'] as const) {
      it(`hands it on, and sends nothing again: ${protocol}`, async () => {
        const { url, arrived } = await collector([answers[protocol]])
        const said: PartialSuccess[] = []
        await otlpSink({ url, protocol, metrics: false, onPartialSuccess: (one) => said.push(one) }).write([aRecord()])
        expect(said).toEqual([{ signal: 'traces', rejected: 3, message: 'too old' }])
        expect(arrived.length).toBe(1)
      })

      it(`counts as failed where nobody listens: ${protocol}`, async () => {
        const { url } = await collector([answers[protocol]])
        await expect(otlpSink({ url, protocol, metrics: false }).write([aRecord()])).rejects.toThrow('refused 3 of the traces: too old')
      })
    }

    for (const [what, body] of [['nothing', ''], ['an empty message', '{}'], ['no JSON', '<html>'], ['another JSON', '[null]'], ['bytes that end early', Uint8Array.of(10, 200, 1)]] as const) {
      it(`is well with ${what}`, async () => {
        const { url } = await collector([{ body }, { body }])
        await otlpSink({ url, protocol: 'json', metrics: false }).write([aRecord()])
        await otlpSink({ url, protocol: 'protobuf', metrics: false }).write([aRecord()])
      })
    }
  })

  describe('counts', () => {
    const durations = (sums: Collector) =>
      metricsIn(sums.arrived).flatMap(({ name, histogram }) => (name === 'zerohop.call.duration' ? [histogram?.dataPoints.map(({ count, startTimeUnixNano: from, timeUnixNano: to }) => ({ count, from, to }))] : []))
    const at = (seconds: number) => `${Date.UTC(2026, 0, 1) / 1000 + seconds}000000000`

    it('since its beginning: cumulative', async () => {
      const to = await collector()
      const clock = fakeClock()
      const sink = otlpSink({ url: to.url, traces: false, clock, batchMs: 0 })
      await clock.advance(1000)
      await sink.write([aRecord()])
      await clock.advance(1000)
      await sink.write([aRecord(), aRecord()])
      expect(durations(to)).toEqual([[{ count: '1', from: at(0), to: at(1) }], [{ count: '3', from: at(0), to: at(2) }]])
    })

    it('since the last time: delta; what could not be sent is in the next', async () => {
      const to = await collector([{}, { status: 400 }])
      const clock = fakeClock()
      const sink = otlpSink({ url: to.url, traces: false, clock, batchMs: 0, temporality: 'delta' })
      for (const [count, isTaken] of [[1, true], [2, false], [4, true]] as const) {
        await clock.advance(1000)
        const writing = sink.write(Array.from({ length: count }, () => aRecord()))
        if (isTaken) await writing
        else await expect(writing).rejects.toThrow('answered 400')
      }
      expect(durations(to)).toEqual([[{ count: '1', from: at(0), to: at(1) }], [{ count: '2', from: at(1), to: at(2) }], [{ count: '6', from: at(1), to: at(3) }]])
    })

    it('no more than 2000 series of a metric: the rest is one', async () => {
      const to = await collector()
      const sink = otlpSink({ url: to.url, traces: false, metricTags: ['user'] })
      await sink.write(Array.from({ length: 3000 }, (_, user) => aRecord({ tags: { user: String(user) }, attempts: [] })))
      const points = metricsIn(to.arrived)[0]?.histogram?.dataPoints ?? []
      expect(points.length).toBe(2000)
      const over = points.filter((point) => attributesOf(point)['otel.metric.overflow'] === true)
      expect(over.map(({ count }) => count)).toEqual(['1001'])
    })
  })

  it.each([
    [{ url: 'ftp://localhost' }, 'otlpSink.url must be an http or https URL'],
    [{ url: 'http://me:secret@localhost' }, "otlpSink.url has credentials in it: they belong in 'headers'"],
    [{ protocol: 'grpc' }, "otlpSink.protocol must be one of 'json', 'protobuf', got 'grpc'"],
    [{ batchSize: 0 }, 'otlpSink.batchSize must be a whole number of at least 1'],
    [{ retries: -1 }, 'otlpSink.retries must be a whole number from 0 to 100'],
    [{ traces: false, metrics: false }, 'otlpSink.metrics is false, and so is traces'],
    [{ temporality: 'both' }, "otlpSink.temporality must be one of 'cumulative', 'delta'"],
    [{ headers: { 'x-a': 'b\r\nc' } }, 'otlpSink.headers.x-a must be a text that a header can carry'],
    [{ resource: { a: {} } }, 'otlpSink.resource.a must be a text, a number'],
    [{ content: 'all' }, "otlpSink.content must be one of 'attributes', 'event'"],
    [{ metricTags: [1] }, "otlpSink.metricTags[0] must be a tag's name, got 1"],
    [{ extend: 'langfuse' }, 'otlpSink.extend must be a function'],
    [{ endpoint: 'x' }, 'otlpSink.endpoint is not an option'],
  ])('refuses %j', (options, message) => {
    expect(() => otlpSink(options as never)).toThrow(message)
  })

  it('has a call of many attempts under one trace', async () => {
    const { url, arrived } = await collector()
    const attempts = [anAttempt({ number: 1, spanId: 'a000000000000001', outcome: 'failed', reason: 'overloaded' }), anAttempt({ number: 2, spanId: 'a000000000000002', parent: 1, role: 'retry' })]
    await otlpSink({ url, metrics: false }).write([aRecord({ attempts })])
    const spans = spansIn(arrived)
    expect(spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId])).toEqual([
      ['b7ad6b7169203331', undefined],
      ['a000000000000001', 'b7ad6b7169203331'],
      ['a000000000000002', 'b7ad6b7169203331'],
    ])
  })
})
