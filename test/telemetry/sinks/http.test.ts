import { createHmac } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { httpSink, type HttpSinkOptions } from '../../../src/telemetry/sinks/http.ts'
import type { CallRecord } from '../../../src/telemetry/record.ts'
import { seededRandom } from '../../../src/core/random.ts'
import { type FakeClock, fakeClock } from '../../../src/testing/fake-clock.ts'
import { turn } from '../../../src/testing/turn.ts'
import { json, loopback, type Received } from '../../support/server.ts'
import { feedbackOn, records } from './a-record.ts'

const URL_SECRET = 'T0K3N-in-the-path'
const url = `https://example.com/hooks/${URL_SECRET}?key=${URL_SECRET}`

interface Sent {
  readonly url: string
  readonly headers: Headers
  readonly body: string
  readonly at: number
}

/** A server that is asked by no network: answers by the number of the request. */
function stage(answer: (number: number, sent: Sent) => Response | Promise<Response>, options: Partial<HttpSinkOptions> = {}) {
  const clock = fakeClock()
  const sent: Sent[] = []
  const fetch: typeof globalThis.fetch = async (to, init) => {
    const one = { url: String(to), headers: new Headers(init?.headers), body: String(init?.body), at: clock.now() }
    sent.push(one)
    return answer(sent.length, one)
  }
  const sink = httpSink({ url, fetch, clock, random: seededRandom(1), ...options })
  return { clock, sent, sink, ids: () => sent.map(({ body }) => (JSON.parse(body) as CallRecord[]).map(({ id }) => id)) }
}

const ok = () => new Response(null, { status: 202 })
const status = (code: number, headers: Record<string, string> = {}, body = '') => new Response(body, { status: code, headers })
const rejection = (promise: void | Promise<void>) => Promise.resolve(promise).then(() => expect.fail('it did not reject'), (error: unknown) => error as Error)

/** Moves time on until the promise has settled: signatures are made elsewhere, in a time of their own. */
async function settled(clock: FakeClock, promise: void | Promise<void>): Promise<void> {
  let over = false
  const done = Promise.resolve(promise).finally(() => void (over = true))
  for (let turns = 0; !over && turns < 10_000; turns++) await clock.advance(1_000)
  await done
}

describe('httpSink, on the wire', () => {
  async function overLoopback(options: Partial<HttpSinkOptions>, use: (sink: ReturnType<typeof httpSink>) => Promise<void>): Promise<readonly Received[]> {
    const server = await loopback((_, response) => json(response, { accepted: 1 }))
    try {
      await use(httpSink({ url: `${server.baseURL}/records`, ...options }))
      return server.received
    } finally {
      await server.close()
    }
  }

  it('posts a list of records, with its token and an id', async () => {
    const [request] = await overLoopback({ token: 's3cret-token' }, async (sink) => sink.write(records(2)))
    expect(request).toMatchObject({ method: 'POST', url: '/v1/records', headers: { authorization: 'Bearer s3cret-token', 'content-type': 'application/json' } })
    expect(request?.headers['idempotency-key']).toMatch(/^[0-9a-f]{30}$/)
    expect(JSON.parse(String(request?.body))).toEqual(records(2))
  })

  it('posts lines, compressed, where that is wanted', async () => {
    const [request] = await overLoopback({ format: 'ndjson', gzip: true }, async (sink) => sink.write(records(2)))
    expect(request?.headers).toMatchObject({ 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' })
    const lines = gunzipSync(request?.body ?? Buffer.alloc(0)).toString().trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(records(2))
  })

  it('signs what it sends', async () => {
    const clock = fakeClock()
    const [request] = await overLoopback({ sign: 'a secret', clock }, async (sink) => sink.write(records(1)))
    const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature, 'idempotency-key': key } = request?.headers ?? {}
    expect([id, time]).toEqual([key, String(clock.date() / 1000)])
    expect(signature).toBe(`v1,${createHmac('sha256', 'a secret').update(`${String(id)}.${String(time)}.${String(request?.body)}`).digest('base64')}`)
  })

  it('posts feedback beside the records of a collector', async () => {
    const [request] = await overLoopback({}, async (sink) => sink.feedback?.([feedbackOn('call-1')]))
    expect(request?.url).toBe('/v1/feedback')
    expect(JSON.parse(String(request?.body))).toEqual([feedbackOn('call-1')])
  })
})

describe('httpSink', () => {
  it('has a place for feedback only where it is told one, or can tell', () => {
    expect(stage(ok).sink).not.toHaveProperty('feedback')
    expect(stage(ok, { feedbackUrl: 'https://example.com/feedback' }).sink).toHaveProperty('feedback')
  })

  it('sends no more in one request than a batch', async () => {
    const { sink, ids } = stage(ok, { batchSize: 2 })
    await sink.write(records(5))
    expect(ids()).toEqual([['call-1', 'call-2'], ['call-3', 'call-4'], ['call-5']])
  })

  it('sends at once, then as often as it may; a full batch does not wait', async () => {
    const { sink, sent, clock } = stage(ok, { batchSize: 3, batchMs: 1_000 })
    await sink.write(records(1))
    const second = sink.write(records(2))
    await clock.advance(999)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    await second
    await sink.write(records(3))
    expect(sent.map(({ at }) => at)).toEqual([0, 1_000, 1_000])
    expect(clock.pending).toBe(0)
  })

  it('sends at once what waits when it is flushed, and waits for it', async () => {
    const { sink, sent, clock } = stage(ok)
    await sink.write(records(1))
    const second = sink.write(records(1))
    await turn()
    expect(sent).toHaveLength(1)
    await sink.flush?.()
    expect(sent).toHaveLength(2)
    await second
    expect(clock.pending).toBe(0)
  })

  it.each([408, 429, 500, 502, 503, 504, 529])('sends a batch again after %i, under the same id, signed anew', async (code) => {
    const { sink, sent, clock } = stage((number) => (number < 3 ? status(code) : ok()), { sign: 'a secret' })
    await settled(clock, sink.write(records(1)))
    expect(new Set(sent.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1)
    expect(new Set(sent.map(({ headers }) => headers.get('webhook-timestamp'))).size).toBeGreaterThan(1)
    expect([sent.length, clock.pending]).toEqual([3, 0])
  })

  it('waits as long as Retry-After says', async () => {
    const { sink, sent, clock } = stage((number) => (number === 1 ? status(429, { 'retry-after': '7' }) : ok()))
    const writing = sink.write(records(1))
    await clock.advance(60_000)
    await writing
    expect(sent.map(({ at }) => at)).toEqual([0, 7_000])
  })

  it('sends again where the connection broke, and gives up in the end', async () => {
    const { sink, sent, clock } = stage(() => Promise.reject(new TypeError('fetch failed')), { retries: 2 })
    const error = rejection(sink.write(records(1)))
    await clock.advance(600_000)
    expect((await error).message).toContain('fetch failed')
    expect(sent).toHaveLength(3)
  })

  it('does not wait for ever for an answer', async () => {
    const fetch = (_: unknown, init?: RequestInit) => new Promise<Response>((__, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new Error('stopped')))
    })
    const { sink, clock } = stage(ok, { retries: 0, timeoutMs: 5_000, fetch })
    const error = rejection(sink.write(records(1)))
    await clock.advance(5_000)
    expect((await error).message).toContain('no answer within 5000 ms')
    expect(clock.pending).toBe(0)
  })

  it.each([301, 400, 401, 404, 422])('does not send a batch again after %i', async (code) => {
    const { sink, sent } = stage(() => status(code, { location: 'https://elsewhere.example.com' }))
    expect((await rejection(sink.write(records(1)))).message).toContain(`answered ${code}`)
    expect(sent).toHaveLength(1)
  })

  it('sends halves of what is too large, and loses only the record that is too large alone', async () => {
    const { sink, ids } = stage((_, { body }) => (body.includes('call-1"') || (JSON.parse(body) as unknown[]).length > 2 ? status(413) : ok()))
    await rejection(sink.write(records(4)))
    expect(ids()).toEqual([['call-1', 'call-2', 'call-3', 'call-4'], ['call-1', 'call-2'], ['call-1'], ['call-2'], ['call-3', 'call-4']])
  })

  it('says how many were sent where a later batch is not taken', async () => {
    const { sink } = stage((number) => (number === 2 ? status(400) : ok()), { batchSize: 2 })
    expect((await rejection(sink.write(records(5)))).message).toContain('2 of 5 were sent, then https://example.com')
  })

  it.each<[string, () => Response | Promise<Response>]>([
    ['an answer that says all of it again', () => status(400, {}, `no: Bearer s3cret-token for ${url}`)],
    ['an error that names the URL', () => Promise.reject(new TypeError(`error sending request for url (${url})`))],
  ])('shows neither its token nor its path, after %s', async (_, answer) => {
    const { sink } = stage(answer, { token: 's3cret-token', retries: 0 })
    const error = await rejection(sink.write(records(1)))
    expect(error.message).toContain('https://example.com/…')
    expect(`${error.stack ?? ''}${JSON.stringify(error)}${String(error.cause)}`).not.toMatch(/s3cret-token|T0K3N/)
  })

  it('ends waits and requests when it is closed', async () => {
    const { sink, clock } = stage(() => status(503))
    const error = rejection(sink.write(records(1)))
    await turn()
    await sink.close?.()
    expect((await error).message).toContain('closed')
    expect((await rejection(sink.write(records(1)))).message).toContain('closed')
    expect(clock.pending).toBe(0)
  })

  it.each(['http://localhost:4318/v1/records', 'http://127.0.0.1/', 'http://[::1]:80/', 'http://app.localhost/', 'https://10.0.0.1/x'])('may post to %s', (to) => {
    expect(httpSink({ url: to }).name).toBe('http')
  })

  it('may post in the open where that is said', () => {
    expect(() => httpSink({ url: 'http://collector.internal/v1/records' })).toThrow('httpSink.url must be https')
    expect(() => httpSink({ url: 'http://127.0.0.1.example.com/' })).toThrow('httpSink.url must be https')
    expect(httpSink({ url: 'http://collector.internal/v1/records', allowInsecure: true, name: 'mine' }).name).toBe('mine')
  })

  it.each<[Partial<HttpSinkOptions>, string]>([
    [{ url: 'ftp://example.com' }, 'httpSink.url'],
    [{ url: 'https://me:secret@example.com' }, 'has credentials'],
    [{ feedbackUrl: 'http://example.com' }, 'httpSink.feedbackUrl must be https'],
    [{ token: 'two words' }, 'httpSink.token'],
    [{ token: 'line\nbreak' }, 'httpSink.token'],
    [{ token: 'x', headers: { Authorization: 'y' } }, 'cannot stand beside'],
    [{ token: 'x', headers: null as never }, 'httpSink.headers'],
    [{ headers: { 'no name': 'x' } }, 'httpSink.headers'],
    [{ sign: 'whsec_%' }, 'httpSink.sign'],
    [{ sign: '' }, 'httpSink.sign'],
    [{ format: 'xml' as never }, 'httpSink.format'],
    [{ batchSize: 0 }, 'httpSink.batchSize'],
    [{ batchMs: -1 }, 'httpSink.batchMs'],
    [{ batchsize: 1 } as never, "Did you mean 'batchSize'"],
  ])('refuses %j', (options, message) => {
    const made = () => httpSink({ url: 'https://example.com', ...options })
    expect(made).toThrow(message)
    expect(made).not.toThrow(/secret@|two words/)
  })
})
